package dev.towpath.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towpath.schemas.config.Acknowledgement;
import dev.towpath.schemas.config.LimitConfig;
import dev.towpath.schemas.config.Previews;
import dev.towpath.schemas.config.PushConfig;
import dev.towpath.schemas.config.Rate;
import dev.towpath.schemas.config.TargetConfig;
import dev.towpath.schemas.config.WebhookSecret;
import dev.towpath.schemas.ledger.Mark;
import dev.towpath.schemas.ledger.State;
import dev.towpath.worker.handler.Outcome;
import dev.towpath.worker.handler.Payload;
import java.net.ConnectException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// Limits beyond one worker's own: what targets and other workers have to do with it.
@Execution(ExecutionMode.CONCURRENT)
class LimitsOnKafkaTest {
    private static final TargetConfig SEARCH = new TargetConfig(100, 80, 4, Duration.ofMillis(300));

    @Test
    void whileATargetIsOutItsJobsAreHeldWithoutBlameAndTheOthersRun() {
        AtomicBoolean out = new AtomicBoolean(true);
        AtomicInteger refused = new AtomicInteger();
        CountDownLatch others = new CountDownLatch(20);
        CountDownLatch indexed = new CountDownLatch(20);
        try (Installation installation =
                new Installation(1)
                        .target("search", SEARCH)
                        .type("index", new LimitConfig(200, 0, 0, Rate.UNLIMITED, "search"))
                        .type("plain")) {
            for (int i = 0; i < 20; i++) {
                installation.job("index").send();
                installation.job("plain").send();
            }
            installation.flush();
            try (Worker worker =
                    installation
                            .worker()
                            .handle(
                                    "index",
                                    Payload.json(),
                                    (data, job) -> {
                                        if (out.get()) {
                                            refused.incrementAndGet();
                                            throw new ConnectException("Connection refused");
                                        }
                                        indexed.countDown();
                                        return Outcome.done();
                                    })
                            .handle(
                                    "plain",
                                    Payload.json(),
                                    (data, job) -> {
                                        others.countDown();
                                        return Outcome.done();
                                    })
                            .start()) {
                Eventually.await("the others to run", others);
                Eventually.await("probes", () -> refused.get() > 25, refused::get);

                out.set(false);

                Eventually.await("all to be indexed", indexed);
                installation.awaitCommitted(40);
                assertThat(worker.problems()).isEmpty();
            }
            assertThat(installation.marks().values())
                    .allSatisfy(mark -> assertThat(mark.state()).isEqualTo(State.DONE))
                    .extracting(Mark::attempt)
                    .containsOnly(1);
        }
    }

    @Test
    void aPreviewThatFailsTakesNothingOutButItself() {
        PushConfig push =
                new PushConfig(
                        URI.create("https://www.example.org/api/towpath"),
                        new WebhookSecret("whsec_" + "A".repeat(32)),
                        Optional.empty(),
                        Acknowledgement.SIGNED,
                        List.of(),
                        new Previews(List.of("site-*.example.org"), Optional.empty()));
        CountDownLatch failed = new CountDownLatch(20);
        CountDownLatch done = new CountDownLatch(20);
        try (Installation installation =
                new Installation(1)
                        .target(
                                "site",
                                new TargetConfig(
                                        100, 80, 4, Duration.ofHours(1), true, Optional.of(push)))
                        .type("index", new LimitConfig(200, 0, 0, Rate.UNLIMITED, "site"))) {
            for (int i = 0; i < 20; i++) {
                installation.job("index").deployment("site-7.example.org").send();
            }
            installation.flush();
            try (Worker worker =
                    installation
                            .worker()
                            .handle(
                                    "index",
                                    Payload.json(),
                                    (data, job) -> {
                                        if (job.deployment().isEmpty()) {
                                            done.countDown();
                                            return Outcome.done();
                                        }
                                        failed.countDown();
                                        return Outcome.retry("it is gone");
                                    })
                            .start()) {
                Eventually.await("the preview's to fail", failed);
                for (int i = 0; i < 20; i++) {
                    installation.job("index").send();
                }
                installation.flush();

                Eventually.await("production's to run", done);

                assertThat(worker.problems()).isEmpty();
            }
        }
    }

    @Test
    void noMoreRunOverAllWorkersThanMay() {
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(60);
        try (Installation installation =
                new Installation(2).type("mail", new LimitConfig(200, 3, 0, Rate.UNLIMITED, ""))) {
            for (int i = 0; i < 60; i++) {
                installation.job("mail").partition(i % 2).send();
            }
            installation.flush();
            try (Worker one = mailer(installation, running, most, done);
                    Worker other = mailer(installation, running, most, done)) {

                Eventually.await("all to run", done);

                assertThat(List.of(one.problems(), other.problems())).containsOnly(List.of());
            }
            assertThat(most.get()).isBetween(1, 3);
        }
    }

    @Test
    void noMoreBeginOverAllWorkersThanTheRateAllows() {
        CountDownLatch done = new CountDownLatch(40);
        try (Installation installation =
                new Installation(2).type("mail", new LimitConfig(200, 0, 0, Rate.of("20/s"), ""))) {
            for (int i = 0; i < 40; i++) {
                installation.job("mail").partition(i % 2).send();
            }
            installation.flush();
            AtomicInteger ignored = new AtomicInteger();
            long startedAt = System.nanoTime();
            try (Worker one = mailer(installation, ignored, new AtomicInteger(), done);
                    Worker other = mailer(installation, ignored, new AtomicInteger(), done)) {

                Eventually.await("all to run", done);

                assertThat(List.of(one.problems(), other.problems())).containsOnly(List.of());
            }
            // Two at once may be saved up on each worker.
            assertThat(System.nanoTime() - startedAt)
                    .isGreaterThan(TimeUnit.MILLISECONDS.toNanos((40 - 4) * 1_000 / 20));
        }
    }

    private static Worker mailer(
            Installation installation,
            AtomicInteger running,
            AtomicInteger most,
            CountDownLatch done) {
        return installation
                .worker()
                .handle(
                        "mail",
                        Payload.json(),
                        (data, job) -> {
                            int now = running.incrementAndGet();
                            most.accumulateAndGet(now, Math::max);
                            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(60));
                            running.decrementAndGet();
                            done.countDown();
                            return Outcome.done();
                        })
                .start();
    }
}
