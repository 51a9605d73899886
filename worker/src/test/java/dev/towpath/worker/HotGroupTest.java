package dev.towpath.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towpath.schemas.config.Order;
import dev.towpath.worker.core.PartitionView;
import dev.towpath.worker.handler.Outcome;
import dev.towpath.worker.handler.Payload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// One group has a hundred thousand jobs waiting, which must run one after the other.
@Tag("full")
class HotGroupTest {
    private static final int HOT = 100_000;
    private static final int OTHERS = 3_000;

    @Test
    void itRunsInOrderInBoundedMemoryAndHoldsNoOtherPartitionUp() {
        CountDownLatch others = new CountDownLatch(OTHERS);
        CountDownLatch hot = new CountDownLatch(HOT);
        AtomicInteger last = new AtomicInteger(-1);
        List<String> outOfOrder = new ArrayList<>();
        try (Installation installation =
                new Installation(4)
                        .type("hot", Order.GROUP, Duration.ofSeconds(60), 1_000)
                        .type("plain")) {
            for (int i = 0; i < HOT; i++) {
                installation.job("hot").group("one").partition(0).data(Integer.toString(i)).send();
            }
            for (int i = 0; i < OTHERS; i++) {
                installation.job("plain").partition(1 + i % 3).send();
            }
            installation.flush();
            try (Worker worker =
                    installation
                            .worker()
                            .handle(
                                    "hot",
                                    Payload.json(),
                                    (data, job) -> {
                                        // One at a time, so that nothing else is in here.
                                        int number = data.intValue();
                                        if (last.getAndSet(number) != number - 1) {
                                            outOfOrder.add("job " + number);
                                        }
                                        hot.countDown();
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
                long left = hot.getCount();
                int most = 0;
                while (hot.getCount() > 0) {
                    int inMemory =
                            worker.partitions().stream()
                                    .mapToInt(PartitionView::unsettled)
                                    .max()
                                    .orElse(0);
                    most = Math.max(most, inMemory);
                    long before = hot.getCount();
                    Eventually.await(
                            "the group goes on", () -> hot.getCount() < before, hot::getCount);
                }

                System.out.printf(
                        "of %,d jobs of the group %,d were left when the others were done; at most"
                                + " %,d in memory%n",
                        HOT, left, most);
                assertThat(left).isGreaterThan(HOT / 2);
                assertThat(most).isLessThanOrEqualTo(10_000);
                installation.awaitCommitted(HOT + OTHERS);
                assertThat(worker.problems()).isEmpty();
            }
            assertThat(outOfOrder).isEmpty();
        }
    }
}
