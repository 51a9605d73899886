package dev.towpath.bench;

import dev.towpath.gateway.Gateway;
import dev.towpath.worker.Worker;
import dev.towpath.worker.handler.Outcome;
import dev.towpath.worker.handler.Payload;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;

/// How long it takes from a post to the start of its handler, at 1,000 posts a second in open loop:
/// a post that is late because of the one before counts from when it should have been sent.
final class Latency {
    private static final int RATE = 1_000;
    private static final int CALLERS = 16;
    private static final int WARM_UP_SECONDS = 10;

    private Latency() {}

    static void run(int count) throws Exception {
        int warmUp = RATE * WARM_UP_SECONDS;
        int all = warmUp + count;
        AtomicLongArray started = new AtomicLongArray(all);
        CountDownLatch open = new CountDownLatch(all);
        try (Bed bed = new Bed(6);
                Gateway gateway = Gateway.start(bed.config(), Bed.payloads());
                Worker worker =
                        Worker.builder(bed.config())
                                .handle(
                                        Jobs.TYPE,
                                        Payload.bytes(),
                                        (data, job) -> {
                                            int n = Integer.parseInt(job.dedupKey());
                                            started.set(n, System.nanoTime());
                                            open.countDown();
                                            return Outcome.done();
                                        })
                                .start()) {
            bed.awaitReady(gateway);
            bed.awaitOpen(worker);
            long from = System.nanoTime();
            post(gateway.port(), all, from);
            if (!open.await(60, TimeUnit.SECONDS)) {
                System.out.printf("%,d jobs did not start%n", open.getCount());
            }
            long[] nanos = new long[count];
            for (int i = 0; i < count; i++) {
                nanos[i] = started.get(warmUp + i) - due(from, warmUp + i);
            }
            Arrays.sort(nanos);
            System.out.printf(
                    "%,d posts at %,d/s in open loop, post to start of the handler: p50 %.1f ms, p99"
                            + " %.1f ms, most %.1f ms%n",
                    count,
                    RATE,
                    nanos[count / 2] / 1e6,
                    nanos[count / 100 * 99] / 1e6,
                    nanos[count - 1] / 1e6);
        }
    }

    private static long due(long from, int number) {
        return from + number * (1_000_000_000L / RATE);
    }

    private static void post(int port, int count, long from) throws InterruptedException {
        byte[] body = Bed.body().getBytes(StandardCharsets.UTF_8);
        List<Thread> threads = new ArrayList<>();
        for (int first = 0; first < CALLERS; first++) {
            int start = first;
            threads.add(
                    Thread.ofVirtual()
                            .start(
                                    () -> {
                                        try (Caller caller = new Caller(port, Bed.KEY)) {
                                            for (int n = start; n < count; n += CALLERS) {
                                                long wait = due(from, n) - System.nanoTime();
                                                if (wait > 0) {
                                                    LockSupport.parkNanos(wait);
                                                }
                                                caller.post(Integer.toString(n), body);
                                            }
                                        } catch (IOException e) {
                                            throw new IllegalStateException(e);
                                        }
                                    }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }
}
