package dev.towpath.worker.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towpath.e2e.threads.Linearizable;
import dev.towpath.worker.thread.Threads;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Messages of many threads arrive once each, in the order of each thread, and wake who waits.
public class InboxAmongThreadsTest {
    private static final Duration FOREVER = Duration.ofMinutes(1);

    private final Inbox inbox = new Inbox(Threads.ofJvm());

    @Operation
    public void put(@Param(gen = IntGen.class, conf = "1:3") int number) {
        inbox.put(new Inbox.Message.Exhausted(new OutOfMemoryError("" + number)));
    }

    /// For the poll thread alone.
    @Operation(nonParallelGroup = "poll thread")
    public @Nullable String poll() {
        return inbox.poll() instanceof Inbox.Message.Exhausted(OutOfMemoryError problem)
                ? problem.getMessage()
                : null;
    }

    @Test
    void messagesArriveOnceEach() {
        Linearizable.briefly(InboxAmongThreadsTest.class);
    }

    @Test
    @Tag("full")
    void messagesArriveOnceEachInAnyOrderOfManyMore() {
        Linearizable.thoroughly(InboxAmongThreadsTest.class);
    }

    @Test
    void whoWaitsIsWoken() throws InterruptedException {
        wake(20_000);
    }

    @Test
    @Tag("full")
    void whoWaitsIsWokenEachOfManyTimes() throws InterruptedException {
        wake(200_000);
    }

    /// One thread waits as if for ever, the other puts a message at the same moment: a wake-up that
    /// is lost takes a minute.
    private static void wake(int rounds) throws InterruptedException {
        Inbox shared = new Inbox(Threads.ofJvm());
        CyclicBarrier together = new CyclicBarrier(2);
        CountDownLatch done = new CountDownLatch(1);
        Thread waiter =
                Thread.ofPlatform()
                        .daemon()
                        .start(
                                () -> {
                                    for (int i = 0; i < rounds; i++) {
                                        meet(together);
                                        while (shared.poll() == null) {
                                            shared.park(FOREVER);
                                        }
                                    }
                                    done.countDown();
                                });
        Thread putter =
                Thread.ofPlatform()
                        .daemon()
                        .start(
                                () -> {
                                    for (int i = 0; i < rounds; i++) {
                                        meet(together);
                                        shared.put(new Inbox.Message.ControlRead());
                                    }
                                });
        boolean woken = done.await(FOREVER.toMillis() / 2, TimeUnit.MILLISECONDS);
        assertThat(woken).as("every message woke who waited").isTrue();
        assertThat(waiter.join(Duration.ofSeconds(5))).isTrue();
        assertThat(putter.join(Duration.ofSeconds(5))).isTrue();
    }

    private static void meet(CyclicBarrier together) {
        try {
            together.await();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
