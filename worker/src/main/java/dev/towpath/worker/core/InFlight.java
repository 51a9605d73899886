package dev.towpath.worker.core;

import dev.towpath.schemas.error.ErrorCode;

/// The jobs that run now, and the bounds on them.
final class InFlight {
    private final Limits limits;
    private int jobs;
    private long bytes;

    InFlight(Limits limits) {
        this.limits = limits;
    }

    int jobs() {
        return jobs;
    }

    /// Whether one more may start. One job always may, however large it is.
    boolean hasRoom() {
        return jobs < limits.maxInFlight() && (bytes < limits.maxInFlightBytes() || jobs == 0);
    }

    /// Keeps room for a job that begins once its start mark is durable.
    ///
    /// @return whether there is any
    boolean reserve(Job job) {
        if (!hasRoom() || !job.type.hasRoom()) {
            return false;
        }
        job.reserved = true;
        job.type.reserve();
        jobs++;
        bytes += job.arrival.bytes();
        return true;
    }

    /// A job that room was kept for does not begin after all.
    void release(Job job) {
        if (job.reserved) {
            job.reserved = false;
            job.type.release();
            jobs--;
            bytes -= job.arrival.bytes();
        }
    }

    Effect.Start start(Job job, long now) {
        TypePolicy policy = job.type.policy;
        if (policy == null) {
            throw new BrokenInvariant("a job of a type without policy is ready");
        }
        release(job);
        job.phase = Job.Phase.RUNNING;
        job.attempt++;
        job.run++;
        job.startedAt = now;
        job.note = "";
        job.deadline = now + policy.timeoutMillis();
        job.type.started(job);
        job.partition.running++;
        jobs++;
        bytes += job.arrival.bytes();
        return new Effect.Start(
                job,
                job.run,
                job.attempt,
                job.generation,
                job.partition.ownerEpoch,
                now,
                job.deadline,
                job.cursor);
    }

    void stopped(Job job) {
        job.type.ended(job);
        job.partition.running--;
        jobs--;
        bytes -= job.arrival.bytes();
    }

    static Verdict.Failed endedByItsInterrupt(Job job, Verdict.Failed thrown) {
        return timedOut(job, "ended by its interrupt", thrown.error(), thrown.trace());
    }

    static Verdict.Failed ignoredItsInterrupt(Job job) {
        return timedOut(job, "ignored its interrupt; it may still be running, fenced", "", "");
    }

    private static Verdict.Failed timedOut(Job job, String how, String error, String trace) {
        return new Verdict.Failed(
                ErrorCode.HANDLER_TIMED_OUT,
                "the handler did not end within "
                        + (job.deadline - job.startedAt)
                        + " ms and "
                        + how,
                error,
                trace);
    }
}
