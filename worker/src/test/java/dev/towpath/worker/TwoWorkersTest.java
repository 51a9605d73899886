package dev.towpath.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.towpath.schemas.config.GroupProtocol;
import dev.towpath.schemas.config.Order;
import dev.towpath.schemas.ledger.Mark;
import dev.towpath.schemas.ledger.State;
import dev.towpath.worker.handler.Payload;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Workers come and go under a load of ordered jobs.
@Tag("full")
class TwoWorkersTest {
    private static final String TYPE = "t";
    private static final int IN_FLIGHT = 20;
    private static final int UNFLUSHED = 200;

    @ParameterizedTest
    @EnumSource(names = {"CONSUMER", "CLASSIC"})
    void oneJoinsAndOneLeavesAndNoJobIsRunTwiceOrOutOfOrder(GroupProtocol protocol) {
        try (Installation installation = installation(protocol)) {
            GroupedLoad load = new GroupedLoad(installation, TYPE);
            AtomicInteger byNewcomer = new AtomicInteger();
            try (Worker first = worker(installation, load, GroupedLoad::work)) {
                load.sendUntil("a load that runs", () -> load.runs() > 300, load::runs);
                try (Worker newcomer =
                        worker(
                                installation,
                                load,
                                number -> {
                                    byNewcomer.incrementAndGet();
                                    GroupedLoad.work(number);
                                })) {
                    load.sendUntil(
                            "the newcomer has run its share",
                            () -> byNewcomer.get() > 200,
                            byNewcomer::get);
                    Thread leaving = Thread.ofPlatform().start(first::close);
                    load.sendUntil("the first has left", () -> !leaving.isAlive(), load::runs);
                    int before = load.runs();
                    load.sendUntil("all goes on", () -> load.runs() > before + 300, load::runs);
                    installation.awaitCommitted(load.sent().size());
                    assertThat(newcomer.problems()).isEmpty();
                }
            }
            assertThat(load.faults()).isEmpty();
            assertThat(load.runs()).isEqualTo(load.sent().size());
            eachIsDoneOnce(installation, load);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"CONSUMER", "CLASSIC"})
    void oneFailsAndTheOtherFinishesInOrderRunningLittleTwice(GroupProtocol protocol) {
        try (Installation installation = installation(protocol)) {
            GroupedLoad load = new GroupedLoad(installation, TYPE);
            AtomicInteger byFailing = new AtomicInteger();
            BreakingClock clock = new BreakingClock();
            CountDownLatch never = new CountDownLatch(1);
            GroupedLoad.Work failsLater =
                    number -> {
                        if (byFailing.incrementAndGet() > 200) {
                            clock.broken = true;
                            never.await();
                        }
                        GroupedLoad.work(number);
                    };
            try (Worker lasting = worker(installation, load, GroupedLoad::work);
                    Worker failing = worker(installation, load, failsLater, clock)) {
                load.sendUntil(
                        "the one that will fail has run its share",
                        () -> clock.broken,
                        byFailing::get);
                assertThatThrownBy(failing::awaitEnd).hasMessage("the clock is broken");
                int before = load.runs();
                load.sendUntil("all goes on", () -> load.runs() > before + 300, load::runs);
                installation.awaitCommitted(load.sent().size());
                assertThat(lasting.problems()).isEmpty();
            }
            assertThat(load.faults()).isEmpty();
            int extra = load.runs() - load.sent().size();
            System.out.println("extra executions: " + extra);
            assertThat(extra).isBetween(0, IN_FLIGHT + UNFLUSHED);
            eachIsDoneOnce(installation, load);
        }
    }

    private static void eachIsDoneOnce(Installation installation, GroupedLoad load) {
        assertThat(load.ran()).containsExactlyInAnyOrderElementsOf(load.sent());
        Map<String, List<Mark>> marks = installation.ends();
        assertThat(marks.keySet()).containsExactlyInAnyOrderElementsOf(load.sent());
        assertThat(marks.values())
                .allSatisfy(
                        of -> assertThat(of).extracting(Mark::state).containsExactly(State.DONE));
    }

    private static Installation installation(GroupProtocol protocol) {
        return new Installation(4)
                .protocol(protocol)
                .type(TYPE, Order.GROUP, Duration.ofSeconds(60), 1000)
                .bounds(new Bounds().maxInFlight(IN_FLIGHT).maxUnflushed(UNFLUSHED).config());
    }

    private static Worker worker(
            Installation installation, GroupedLoad load, GroupedLoad.Work work) {
        return worker(installation, load, work, InstantSource.system());
    }

    private static Worker worker(
            Installation installation,
            GroupedLoad load,
            GroupedLoad.Work work,
            InstantSource clock) {
        return installation
                .worker()
                .clock(clock)
                .handle(TYPE, Payload.json(), (number, job) -> load.run(number, job, work))
                .start();
    }

    /// A clock that fails when it is told to: the worker that asks it fails in the middle of
    /// whatever it does.
    private static final class BreakingClock implements InstantSource {
        volatile boolean broken;

        @Override
        public Instant instant() {
            if (broken) {
                throw new IllegalStateException("the clock is broken");
            }
            return Instant.now();
        }
    }
}
