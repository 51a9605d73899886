package dev.towpath.worker.core;

import dev.towpath.schemas.ledger.LedgerTable;
import dev.towpath.schemas.ledger.Unfinished;
import java.util.List;
import java.util.Set;

/// What the core is told. What concerns a partition carries its assignment epoch; one of another
/// epoch is dropped before anything is looked up.
public sealed interface Event {
    /// A partition is ours: its ledger is loaded and our `opened` mark is written.
    ///
    /// @param epoch of the assignment in this worker, greater than any before
    /// @param ownerEpoch the ledger offset of the `opened` mark, which grows from owner to owner
    /// @param frontier the offset from which the jobs are read
    /// @param express the offset from which the express topic is read
    /// @param expressEnd the offset up to which it is read before anything starts: a cancel may be
    ///     there
    /// @param unfinished what the ledger says of jobs that have not ended
    record Opened(
            QueuePartition place,
            int epoch,
            long ownerEpoch,
            long frontier,
            long express,
            long expressEnd,
            LedgerTable ledger,
            Unfinished unfinished)
            implements Event {}

    /// Records of one partition, in the order of their offsets.
    ///
    /// @param express whether they are of the express topic
    record Arrived(QueuePartition place, int epoch, boolean express, List<Arrival> arrivals)
            implements Event {}

    /// A running attempt says how far it got.
    ///
    /// @param run the number that its [Effect.Start] carried
    record Checkpointed(Job job, int run, String cursor) implements Event {}

    /// An attempt ended.
    ///
    /// @param run the number that its [Effect.Start] carried
    /// @param note what the handler noted of it for the history, empty for nothing
    record Finished(Job job, int run, Verdict verdict, String note) implements Event {
        public Finished(Job job, int run, Verdict verdict) {
            this(job, run, verdict, "");
        }

        /// The same with another verdict.
        public Finished judged(Verdict other) {
            return other.equals(verdict) ? this : new Finished(job, run, other, note);
        }
    }

    /// What [Effect.PutBack] wanted was stored, or perhaps was not.
    ///
    /// @param run the number that the effect carried
    record PutBackEnded(Job job, int run, boolean stored) implements Event {}

    /// What [Effect.TellOfDeath] wanted was stored, or perhaps was not.
    ///
    /// @param run the number that the effect carried
    record DeathTold(Job job, int run, boolean told) implements Event {}

    /// Jobs are to be kept back from now on.
    ///
    /// @param gate which ones, see [Gates]
    /// @param reason one sentence for people
    /// @param until milliseconds since 1970 when it ends by itself, 0 for never
    record GateClosed(String gate, String reason, long until) implements Event {}

    /// They need no longer be kept back.
    record GateOpened(String gate) implements Event {}

    /// So many of the jobs of a target may run, to see whether it is back.
    ///
    /// @param gate of a target, see [Gates]
    record GateProbed(String gate, int jobs) implements Event {}

    /// What this worker may take of a limit that holds over all workers.
    ///
    /// @param inFlight jobs of the type that may run here
    /// @param perSecond jobs of the type that may begin here, infinity for any number
    record Shared(String type, int inFlight, double perSecond) implements Event {}

    /// Results can be flushed: no flush is under way.
    record FlushReady() implements Event {}

    /// A flush was committed, or certainly was not.
    record FlushEnded(Flush flush, boolean committed) implements Event {}

    /// The machine slept, or its clock was set ahead: handlers had none of that time.
    record Slept(long millis) implements Event {}

    /// Time goes on.
    record Ticked() implements Event {}

    /// These partitions are about to go: nothing more of them starts.
    record Closing(Set<QueuePartition> places) implements Event {}

    /// These partitions are gone: what still runs is interrupted and its results are dropped.
    record Closed(Set<QueuePartition> places) implements Event {}

    /// The worker is to stop: nothing more starts.
    record Draining() implements Event {}

    /// A payload schema became known.
    record SchemaLearned(long fingerprint) implements Event {}
}
