package dev.towpath.worker.handler;

/// The code that does a job.
///
/// A job is executed at least once: after a crash it may run again. What it does should therefore
/// be safe to do again, or be written with [JobContext#fence()].
///
/// @param <T> what the payload is read as
@FunctionalInterface
public interface JobHandler<T> {
    /// Does one attempt of a job, on a virtual thread of its own. The thread is interrupted when
    /// the type's timeout has passed.
    ///
    /// @return what is to become of the job, never null
    /// @throws Exception when the attempt failed
    Outcome handle(T data, JobContext job) throws Exception;
}
