package dev.towpath.worker;

import static dev.towpath.schemas.ledger.State.DONE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.towpath.broker.EmbeddedBroker;
import dev.towpath.schemas.ledger.Mark;
import dev.towpath.worker.handler.Outcome;
import dev.towpath.worker.handler.Payload;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// The broker is killed in the middle of a load and comes back.
class OutageTest {
    private static final String TYPE = "t";
    private static final int JOBS = 3_000;
    private static final int BEFORE = 1_000;
    private static final int IN_FLIGHT = 40;
    private static final int UNFLUSHED = 300;

    @Test
    void allIsDoneOnceTheBrokerIsBackAndLittleIsRunTwice() {
        Map<String, AtomicInteger> effects = new ConcurrentHashMap<>();
        AtomicInteger runs = new AtomicInteger();
        CountDownLatch inTheMiddle = new CountDownLatch(1);
        CountDownLatch killed = new CountDownLatch(1);
        try (EmbeddedBroker broker = EmbeddedBroker.forTests();
                Installation installation =
                        new Installation(3, broker)
                                .type(TYPE)
                                .bounds(
                                        new Bounds()
                                                .maxInFlight(IN_FLIGHT)
                                                .maxUnflushed(UNFLUSHED)
                                                .config())) {
            Set<String> sent = new TreeSet<>();
            for (int i = 0; i < JOBS; i++) {
                sent.add(Installation.tail(installation.job(TYPE).send()));
            }
            installation.flush();
            try (Worker worker =
                    installation
                            .worker()
                            .handle(
                                    TYPE,
                                    Payload.json(),
                                    (data, job) -> {
                                        if (runs.incrementAndGet() > BEFORE) {
                                            inTheMiddle.countDown();
                                            killed.await();
                                        }
                                        effects.computeIfAbsent(
                                                        Installation.tail(job.id()),
                                                        id -> new AtomicInteger())
                                                .incrementAndGet();
                                        return Outcome.done();
                                    })
                            .start()) {
                Eventually.await("a thousand jobs run", inTheMiddle);
                broker.kill();
                killed.countDown();
                broker.restart();
                installation.awaitCommitted(JOBS);
                Eventually.await(
                        "no problem is left", () -> worker.problems().isEmpty(), worker::problems);
            }
            assertThat(effects.keySet()).isEqualTo(sent);
            int extra = runs.get() - JOBS;
            System.out.println("extra executions: " + extra);
            assertThat(extra).isBetween(0, IN_FLIGHT + UNFLUSHED);
            Map<String, List<Mark>> marks = installation.ends();
            assertThat(marks.keySet()).isEqualTo(sent);
            assertThat(marks.values())
                    .allSatisfy(of -> assertThat(of).extracting(Mark::state).containsOnly(DONE));
            // A flush that went through though its answer was lost is written again, the same.
            assertThat(marks.values().stream().filter(of -> of.size() > 1).count())
                    .isLessThanOrEqualTo(IN_FLIGHT + UNFLUSHED);
        }
    }
}
