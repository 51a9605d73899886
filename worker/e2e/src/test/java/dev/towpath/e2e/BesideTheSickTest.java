package dev.towpath.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towpath.producer.JobProducer;
import dev.towpath.producer.JobRequest;
import dev.towpath.producer.ProducerSettings;
import dev.towpath.schemas.config.Jitter;
import dev.towpath.schemas.config.LimitConfig;
import dev.towpath.schemas.config.Order;
import dev.towpath.schemas.config.Rate;
import dev.towpath.schemas.config.RetryConfig;
import dev.towpath.schemas.config.TargetConfig;
import dev.towpath.schemas.config.TypeConfig;
import dev.towpath.schemas.id.JobId;
import dev.towpath.schemas.id.JobIdIssuer;
import dev.towpath.testkit.Event;
import dev.towpath.testkit.History;
import dev.towpath.testkit.Judgement;
import dev.towpath.testkit.OthersDoNotWait;
import dev.towpath.worker.Worker;
import dev.towpath.worker.handler.JobContext;
import dev.towpath.worker.handler.Outcome;
import dev.towpath.worker.handler.Payload;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Jobs of a type that is well, and first retries, beside a target that is out, a slow type and a
/// hot group, each with a backlog.
@Tag("full")
class BesideTheSickTest {
    private static final int BACKLOG = 2_000;
    private static final int WELL = 600;
    private static final int FLAKY = 40;
    private static final Duration MOST = Duration.ofSeconds(1);
    private static final Duration BACKOFF = Duration.ofSeconds(1);
    private static final RetryConfig ONCE_MORE =
            new RetryConfig(2, BACKOFF, 1, BACKOFF, Jitter.NONE, Duration.ofDays(1), List.of(), 3);

    private final Random random = new Random(7);
    private final Queue<Event> events = new ConcurrentLinkedQueue<>();
    private final Queue<Duration> returns = new ConcurrentLinkedQueue<>();
    private final Map<String, Long> failedAt = new ConcurrentHashMap<>();
    private final CountDownLatch well = new CountDownLatch(WELL);
    private final CountDownLatch flaky = new CountDownLatch(FLAKY);

    @Test
    void neitherNewJobsOfOtherTypesNorTheirRetriesWait() throws Exception {
        TypeConfig plain = TypeConfig.defaults();
        try (HttpSite site =
                        new HttpSite(
                                Map.of(
                                        "well", plain,
                                        "flaky", plain.retried(ONCE_MORE),
                                        "slow", limited(2, ""),
                                        "out", limited(200, "gone"),
                                        "hot", ordered()),
                                Map.of(
                                        "gone",
                                        new TargetConfig(100, 80, 10, Duration.ofSeconds(2))));
                JobProducer producer = producer(site);
                Worker worker = worker(site)) {
            for (int i = 0; i < BACKLOG; i++) {
                send(producer, "slow", "");
                send(producer, "out", "");
                send(producer, "hot", "one");
            }

            for (int i = 0; i < WELL; i++) {
                send(producer, "well", "");
                if (i % (WELL / FLAKY) == 0) {
                    send(producer, "flaky", "");
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(25));
            }

            assertThat(well.await(60, TimeUnit.SECONDS)).isTrue();
            assertThat(flaky.await(60, TimeUnit.SECONDS)).isTrue();
            assertThat(worker.problems()).isEmpty();
        }
        Duration late = OthersDoNotWait.p99(List.copyOf(returns));
        System.out.printf(
                "a backoff of 1 s beside a backlog of %,d: the next attempt within %,d ms, the"
                        + " latest of %d%n",
                3 * BACKLOG, late.toMillis(), FLAKY);
        assertThat(returns).allMatch(time -> time.compareTo(BACKOFF) >= 0);
        assertThat(late).isLessThan(BACKOFF.multipliedBy(3));
        assertThat(new OthersDoNotWait(Set.of("slow", "out", "hot"), MOST).judge(history()))
                .isInstanceOf(Judgement.Kept.class);
    }

    private History history() {
        List<Event> all = new ArrayList<>();
        all.add(new Event.Began());
        all.addAll(events);
        all.add(new Event.Rested());
        return History.of(all.toArray(Event[]::new));
    }

    private void send(JobProducer producer, String type, String group) throws Exception {
        JobRequest request =
                JobRequest.json("default", type, "{}".getBytes(StandardCharsets.UTF_8))
                        .client("site")
                        .group(group)
                        .build();
        JobId id = producer.address(request);
        String name = id.toString();
        events.add(
                new Event.Submitted(
                        Event.Answer.ACCEPTED,
                        name,
                        name,
                        "",
                        -1,
                        System.currentTimeMillis(),
                        0,
                        "site",
                        type,
                        "",
                        "",
                        "",
                        ""));
        producer.send(request, id).get();
    }

    private Worker worker(HttpSite site) {
        return Worker.builder(site.config())
                .handle("well", Payload.json(), (data, job) -> well(job))
                .handle("flaky", Payload.json(), (data, job) -> flaky(job))
                .handle("slow", Payload.json(), (data, job) -> takes(200))
                .handle("hot", Payload.json(), (data, job) -> takes(20))
                .handle(
                        "out",
                        Payload.json(),
                        (data, job) -> {
                            throw new ConnectException("Connection refused");
                        })
                .start();
    }

    private Outcome well(JobContext job) {
        started(job);
        well.countDown();
        return Outcome.done();
    }

    private Outcome flaky(JobContext job) {
        started(job);
        String id = job.id().toString();
        Long failed = failedAt.putIfAbsent(id, System.nanoTime());
        if (failed == null) {
            return Outcome.retry("the first one always fails");
        }
        returns.add(Duration.ofNanos(System.nanoTime() - failed));
        flaky.countDown();
        return Outcome.done();
    }

    private void started(JobContext job) {
        String id = job.id().toString();
        events.add(
                new Event.AttemptStarted(
                        id,
                        job.generation(),
                        job.attempt(),
                        job.fence(),
                        "w",
                        id,
                        job.type(),
                        "",
                        System.currentTimeMillis()));
    }

    private static Outcome takes(long millis) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
        return Outcome.done();
    }

    private JobProducer producer(HttpSite site) {
        return new JobProducer(
                ProducerSettings.of(
                        site.config().kafka().bootstrap(), Map.of(), site.config().topicNames()),
                new JobIdIssuer(site.config().secret().bytes(), InstantSource.system(), random),
                InstantSource.system(),
                random);
    }

    private static TypeConfig limited(int maxInFlight, String target) {
        return TypeConfig.defaults()
                .limited(new LimitConfig(maxInFlight, 0, 0, Rate.UNLIMITED, target));
    }

    private static TypeConfig ordered() {
        TypeConfig any = TypeConfig.defaults();
        return new TypeConfig(
                any.queue(),
                any.payload(),
                Order.GROUP,
                any.retry(),
                any.timeout(),
                any.dedupWindow(),
                any.limits(),
                "",
                false);
    }
}
