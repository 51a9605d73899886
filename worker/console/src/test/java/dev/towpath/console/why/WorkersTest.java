package dev.towpath.console.why;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towpath.schemas.config.GatewayConfig;
import dev.towpath.schemas.config.KafkaConfig;
import dev.towpath.schemas.config.QueueConfig;
import dev.towpath.schemas.config.Secret;
import dev.towpath.schemas.config.TowpathConfig;
import dev.towpath.schemas.config.TypeConfig;
import dev.towpath.schemas.config.WorkerConfig;
import dev.towpath.schemas.id.JobId;
import dev.towpath.schemas.presence.Identity;
import dev.towpath.schemas.presence.Presence;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WorkersTest {
    private static final JobId JOB = new JobId("default", 3, 1, 2);
    private static final TowpathConfig CONFIG =
            new TowpathConfig(
                    "t.",
                    new Secret("0123456789abcdef"),
                    KafkaConfig.defaults(),
                    Path.of("schemas"),
                    Map.of("default", QueueConfig.defaults()),
                    Map.of(TowpathConfig.ANY_TYPE, TypeConfig.defaults()),
                    Map.of(),
                    GatewayConfig.defaults(),
                    WorkerConfig.defaults());

    @Test
    void aPartitionThatIsRefusedIsTheReason() {
        assertThat(
                        obstacle(
                                worker(
                                        List.of(),
                                        List.of(),
                                        List.of(
                                                new Presence.Refused(
                                                        "default-3",
                                                        "TP-2005 it is another ledger")),
                                        List.of())))
                .isEqualTo(
                        "waits because worker-1 does not open its partition default-3: TP-2005 it"
                                + " is another ledger");
    }

    @Test
    void ofTwoAttemptsTheLaterOneSaysHowFarTheJobIs() {
        Presence told = worker(List.of(), List.of(), List.of(), List.of());
        Workers workers =
                Workers.of(
                        List.of(
                                told(told, 1, 0.9, "nearly"),
                                told(told, 2, 0.404, "row\u0007 500"),
                                told));

        assertThat(workers.progress(JOB))
                .startsWith("40 %, row")
                .endsWith("500")
                .doesNotContain("\u0007");
        assertThat(workers.progress(new JobId("default", 3, 1, 3))).isEmpty();
    }

    private static Presence told(Presence worker, int attempt, double part, String note) {
        return new Presence(
                worker.who(),
                List.of(),
                List.of(),
                List.of(),
                1,
                List.of(),
                List.of(),
                List.of(),
                List.of(new Presence.Progress(JOB.toString(), "site", 0, attempt, part, note)));
    }

    @Test
    void aPartitionThatIsOpenedOrHasNoWorkerIsTheReason() {
        assertThat(obstacle(worker(List.of(), List.of("default-3"), List.of(), List.of())))
                .isEqualTo(
                        "waits because its partition default-3 is just being opened by worker-1");
        assertThat(obstacle(worker(List.of("default-0"), List.of(), List.of(), List.of())))
                .isEqualTo("waits because its partition default-3 has no worker at the moment");
    }

    @Test
    void aGateThatTheOwnerKeepsClosedIsTheReason() {
        assertThat(
                        obstacle(
                                worker(
                                        List.of("default-3"),
                                        List.of(),
                                        List.of(),
                                        List.of(
                                                new Presence.Held("type/u", "of u", 1_000, 0),
                                                new Presence.Held(
                                                        "queue/default",
                                                        "the queue is paused",
                                                        1_000,
                                                        0)))))
                .isEqualTo("is held since 1970-01-01T00:00:01Z because the queue is paused");
    }

    @Test
    void anOwnerWithoutHandlerIsTheReasonThoughAnotherHasOne() {
        Presence other = worker(List.of("default-0"), List.of(), List.of(), List.of());
        Presence owner =
                new Presence(
                        new Identity("worker-2", Identity.Role.WORKER, "", "", 0),
                        List.of("default-3"),
                        List.of(),
                        List.of(),
                        0,
                        List.of(new Presence.Served("default", List.of("u"), List.of())),
                        List.of(),
                        List.of(),
                        List.of());

        assertThat(obstacle(other, owner))
                .isEqualTo(
                        "waits because worker-2, which has its partition default-3, has no handler"
                                + " for its type t");
    }

    @Test
    void whereNothingIsInTheWayThereIsNoReason() {
        assertThat(
                        Workers.of(
                                        List.of(
                                                worker(
                                                        List.of("default-3"),
                                                        List.of(),
                                                        List.of(),
                                                        List.of())))
                                .obstacle(JOB, "t", CONFIG))
                .isEmpty();
    }

    private static String obstacle(Presence... workers) {
        return Workers.of(List.of(workers)).obstacle(JOB, "t", CONFIG).orElseThrow().words();
    }

    private static Presence worker(
            List<String> partitions,
            List<String> opening,
            List<Presence.Refused> refused,
            List<Presence.Held> held) {
        return new Presence(
                new Identity("worker-1", Identity.Role.WORKER, "", "", 0),
                partitions,
                opening,
                refused,
                0,
                List.of(new Presence.Served("default", List.of("t"), List.of())),
                held,
                List.of(),
                List.of());
    }
}
