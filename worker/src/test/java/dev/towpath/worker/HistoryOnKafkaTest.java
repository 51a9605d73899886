package dev.towpath.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.towpath.schemas.config.HistoryKept;
import dev.towpath.schemas.config.Jitter;
import dev.towpath.schemas.config.Order;
import dev.towpath.schemas.config.RetryConfig;
import dev.towpath.schemas.config.WorkerConfig;
import dev.towpath.schemas.id.JobId;
import dev.towpath.schemas.wire.Ending;
import dev.towpath.schemas.wire.PastAttempt;
import dev.towpath.worker.handler.JobHandler;
import dev.towpath.worker.handler.Outcome;
import dev.towpath.worker.handler.Payload;
import dev.towpath.worker.observe.WorkerMetrics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import tools.jackson.databind.JsonNode;

@Execution(ExecutionMode.CONCURRENT)
class HistoryOnKafkaTest {
    private static final RetryConfig TWICE =
            new RetryConfig(
                    2,
                    Duration.ofSeconds(30),
                    1,
                    Duration.ofSeconds(30),
                    Jitter.NONE,
                    Duration.ofDays(1),
                    List.of("java.lang.IllegalStateException"),
                    3);

    private final MeterRegistry meters = new SimpleMeterRegistry();

    @Test
    void everyAttemptIsToldWithHowItEnded() throws Exception {
        try (Installation installation =
                new Installation(1)
                        .type("t", Order.STRICT, Duration.ofMinutes(1), 10)
                        .bounds(WorkerConfig.defaults().with(HistoryKept.ALL))) {
            AtomicInteger runs = new AtomicInteger();
            JobId id = installation.job("t").group("article-7").send();
            installation.flush();
            try (Worker worker =
                    worker(
                            installation,
                            (data, job) ->
                                    runs.incrementAndGet() == 1
                                            ? Outcome.snooze(Instant.now().plusMillis(50))
                                            : Outcome.done())) {
                installation.awaitCommitted(1);
            }
            List<PastAttempt> told = history(installation, id);
            assertThat(told)
                    .extracting(
                            PastAttempt::ending,
                            PastAttempt::attempt,
                            PastAttempt::type,
                            PastAttempt::client,
                            PastAttempt::group)
                    .containsExactly(
                            tuple(Ending.SNOOZED, 1, "t", told.getFirst().client(), "article-7"),
                            tuple(Ending.DONE, 1, "t", told.getFirst().client(), "article-7"));
            assertThat(told.getFirst().dueAt()).isGreaterThan(told.getFirst().startedAt());
            assertThat(told.getLast().endedAt()).isGreaterThanOrEqualTo(told.getLast().startedAt());
            assertThat(told.getLast().dueAt()).isZero();
            assertThat(told.getLast().worker()).startsWith("worker-");
        }
    }

    @Test
    void whatFailedSaysWhyAndWhenItGoesOnAndWhatDiedSaysWhy() throws Exception {
        try (Installation installation = new Installation(1).type("t", TWICE)) {
            JobId failing = installation.job("t").data("1").send();
            JobId dying = installation.job("t").data("2").send();
            installation.flush();
            try (Worker worker =
                    worker(
                            installation,
                            (data, job) -> {
                                if (data.intValue() == 2) {
                                    throw new IllegalStateException("never");
                                }
                                return Outcome.retry("not yet");
                            })) {
                installation.awaitCommitted(2);
            }
            PastAttempt failed = history(installation, failing).getFirst();
            assertThat(failed.ending()).isEqualTo(Ending.FAILED);
            assertThat(failed.reason()).isEqualTo("not yet");
            assertThat(failed.dueAt() - failed.endedAt()).isEqualTo(30_000);
            PastAttempt died = history(installation, dying).getFirst();
            assertThat(died.ending()).isEqualTo(Ending.DEAD);
            assertThat(died.code()).isEqualTo("TP-3001");
            assertThat(died.reason()).isEqualTo("java.lang.IllegalStateException: never");
        }
    }

