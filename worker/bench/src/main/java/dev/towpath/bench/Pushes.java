package dev.towpath.bench;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// How many pushes one worker keeps in flight with a small heap: 1 KB each, to an endpoint that
/// takes 200 ms.
final class Pushes {
    private static final int IN_FLIGHT = 5_000;
    private static final int WORK_MILLIS = 200;
    private static final int PAYLOAD_BYTES = 1_000;
    private static final String HEAP = "-Xmx512m";

    private Pushes() {}

    static void inFlight(int count) throws InterruptedException {
        // Jobs that wait for room at the target for 10 s take the ladder.
        try (Bed bed = new Bed(6);
                GatewayAlone ladder = GatewayAlone.start(bed);
                Child site =
                        new Child(
                                SignedSite.class,
                                List.of("-Xmx1g"),
                                Integer.toString(WORK_MILLIS))) {
            new Jobs(bed, PAYLOAD_BYTES).write(count);
            String url = "http://127.0.0.1:" + site.read() + "/api/towpath";
            try (Child worker =
                    new Child(
                            PushingWorker.class,
                            List.of(HEAP, "-XX:+UseParallelGC"),
                            bed.bootstrap(),
                            Integer.toString(bed.partitions()),
                            url,
                            Integer.toString(IN_FLIGHT))) {
                worker.read();
                watch(count, site, worker);
            }
        }
    }

    private static void watch(int count, Child site, Child worker) throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        long begun = System.nanoTime();
        long served = 0;
        long mostRunning = 0;
        long mostHeap = 0;
        while (served < count) {
            never.await(500, TimeUnit.MILLISECONDS);
            String[] said = worker.ask().split(" ", 2);
            mostRunning = Math.max(mostRunning, Long.parseLong(said[0]));
            mostHeap = Math.max(mostHeap, Long.parseLong(said[1]));
            served = Long.parseLong(site.ask().split(" ", 2)[0]);
            System.out.printf("%,d done, %s running%n", served, said[0]);
        }
        double seconds = (System.nanoTime() - begun) / 1e9;
        System.out.printf(
                "%,d pushes of %,d bytes to an endpoint of %d ms, worker with %s: most in flight"
                        + " %,d, most at the endpoint %s, %,.0f a second, most heap in use %,d MB%n",
                count,
                PAYLOAD_BYTES,
                WORK_MILLIS,
                HEAP,
                mostRunning,
                site.ask().split(" ", 2)[1],
                count / seconds,
                mostHeap >> 20);
    }
}
