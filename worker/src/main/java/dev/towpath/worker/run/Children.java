package dev.towpath.worker.run;

import dev.towpath.worker.core.Verdict;

/// Sends the jobs that an attempt emitted.
@FunctionalInterface
interface Children {
    /// Sends all of them and waits until Kafka holds them.
    ///
    /// @return what becomes of the attempt: done, failed when one can never be sent, hindered when
    ///     they
    ///     could not be sent now
    Verdict send(Attempt attempt) throws InterruptedException;
}