    @Test
    void onlyTheAttemptsThatAreWantedAreTold() throws Exception {
        try (Installation installation =
                new Installation(1)
                        .type("t", TWICE)
                        .bounds(WorkerConfig.defaults().with(HistoryKept.NOTABLE))) {
            JobId good = installation.job("t").data("1").send();
            JobId bad = installation.job("t").data("2").send();
            installation.flush();
            try (Worker worker =
                    worker(
                            installation,
                            (data, job) ->
                                    data.intValue() == 2 ? Outcome.dead("no") : Outcome.done())) {
                installation.awaitCommitted(2);
            }
            assertThat(history(installation, good)).isEmpty();
            assertThat(history(installation, bad)).hasSize(1);

            installation.bounds(WorkerConfig.defaults().with(HistoryKept.OFF));
            JobId worse = installation.job("t").data("2").send();
            installation.flush();
            try (Worker worker = worker(installation, (data, job) -> Outcome.dead("no"))) {
                installation.awaitCommitted(3);
            }
            assertThat(history(installation, worse)).isEmpty();
        }
    }

    @Test
    void whatAHandlerNotesIsToldOfEachAttemptAlsoOfOneThatIsDoneAtOnce() throws Exception {
        try (Installation installation =
                new Installation(1)
                        .type("t", TWICE)
                        .bounds(WorkerConfig.defaults().with(HistoryKept.NOTABLE))) {
            JobId good = installation.job("t").data("1").send();
            JobId bad = installation.job("t").data("2").send();
            installation.flush();
            try (Worker worker =
                    worker(
                            installation,
                            (data, job) -> {
                                job.note("answered " + data.intValue());
                                job.note("answered " + data.intValue() + "é".repeat(300));
                                if (data.intValue() == 2) {
                                    throw new IllegalStateException("never");
                                }
                                return Outcome.done();
                            })) {
                installation.awaitCommitted(2);
            }

            assertThat(history(installation, good))
                    .extracting(PastAttempt::ending, PastAttempt::note)
                    .containsExactly(tuple(Ending.DONE, "answered 1" + "é".repeat(251)));
            assertThat(history(installation, bad))
                    .extracting(PastAttempt::ending, PastAttempt::note)
                    .containsExactly(tuple(Ending.DEAD, "answered 2" + "é".repeat(251)));
        }
    }

    @Test
    @Tag("full")
    void withoutItsTopicTheHistoryIsDroppedAndCountedAndEveryJobIsDone() throws Exception {
        try (Installation installation =
                new Installation(1)
                        .type("t")
                        .bounds(WorkerConfig.defaults().with(HistoryKept.ALL))) {
            Installation.got(
                    installation
                            .admin
                            .deleteTopics(List.of(installation.topics.history(Installation.QUEUE)))
                            .all());
            for (int i = 0; i < 20_000; i++) {
                installation.job("t").send();
            }
            installation.flush();
            try (Worker worker = worker(installation, (data, job) -> Outcome.done())) {
                installation.awaitCommitted(20_000);
            }
            Counter dropped = meters.find(WorkerMetrics.HISTORY_DROPPED).counter();
            assertThat(dropped).isNotNull();
            assertThat(dropped.count()).isEqualTo(20_000);
        }
    }

    private Worker worker(Installation installation, JobHandler<JsonNode> handler) {
        return installation.worker().metrics(meters).handle("t", Payload.json(), handler).start();
    }

    private static List<PastAttempt> history(Installation installation, JobId id) {
        return installation.read(installation.topics.history(Installation.QUEUE)).stream()
                .filter(
                        record ->
                                new String(record.key(), StandardCharsets.US_ASCII)
                                        .equals(id.toString()))
                .map(record -> PastAttempt.decode(record.value()))
                .toList();
    }
}
