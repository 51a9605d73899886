package dev.towpath.bench.peers.queues;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jobrunr.scheduling.JobScheduler;
import tools.jackson.databind.node.ObjectNode;

/// The process in which JobRunr is measured: it prints one line of JSON, and all else on the
/// standard error.
public final class JobRunrPeer {
    /// Jobs that warm up a measure of one go.

    private static final Duration A_WHILE = Duration.ofMillis(20);

    private JobRunrPeer() {}

    /// @param args the measure, and its options as JSON: `url`, as JDBC takes it, and what the
    ///     measure asks for
    public static void main(String[] args) throws InterruptedException {
        Thread.setDefaultUncaughtExceptionHandler(
                (_, e) -> {
                    e.printStackTrace();
                    Runtime.getRuntime().halt(1);
                });
        Options options = Options.parse(args[1]);
        switch (args[0]) {
            case "enqueue" -> print(enqueue(options));
            case "bulk" -> print(bulk(options));
            case "fill" -> print(fill(options));
            case "drain" -> print(drain(options));
            case "latency" -> print(JobRunrLatency.measure(options));
            case "retry" -> print(JobRunrRetry.measure(options));
            case "serve" -> JobRunrLatency.serve(options);
            default -> throw new IllegalArgumentException("no measure is called " + args[0]);
        }
        // The jobs are thrown away with their store: nothing is worth an orderly end.
        Runtime.getRuntime().halt(0);
    }

    private static void print(ObjectNode result) {
        System.out.println(result);
    }

    private static ObjectNode enqueue(Options options) throws InterruptedException {
        JobScheduler scheduler = JobRunrSetup.of(options).scheduler();
        LongAdder stored = new LongAdder();
        for (int i = 0; i < options.count("callers"); i++) {
            Thread.ofPlatform().daemon().start(() -> enqueue(scheduler, stored));
        }
        Thread.sleep(Duration.ofSeconds(options.count("warmSeconds")));
        long before = stored.sum();
        long from = System.nanoTime();
        Thread.sleep(Duration.ofSeconds(options.count("seconds")));
        return rate(stored.sum() - before, System.nanoTime() - from);
    }

    private static void enqueue(JobScheduler scheduler, LongAdder stored) {
        while (true) {
            String payload = TimedPayload.of(TimedPayload.now());
            scheduler.enqueue(() -> JobRunrJobs.noOp(payload));
            stored.increment();
        }
    }

    private static ObjectNode bulk(Options options) {
        JobScheduler scheduler = JobRunrSetup.of(options).scheduler();
        int count = options.count("count");
        long warmUntil = System.nanoTime() + TimeUnit.SECONDS.toNanos(options.count("warmSeconds"));
        do {
            store(scheduler, options.count("warm"));
        } while (System.nanoTime() < warmUntil);
        long from = System.nanoTime();
        store(scheduler, count);
        return rate(count, System.nanoTime() - from);
    }

    private static ObjectNode fill(Options options) {
        JobRunrSetup setup = JobRunrSetup.of(options);
        store(setup.scheduler(), options.count("count"));
        return Options.JSON.createObjectNode().put("stored", enqueued(setup));
    }

    private static ObjectNode drain(Options options) throws InterruptedException {
        JobRunrSetup setup = JobRunrSetup.of(options);
        int warm = options.count("warm");
        int count = warm + options.count("count");
        long stored = enqueued(setup);
        if (stored < count) {
            throw new IllegalStateException(
                    "%,d jobs are stored, expected %,d: fill first".formatted(stored, count));
        }
        setup.serve();
        int warmed = await(warm);
        long from = JobRunrJobs.LAST.get();
        int ended = await(count);
        return rate(ended - warmed, JobRunrJobs.LAST.get() - from);
    }

    /// Waits until so many have ended, and gives how many have.
    private static int await(int count) throws InterruptedException {
        while (JobRunrJobs.ENDED.get() < count) {
            Thread.sleep(A_WHILE);
        }
        return JobRunrJobs.ENDED.get();
    }

    private static void store(JobScheduler scheduler, int count) {
        Stream<String> payloads =
                IntStream.range(0, count).mapToObj(_ -> TimedPayload.of(TimedPayload.now()));
        scheduler.enqueue(payloads, payload -> JobRunrJobs.noOp(payload));
    }

    private static long enqueued(JobRunrSetup setup) {
        return setup.storage().getJobStats().getEnqueued();
    }

    private static ObjectNode rate(long jobs, long nanos) {
        return Options.JSON.createObjectNode().put("rate", jobs * 1e9 / nanos);
    }
}
