package dev.towpath.bench.peers.queues;

import dev.towpath.bench.Child;
import dev.towpath.bench.peers.queues.JobRunrJobs.Started;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.StreamSupport;
import org.jobrunr.scheduling.JobScheduler;
import org.jobrunr.storage.StorageException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// How late jobs start, in open loop: one is due each so often, and is sent then whether or not the
/// ones before have been taken. The server is another process.
final class JobRunrLatency {
    /// Of the server, as of every contender's process.
    private static final List<String> JVM = List.of("-Xmx1g", "-XX:+UseParallelGC");

    /// How long after the last one was due we wait for those that have not started.
    private static final Duration GRACE = Duration.ofSeconds(30);

    private static final Duration A_WHILE = Duration.ofMillis(50);

    private JobRunrLatency() {}

    /// @return of the jobs that were due after the warm-up: how many were taken, how many of them
    ///     started, and how late those did
    static ObjectNode measure(Options options) {
        int rate = options.count("rate");
        int warm = options.count("warmSeconds") * rate;
        int all = warm + options.count("seconds") * rate;
        JobScheduler scheduler = JobRunrSetup.of(options).scheduler();
        try (Child server = new Child(JobRunrPeer.class, JVM, "serve", options.json().toString())) {
            String ready = server.read();
            if (!ready.equals("ready")) {
                throw new IllegalStateException("the server said " + ready + ", not ready");
            }
            AtomicInteger sent = new AtomicInteger();
            double start = send(scheduler, rate, warm, all, sent);
            JsonNode report = Options.JSON.readTree(server.read());
            double from = start + warm * 1e3 / rate;
            return result(report, from, sent.get());
        }
    }

    /// The other process: says that it is ready, and at last how late each job started.
    static void serve(Options options) throws InterruptedException {
        int seconds = options.count("warmSeconds") + options.count("seconds");
        int all = options.count("rate") * seconds;
        Thread.ofPlatform().daemon().start(JobRunrLatency::endWithParent);
        JobRunrSetup.of(options).serve();
        System.out.println("ready");
        long until = System.nanoTime() + Duration.ofSeconds(seconds).plus(GRACE).toNanos();
        List<Started> started = new ArrayList<>();
        while (started.size() < all && System.nanoTime() < until) {
            Thread.sleep(A_WHILE);
            for (Started one = JobRunrJobs.STARTED.poll();
                    one != null;
                    one = JobRunrJobs.STARTED.poll()) {
                started.add(one);
            }
        }
        System.out.println(Options.JSON.writeValueAsString(started));
    }

    /// Ends the process when the one that started it is gone, and with it the end of the pipe.
    private static void endWithParent() {
        try {
            while (System.in.read() >= 0) {
                // Nothing is said to it.
            }
        } catch (IOException e) {
            System.err.println("the pipe broke: " + e.getMessage());
        }
        Runtime.getRuntime().halt(1);
    }

    /// @return when the first was due
    private static double send(
            JobScheduler scheduler, int rate, int warm, int all, AtomicInteger sent) {
        long from = System.nanoTime();
        double start = TimedPayload.now();
        for (int n = 0; n < all; n++) {
            await(from + n * 1_000_000_000L / rate);
            boolean counts = n >= warm;
            String payload = TimedPayload.of(start + n * 1e3 / rate);
            Thread.ofVirtual()
                    .start(
                            () -> {
                                if (takes(scheduler, payload) && counts) {
                                    sent.incrementAndGet();
                                }
                            });
        }
        return start;
    }

    private static void await(long nanoTime) {
        for (long left = nanoTime - System.nanoTime(); left > 0; ) {
            LockSupport.parkNanos(left);
            left = nanoTime - System.nanoTime();
        }
    }

    /// Whether it took the job; it may have no connection free for too long.
    private static boolean takes(JobScheduler scheduler, String payload) {
        try {
            scheduler.enqueue(() -> JobRunrJobs.timed(payload));
            return true;
        } catch (StorageException e) {
            System.err.println("a job was not taken: " + e.getMessage());
            return false;
        }
    }

    private static ObjectNode result(JsonNode report, double from, int sent) {
        // What is written with three decimals is compared with a thousandth to spare.
        double[] late =
                StreamSupport.stream(report.spliterator(), false)
                        .filter(one -> one.path("at").asDouble() > from - 0.001)
                        .mapToDouble(one -> one.path("late").asDouble())
                        .toArray();
        Spread spread = new Spread(late);
        return Options.JSON
                .createObjectNode()
                .put("p50", spread.at(0.5))
                .put("p99", spread.at(0.99))
                .put("started", late.length)
                .put("sent", sent);
    }
}
