package dev.towpath.e2e.fleet;

import dev.towpath.e2e.evidence.Digest;
import dev.towpath.testkit.Event.Result;
import dev.towpath.worker.Worker;
import dev.towpath.worker.handler.JobContext;
import dev.towpath.worker.handler.Outcome;
import dev.towpath.worker.handler.Payload;
import java.io.IOException;
import java.time.Instant;
import java.util.List;

/// The program of a worker's JVM: a worker whose handlers tell the [Recorder] what they do. It
/// stops as a worker should on SIGTERM, and at once when its parent is gone.
public final class WorkerProgram {
    /// Where the nonce stands in a `traceparent`: the id of the span.
    private static final int NONCE_FROM = 36;

    private static final int NONCE_TO = 52;

    private final String name;
    private final Reporter reporter;

    private WorkerProgram(String name, Reporter reporter) {
        this.name = name;
        this.reporter = reporter;
    }

    /// @param args those of the [Installation], the recorder's port, the worker's name, and by how
    ///     many milliseconds its clock is ahead
    public static void main(String[] args) throws InterruptedException {
        Thread.ofPlatform().daemon().name("parent-watch").start(Parent::watch);
        List<String> arguments = List.of(args);
        int count = arguments.size();
        Installation installation = Installation.fromArguments(arguments.subList(0, count - 3));
        long ahead = Long.parseLong(arguments.get(count - 1));
        WorkerProgram program =
                new WorkerProgram(
                        arguments.get(count - 2),
                        new Reporter(Integer.parseInt(arguments.get(count - 3))));
        try (Worker worker =
                Worker.builder(installation.config())
                        .handle(Installation.PLAIN, Payload.bytes(), program::run)
                        .handle(Installation.ORDERED, Payload.bytes(), program::run)
                        .handle(Installation.FAILS, Payload.bytes(), program::fail)
                        .handle(Installation.FLAKY, Payload.bytes(), program::flaky)
                        .clock(() -> Instant.now().plusMillis(ahead))
                        .start()) {
            Runtime.getRuntime().addShutdownHook(new Thread(worker::close));
            worker.awaitEnd();
        }
    }

    private Outcome run(byte[] data, JobContext job) throws IOException {
        Report report = started(data, job);
        try {
            reporter.report(report.at(Step.EFFECT_WRITTEN, Result.DONE));
        } catch (IOException e) {
            // Interrupted: whether the effect was written is open, that the attempt failed is not.
            Thread.interrupted();
            reporter.report(report.at(Step.ATTEMPT_ENDED, Result.FAILED));
            throw e;
        }
        reporter.report(report.at(Step.ATTEMPT_ENDED, Result.DONE));
        return Outcome.done();
    }

    private Outcome fail(byte[] data, JobContext job) throws IOException {
        Report report = started(data, job);
        reporter.report(report.at(Step.ATTEMPT_ENDED, Result.FAILED));
        return Outcome.dead("it always fails");
    }

    /// How many attempts it takes, the job's id says.
    private Outcome flaky(byte[] data, JobContext job) throws IOException {
        if (job.attempt() > Math.floorMod(job.id().toString().hashCode(), 4)) {
            return run(data, job);
        }
        Report report = started(data, job);
        reporter.report(report.at(Step.ATTEMPT_ENDED, Result.FAILED));
        return Outcome.retry("not yet");
    }

    private Report started(byte[] data, JobContext job) throws IOException {
        Report report =
                new Report(
                        name,
                        Step.ATTEMPT_STARTED,
                        job.id().toString(),
                        job.fence(),
                        job.traceParent().substring(NONCE_FROM, NONCE_TO),
                        job.type(),
                        Digest.of(data),
                        Result.DONE);
        reporter.report(report);
        return report;
    }
}
