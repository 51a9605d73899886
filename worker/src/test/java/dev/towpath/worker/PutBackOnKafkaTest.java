package dev.towpath.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towpath.schemas.config.Jitter;
import dev.towpath.schemas.config.RetryConfig;
import dev.towpath.schemas.control.Pause;
import dev.towpath.schemas.ledger.Mark;
import dev.towpath.schemas.ledger.State;
import dev.towpath.schemas.topic.Rung;
import dev.towpath.schemas.wire.EnvelopeCodec;
import dev.towpath.schemas.wire.Hop;
import dev.towpath.schemas.wire.JobEnvelope;
import dev.towpath.worker.handler.Outcome;
import dev.towpath.worker.handler.Payload;
import dev.towpath.worker.observe.WorkerMetrics;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// The worker's side of the ladder on a real broker; the test moves what is due itself.
@Execution(ExecutionMode.CONCURRENT)
class PutBackOnKafkaTest {
    private static final RetryConfig TWICE =
            new RetryConfig(
                    2,
                    Duration.ofSeconds(5),
                    1,
                    Duration.ofSeconds(5),
                    Jitter.NONE,
                    Duration.ofDays(1),
                    List.of("java.lang.IllegalStateException"),
                    3);

    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final BlockingQueue<Integer> attempts = new LinkedBlockingQueue<>();

    @Test
    void aFailedJobWaitsOnTheLadderAndRunsAgainWhenItComesByExpressAlsoInAnotherWorker()
            throws Exception {
        try (Installation installation = new Installation(2).type("t", TWICE)) {
            String id = installation.job("t").data("{\"n\":1}").send().toString();
            installation.flush();
            try (Worker worker = failing(installation, 1)) {
                assertThat(attempts.poll(30, TimeUnit.SECONDS)).isEqualTo(1);
                installation.awaitCommitted(1);
            }
            Mark mark = mark(installation, id);
            assertThat(mark.state()).isEqualTo(State.WAITING);
            ConsumerRecord<byte[], byte[]> copy =
                    installation.read(installation.topics.delay(Rung.S4)).getFirst();
            JobEnvelope envelope =
                    EnvelopeCodec.decode(copy.headers().lastHeader("towpath").value());
            assertThat(envelope.attempt()).isEqualTo(1);
            assertThat(envelope.hop()).isEqualTo(mark.hop());
            assertThat(Hop.count(envelope.hop())).isEqualTo(1);
            assertThat(envelope.dueAt()).isEqualTo(5_000);
            assertThat(envelope.has(JobEnvelope.RELATIVE)).isTrue();
            assertThat(copy.value()).isEqualTo("{\"n\":1}".getBytes(StandardCharsets.UTF_8));

            move(installation, copy, id);
            try (Worker worker = failing(installation, 1)) {
                assertThat(attempts.poll(30, TimeUnit.SECONDS)).isEqualTo(2);
                move(installation, copy, id);
                Eventually.await(
                        "2 committed",
                        () -> installation.expressCommitted() == 2,
                        installation::expressCommitted);
            }
            assertThat(mark(installation, id).state()).isEqualTo(State.DONE);
            assertThat(attempts).isEmpty();
        }
    }

    @Test
    void anErrorThatTheTypeCallsFinalIsADeadLetterAtOnce() throws Exception {
        try (Installation installation = new Installation(1).type("t", TWICE)) {
            installation.job("t").send();
            installation.flush();
            try (Worker worker =
                    installation
                            .worker()
                            .handle(
                                    "t",
                                    Payload.json(),
                                    (data, job) -> {
                                        throw new IllegalStateException("never");
                                    })
                            .start()) {
                installation.awaitCommitted(1);
            }
            assertThat(installation.deadLetters()).hasSize(1);
            assertThat(installation.read(installation.topics.delay(Rung.S4))).isEmpty();
        }
    }

    @Test
    void aPauseIsObeyedByARunningWorkerAndByOneThatStartsLater() throws Exception {
        try (Installation installation = new Installation(1).type("t").type("u")) {
            Pause pause = new Pause(Pause.Scope.TYPE, "t", "deploy", "ana", 0, 0);
            try (Worker worker = succeeding(installation)) {
                installation.job("u").send();
                installation.flush();
                assertThat(attempts.poll(30, TimeUnit.SECONDS)).isEqualTo(1);
                control(installation, pause, pause.value());
                Eventually.await("a closed gate", () -> gates() == 1, this::gates);
                installation.job("t").send();
                installation.job("u").send();
                installation.flush();
                assertThat(attempts.poll(30, TimeUnit.SECONDS)).isEqualTo(1);
            }
            try (Worker worker = succeeding(installation)) {
                installation.job("u").send();
                installation.flush();
                assertThat(attempts.poll(30, TimeUnit.SECONDS)).isEqualTo(1);
                assertThat(attempts).isEmpty();
                control(installation, pause, null);
                assertThat(attempts.poll(30, TimeUnit.SECONDS)).isEqualTo(1);
                installation.awaitCommitted(4);
            }
        }
    }

    private static Mark mark(Installation installation, String id) {
        return Objects.requireNonNull(installation.marks().get(id.substring(id.length() - 26)));
    }

    private static void control(Installation installation, Pause pause, byte @Nullable [] value) {
        installation.raw(
                new ProducerRecord<>(
                        installation.topics.control(),
                        0,
                        pause.place().key().getBytes(StandardCharsets.UTF_8),
                        value));
        installation.flush();
    }

    private static void move(
            Installation installation, ConsumerRecord<byte[], byte[]> copy, String id) {
        int partition = Integer.parseInt(id.split("_", -1)[1]);
        installation.raw(
                new ProducerRecord<>(
                        installation.topics.express(Installation.QUEUE),
                        partition,
                        copy.key(),
                        copy.value(),
                        copy.headers()));
        installation.flush();
    }

    private Worker failing(Installation installation, int failures) {
        return installation
                .worker()
                .handle(
                        "t",
                        Payload.json(),
                        (data, job) -> {
                            attempts.add(job.attempt());
                            return job.attempt() <= failures
                                    ? Outcome.retry("not yet")
                                    : Outcome.done();
                        })
                .start();
    }

    private Worker succeeding(Installation installation) {
        return installation
                .worker()
                .metrics(meters)
                .handle("t", Payload.json(), (data, job) -> done(job.attempt()))
                .handle("u", Payload.json(), (data, job) -> done(job.attempt()))
                .start();
    }

    private double gates() {
        Gauge gauge = meters.find(WorkerMetrics.GATES).gauge();
        return gauge == null ? -1 : gauge.value();
    }

    private Outcome done(int attempt) {
        attempts.add(attempt);
        return Outcome.done();
    }
}
