package dev.towpath.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.id.JobId;
import dev.towpath.worker.handler.JobHandler;
import dev.towpath.worker.handler.Outcome;
import dev.towpath.worker.handler.Payload;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// Topics that were made anew, or cut, under the workers: nobody goes on as if nothing had been.
@Execution(ExecutionMode.CONCURRENT)
class LostGroundTest {
    private static final String TYPE = "t";
    private final Set<String> ran = ConcurrentHashMap.newKeySet();

    private final JobHandler<byte[]> done =
            (data, job) -> {
                ran.add(job.id().toString());
                return Outcome.done();
            };

    @Test
    void aLedgerMadeAnewIsRefusedByTheWorkerThatRunsAndByTheNext() {
        try (Installation installation = new Installation(2).type(TYPE)) {
            try (Worker worker = worker(installation, done)) {
                send(installation, 10);
                installation.awaitCommitted(10);
                installation.makeAnew(installation.topics.ledger(Installation.QUEUE));
                // It is found out by the marks of jobs that run meanwhile.
                send(installation, 2);
                awaitProblems(worker, ErrorCode.LEDGER_REPLACED, "default-0", "default-1");
                assertThat(worker.problems())
                        .allSatisfy(
                                problem ->
                                        assertThat(problem)
                                                .contains("the offsets were committed with topic")
                                                .contains("so the partition stays closed"));
            }
            List<JobId> waiting = send(installation, 2);
            try (Worker worker = worker(installation, done)) {
                awaitProblems(worker, ErrorCode.LEDGER_REPLACED, "default-0", "default-1");
            }
            assertThat(ran).hasSize(12).doesNotContainAnyElementsOf(texts(waiting));
            assertThat(installation.committedInAll()).isEqualTo(12);
        }
    }

    @Test
    void whereUnsettledJobsWereDeletedThePartitionIsRefusedUntilItsOffsetIsReset() {
        try (Installation installation = new Installation(2).type(TYPE)) {
            runAndStop(installation, 10);
            List<JobId> sent = send(installation, 10);
            delete(installation, 0, 8);
            try (Worker worker = worker(installation, done)) {
                awaitProblems(worker, ErrorCode.RECORDS_DELETED, "default-0");
                assertThat(worker.problems())
                        .singleElement()
                        .asString()
                        .contains("settled up to offset 5, but the topic holds only 8 to 10");
                installation.awaitCommitted(15);
            }
            assertThat(installation.committed(0)).isEqualTo(5);

            Installation.got(
                    installation
                            .admin
                            .alterConsumerGroupOffsets(
                                    installation.topics.workerGroup(),
                                    Map.of(installation.jobs(0), new OffsetAndMetadata(8)))
                            .all());
            try (Worker worker = worker(installation, done)) {
                installation.awaitCommitted(20);
                assertThat(worker.problems()).isEmpty();
            }
            List<String> left = new ArrayList<>(texts(sent));
            left.removeAll(List.of(text(sent, 0), text(sent, 2), text(sent, 4)));
            assertThat(ran).hasSize(17).containsAll(left);
        }
    }

    @Test
    void whereJobsAreDeletedThatWereToBeReadNextThePartitionIsRefusedAndTheOthersGoOn() {
        CountDownLatch blocked = new CountDownLatch(1);
        CountDownLatch started = new CountDownLatch(5);
        try (Installation installation =
                new Installation(2).type(TYPE).bounds(new Bounds().buffer(5).config())) {
            // More than Kafka's client fetches ahead.
            byte[] large = new byte[200_000];
            for (int i = 0; i < 30; i++) {
                installation.job(TYPE).partition(0).data(large).send();
            }
            installation.flush();
            JobHandler<byte[]> waits =
                    (data, job) -> {
                        started.countDown();
                        blocked.await();
                        return done.handle(data, job);
                    };
            try (Worker worker = worker(installation, waits)) {
                Eventually.await("the buffer is full", started);
                delete(installation, 0, 29);
                blocked.countDown();
                awaitProblems(worker, ErrorCode.RECORDS_DELETED, "default-0");
                long settled = installation.committed(0);
                assertThat(settled).isBetween(5L, 28L);
                assertThat(ran).hasSize((int) settled);

                installation.job(TYPE).partition(1).send();
                installation.flush();
                installation.awaitCommitted(settled + 1);
            }
        }
    }

    @Test
    void aJobsTopicMadeAnewIsRefusedByTheWorkerThatRunsAndByTheNext() {
        try (Installation installation = new Installation(2).type(TYPE)) {
            try (Worker worker = worker(installation, done)) {
                send(installation, 10);
                installation.awaitCommitted(10);
                installation.makeAnew(installation.topics.jobs(Installation.QUEUE));
                awaitProblems(worker, ErrorCode.RECORDS_DELETED, "default-0", "default-1");
            }
            send(installation, 2);
            try (Worker worker = worker(installation, done)) {
                awaitProblems(worker, ErrorCode.RECORDS_DELETED, "default-0", "default-1");
            }
            assertThat(ran).hasSize(10);
        }
    }

    @Test
    void aJobsTopicMadeAnewIsRefusedThoughKafkaHasForgottenItsOffsets() {
        try (Installation installation = new Installation(2).type(TYPE)) {
            runAndStop(installation, 10);
            installation.makeAnew(installation.topics.jobs(Installation.QUEUE));
            Eventually.await(
                    "no offsets",
                    () -> installation.committed().isEmpty(),
                    installation::committed);
            send(installation, 2);
            try (Worker worker = worker(installation, done)) {
                awaitProblems(worker, ErrorCode.RECORDS_DELETED, "default-0", "default-1");
            }
            assertThat(ran).hasSize(10);
        }
    }

    private static Worker worker(Installation installation, JobHandler<byte[]> handler) {
        return installation.worker().handle(TYPE, Payload.bytes(), handler).start();
    }

    private void runAndStop(Installation installation, int jobs) {
        send(installation, jobs);
        try (Worker worker = worker(installation, done)) {
            installation.awaitCommitted(jobs);
            assertThat(worker.problems()).isEmpty();
        }
    }

    private static List<JobId> send(Installation installation, int jobs) {
        List<JobId> ids = new ArrayList<>();
        for (int i = 0; i < jobs; i++) {
            ids.add(installation.job(TYPE).partition(i % 2).send());
        }
        installation.flush();
        return ids;
    }

    private static List<String> texts(List<JobId> jobs) {
        return jobs.stream().map(JobId::toString).toList();
    }

    private static String text(List<JobId> jobs, int index) {
        return jobs.get(index).toString();
    }

    private static void awaitProblems(Worker worker, ErrorCode code, String... places) {
        Eventually.await(
                code.code() + " for " + String.join(" and ", places) + " and no other problem",
                () -> {
                    List<String> problems = worker.problems();
                    return problems.size() == places.length
                            && List.of(places).stream()
                                    .allMatch(
                                            place ->
                                                    problems.stream()
                                                            .anyMatch(
                                                                    problem ->
                                                                            says(
                                                                                    problem, code,
                                                                                    place)));
                },
                worker::problems);
    }

    private static boolean says(String problem, ErrorCode code, String place) {
        return problem.startsWith(code.code()) && problem.contains(" " + place + " ");
    }

    private static void delete(Installation installation, int partition, long before) {
        Installation.got(
                installation
                        .admin
                        .deleteRecords(
                                Map.of(
                                        installation.jobs(partition),
                                        RecordsToDelete.beforeOffset(before)))
                        .all());
    }
}
