package dev.towpath.bench.peers.queues;

import java.time.Duration;
import java.util.stream.IntStream;
import org.jobrunr.scheduling.JobScheduler;
import tools.jackson.databind.node.ObjectNode;

/// How late a retry starts when others wait for the same workers. JobRunr queues at each poll what
/// is due before the next one, so that a retry may start up to 5 s too early: its lateness is then
/// less than nothing.
final class JobRunrRetry {
    private static final double DELAY_MILLIS = 1_000;
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final Duration A_WHILE = Duration.ofMillis(20);

    private JobRunrRetry() {}

    static ObjectNode measure(Options options) throws InterruptedException {
        int jobs = options.count("jobs");
        JobRunrSetup setup = JobRunrSetup.of(options);
        JobScheduler scheduler = setup.scheduler();
        scheduler.enqueue(
                IntStream.range(0, jobs).mapToObj(TimedPayload::of),
                payload -> JobRunrJobs.failsOnce(payload));
        scheduler.enqueue(
                IntStream.range(0, options.count("backlog")).mapToObj(TimedPayload::of),
                payload -> JobRunrJobs.sleeps(payload));
        setup.serve(options.count("concurrency"));
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (JobRunrJobs.AGAIN.size() < jobs) {
            if (System.nanoTime() > until) {
                throw new IllegalStateException(
                        "of %d jobs %d failed and %d began again in %s"
                                .formatted(
                                        jobs,
                                        JobRunrJobs.FAILED.size(),
                                        JobRunrJobs.AGAIN.size(),
                                        PATIENCE));
            }
            Thread.sleep(A_WHILE);
        }
        Spread spread =
                new Spread(
                        JobRunrJobs.AGAIN.values().stream()
                                .mapToDouble(after -> after - DELAY_MILLIS)
                                .toArray());
        return Options.JSON
                .createObjectNode()
                .put("p50", spread.at(0.5))
                .put("p99", spread.at(0.99));
    }
}
