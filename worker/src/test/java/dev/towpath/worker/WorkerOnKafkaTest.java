package dev.towpath.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towpath.schemas.ledger.Mark;
import dev.towpath.schemas.ledger.State;
import dev.towpath.worker.handler.Outcome;
import dev.towpath.worker.handler.Payload;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class WorkerOnKafkaTest {
    @Test
    void everyJobIsDoneOnceAndRunningAgainDoesNothingTwice() throws Exception {
        try (Installation installation = new Installation(3).type("t")) {
            for (int i = 0; i < 1_000; i++) {
                installation.job("t").data("{\"n\":" + i + "}").dedupKey("k" + i).send();
            }
            installation.flush();
            Set<String> seen = ConcurrentHashMap.newKeySet();
            CountDownLatch all = new CountDownLatch(1_000);
            try (Worker worker =
                    installation
                            .worker()
                            .handle(
                                    "t",
                                    Payload.json(),
                                    (data, job) -> {
                                        assertThat(seen.add(job.id().toString())).isTrue();
                                        all.countDown();
                                        return Outcome.done();
                                    })
                            .start()) {
                assertThat(all.await(30, TimeUnit.SECONDS)).isTrue();
            }
            Map<String, Mark> marks = installation.marks();
            assertThat(marks).hasSize(1_000);
            assertThat(marks.values()).allMatch(mark -> mark.state() == State.DONE);

            for (int i = 0; i < 1_000; i++) {
                installation.job("t").data("{\"n\":" + i + "}").dedupKey("k" + i).send();
            }
            installation.job("t").data("{\"n\":-1}").dedupKey("last").send();
            installation.flush();
            CountDownLatch last = new CountDownLatch(1);
            try (Worker worker =
                    installation
                            .worker()
                            .handle(
                                    "t",
                                    Payload.json(),
                                    (data, job) -> {
                                        assertThat(seen.add(job.id().toString())).isTrue();
                                        last.countDown();
                                        return Outcome.done();
                                    })
                            .start()) {
                assertThat(last.await(30, TimeUnit.SECONDS)).isTrue();
                installation.awaitCommitted(2_001);
            }
            assertThat(seen).hasSize(1_001);
            assertThat(installation.marks()).hasSize(1_001);
        }
    }
}
