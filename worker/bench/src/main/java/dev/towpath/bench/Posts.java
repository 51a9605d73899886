package dev.towpath.bench;

import dev.towpath.gateway.Gateway;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// How many posts a second the gateway answers with 202, each acked by Kafka, from 32 callers.
final class Posts {
    private static final int CALLERS = 32;
    private static final int WARM_UP = 20_000;

    private Posts() {}

    static void run(int count) throws Exception {
        try (Bed bed = new Bed(6);
                Gateway gateway = Gateway.start(bed.config(), Bed.payloads())) {
            bed.awaitReady(gateway);
            post(gateway.port(), WARM_UP, "warm");
            long startedAt = System.nanoTime();
            long[] nanos = post(gateway.port(), count, "post");
            double seconds = (System.nanoTime() - startedAt) / 1e9;
            Arrays.sort(nanos);
            System.out.printf(
                    "%,d posts from %d callers in %.1f s: %,.0f posts/s acked; p50 %.2f ms, p99 %.2f"
                            + " ms%n",
                    count,
                    CALLERS,
                    seconds,
                    count / seconds,
                    nanos[count / 2] / 1e6,
                    nanos[count / 100 * 99] / 1e6);
        }
    }

    private static long[] post(int port, int count, String prefix) throws InterruptedException {
        byte[] body = Bed.body().getBytes(StandardCharsets.UTF_8);
        long[] nanos = new long[count];
        AtomicInteger next = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            threads.add(
                    Thread.ofVirtual()
                            .start(
                                    () -> {
                                        try (Caller caller = new Caller(port, Bed.KEY)) {
                                            for (int n = next.getAndIncrement();
                                                    n < count;
                                                    n = next.getAndIncrement()) {
                                                long from = System.nanoTime();
                                                int status = caller.post(prefix + n, body);
                                                nanos[n] = System.nanoTime() - from;
                                                if (status != 202) {
                                                    throw new IOException("answered " + status);
                                                }
                                            }
                                        } catch (IOException e) {
                                            throw new IllegalStateException(e);
                                        }
                                    }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        return nanos;
    }
}
