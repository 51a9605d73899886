package dev.towpath.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.towpath.schemas.control.Pause;
import dev.towpath.schemas.id.JobId;
import dev.towpath.schemas.presence.Presence;
import dev.towpath.schemas.presence.PresenceReader;
import dev.towpath.worker.handler.Outcome;
import dev.towpath.worker.handler.Payload;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
class PresenceOnKafkaTest {
    @Test
    void aWorkerTellsWhatItHasWhatItRunsAndWhatItKeepsBackUntilItLeaves() throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        try (Installation installation = new Installation(2).type("t").type("u").type("v");
                PresenceReader reader = reader(installation)) {
            Pause pause = new Pause(Pause.Scope.TYPE, "u", "deploy", "ana", 0, 0);
            pause(installation, pause);
            JobId id = installation.job("t").send();
            installation.job("u").send();
            installation.flush();
            try (Worker worker =
                    installation
                            .worker()
                            .handle(
                                    "t",
                                    Payload.json(),
                                    (data, job) -> {
                                        job.progress(0.1, "begun");
                                        job.progress(0.5, "half of it");
                                        started.countDown();
                                        Eventually.await("the end of the test", end);
                                        return Outcome.done();
                                    })
                            .handle("u", Payload.json(), (data, job) -> Outcome.done())
                            .start()) {
                Eventually.await("a job that runs", started);

                Presence presence =
                        await(
                                reader,
                                one ->
                                        one.partitions().size() == 2
                                                && !one.running().isEmpty()
                                                && !one.progress().isEmpty()
                                                && !one.held().isEmpty()
                                                && one.queues().getFirst().active().size() == 2);

                assertThat(presence.who().process()).startsWith("worker-");
                assertThat(presence.partitions()).containsExactly("default-0", "default-1");
                assertThat(presence.refused()).isEmpty();
                assertThat(presence.inFlight()).isEqualTo(1);
                assertThat(presence.running().getFirst().job()).isEqualTo(id.toString());
                assertThat(presence.running().getFirst().attempt()).isEqualTo(1);
                Presence.Progress progress = presence.progress().getFirst();
                assertThat(progress.job()).isEqualTo(id.toString());
                assertThat(progress.client()).isNotEmpty();
                assertThat(progress.part()).isEqualTo(0.5);
                assertThat(progress.note()).isEqualTo("half of it");
                Presence.Served served = presence.queues().getFirst();
                assertThat(served.queue()).isEqualTo("default");
                assertThat(served.handlers()).containsExactly("t", "u");
                assertThat(Set.copyOf(served.active()))
                        .isEqualTo(
                                Set.of(
                                        new Presence.Active("t", 1, 0, 1),
                                        new Presence.Active("u", 1, 1, 0)));
                assertThat(presence.held())
                        .extracting(Presence.Held::gate, Presence.Held::reason)
                        .containsExactly(tuple("type/u", "type u is paused by ana: deploy"));
                assertThat(presence.held().getFirst().since()).isPositive();
                end.countDown();
            }
            Eventually.await("nobody", () -> reader.alive().isEmpty(), reader::alive);
            ConsumerRecord<byte[], byte[]> last =
                    installation.read(installation.topics.presence()).getLast();
            assertThat(last.value()).isNull();
        }
    }

    @Test
    void aPartitionThatIsRefusedIsToldWithItsReason() throws Exception {
        try (Installation installation = new Installation(1).type("t");
                PresenceReader reader = reader(installation)) {
            installation.job("t").send();
            installation.flush();
            try (Worker worker = done(installation)) {
                installation.awaitCommitted(1);
            }
            installation.makeAnew(installation.topics.ledger(Installation.QUEUE));
            try (Worker worker = done(installation)) {
                // For a moment the broker does not host the new topic: that is another refusal.
                Presence presence =
                        await(
                                reader,
                                one ->
                                        one.refused().stream()
                                                .anyMatch(why -> why.why().contains("TP-2005")));

                assertThat(presence.partitions()).isEmpty();
                assertThat(presence.refused().getFirst().partition()).isEqualTo("default-0");
            }
        }
    }

    @Test
    void aWorkerRunsItsJobsAlsoWhereThePresenceTopicIsGone() throws Exception {
        try (Installation installation = new Installation(1).type("t")) {
            Installation.got(
                    installation.admin.deleteTopics(List.of(installation.topics.presence())).all());
            for (int i = 0; i < 100; i++) {
                installation.job("t").send();
            }
            installation.flush();
            try (Worker worker = done(installation)) {
                installation.awaitCommitted(100);
                assertThat(worker.problems()).isEmpty();
            }
        }
    }

    private static Worker done(Installation installation) {
        return installation
                .worker()
                .handle("t", Payload.json(), (data, job) -> Outcome.done())
                .start();
    }

    private static PresenceReader reader(Installation installation) {
        return PresenceReader.start(
                Map.of("bootstrap.servers", installation.bootstrap),
                installation.topics.presence());
    }

    private static Presence await(PresenceReader reader, Predicate<Presence> wanted) {
        Eventually.await(
                "a presence", () -> reader.alive().stream().anyMatch(wanted), reader::alive);
        return reader.alive().stream().filter(wanted).findFirst().orElseThrow();
    }

    private static void pause(Installation installation, Pause pause) {
        installation.raw(
                new ProducerRecord<>(
                        installation.topics.control(),
                        0,
                        pause.place().key().getBytes(StandardCharsets.UTF_8),
                        pause.value()));
    }
}
