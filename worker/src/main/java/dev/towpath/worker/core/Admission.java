package dev.towpath.worker.core;

import static dev.towpath.schemas.wire.JobEnvelope.FORCED;
import static dev.towpath.schemas.wire.JobEnvelope.REPLAYED;

import dev.towpath.schemas.ledger.LedgerLoader;
import dev.towpath.schemas.ledger.LedgerTable;
import dev.towpath.schemas.ledger.State;
import dev.towpath.schemas.wire.JobEnvelope;
import org.jspecify.annotations.Nullable;

/// Whether a record is a job that must run, told by what the ledger holds of its id.
sealed interface Admission {
    Admission FIRST = new Accept(0, true);
    Admission COPY = new Copy();
    Admission REDELIVERED = new Redelivered();
    Admission CONFLICT = new Conflict();

    /// It must run, as this generation.
    ///
    /// @param fresh whether the ledger holds nothing of its id
    record Accept(int generation, boolean fresh) implements Admission {}

    /// Another record of the same submission, or of the same dedup key and payload: passed over.
    record Copy() implements Admission {}

    /// The very record that was settled before a crash or a hand-over: passed over.
    record Redelivered() implements Admission {}

    /// The dedup key came again inside its window, with another payload.
    record Conflict() implements Admission {}

    /// Judges a record of a jobs topic.
    ///
    /// The ledger remembers the offset at which an id was last taken: what lies at or before it was
    /// judged once already, and only the job whose mark it is may be in place there: one of the
    /// same id that came off the ladder since keeps that offset. A replayed record carries its own
    /// generation, and runs what is done only when it was forced: who replays cannot see what waits
    /// in the log before it. A plain submission gets the next generation when the last has ended
    /// and its window is over, or when it ended in a way that did nothing. From the highest
    /// generation that the ledger holds on, each is that one. What repeats a submission that was
    /// done is passed over, also when others of its key came in between and did nothing.
    static Admission of(LedgerTable ledger, Arrival.Submitted arrival) {
        JobEnvelope envelope = arrival.envelope();
        long slot = ledger.find(arrival.high(), arrival.low());
        if (slot == LedgerTable.ABSENT) {
            Admission known = knownConflict(ledger, arrival, true);
            if (known != null) {
                return known;
            }
            return envelope.generation() == 0 ? FIRST : new Accept(envelope.generation(), true);
        }
        int ahead = (int) arrival.offset() - ledger.offsetAt(slot);
        if (ahead == 0) {
            return isInPlace(ledger, slot, envelope)
                            && ledger.nonceAt(slot) == (int) envelope.nonce()
                    ? new Accept(ledger.generationAt(slot), false)
                    : REDELIVERED;
        }
        if (envelope.has(REPLAYED) || envelope.hop() > 0) {
            State state = ledger.stateAt(slot);
            boolean repeatsWhatIsDone =
                    envelope.has(REPLAYED) && state == State.DONE && !envelope.has(FORCED);
            return !state.isLive()
                            && envelope.generation() > ledger.generationAt(slot)
                            && !repeatsWhatIsDone
                    ? new Accept(envelope.generation(), false)
                    : COPY;
        }
        return ahead < 0 ? COPY : submission(ledger, slot, arrival, true);
    }

    /// Judges a record of an express topic: a job off the ladder.
    ///
    /// A copy that was put back is taken only when the ledger waits for just this hop. One that the
    /// ledger knows nothing of was left there by a worker that died before its mark: the job is
    /// still where it was, and is put back once more.
    static Admission ofExpress(LedgerTable ledger, Arrival.Submitted arrival) {
        JobEnvelope envelope = arrival.envelope();
        long slot = ledger.find(arrival.high(), arrival.low());
        if (slot == LedgerTable.ABSENT) {
            return envelope.hop() == 0 && knownConflict(ledger, arrival, false) == null
                    ? new Accept(envelope.generation(), true)
                    : COPY;
        }
        if (envelope.hop() > 0) {
            boolean waits =
                    ledger.stateAt(slot) == State.WAITING && envelope.hop() == ledger.hopAt(slot);
            return (waits || isInPlace(ledger, slot, envelope))
                            && envelope.generation() == ledger.generationAt(slot)
                    ? new Accept(envelope.generation(), false)
                    : COPY;
        }
        if (isInPlace(ledger, slot, envelope) && ledger.nonceAt(slot) == (int) envelope.nonce()) {
            return new Accept(ledger.generationAt(slot), false);
        }
        return submission(ledger, slot, arrival, false);
    }

    /// Whether a mark says that a job is still to be run where its record is, and this is it, not
    /// the one from which it was put back before.
    private static boolean isInPlace(LedgerTable ledger, long slot, JobEnvelope envelope) {
        State state = ledger.stateAt(slot);
        return (state == State.RUNNING || state == State.NOTED)
                && envelope.hop() == ledger.hopAt(slot);
    }

    /// Judges a submission whose id is known.
    private static Admission submission(
            LedgerTable ledger, long slot, Arrival.Submitted arrival, boolean ofJobs) {
        JobEnvelope envelope = arrival.envelope();
        if (ledger.nonceAt(slot) == (int) envelope.nonce()
                || ledger.isSpent(arrival.high(), arrival.low(), (int) envelope.nonce())) {
            return COPY;
        }
        State state = ledger.stateAt(slot);
        boolean over =
                state.permitsResubmission()
                        || (!state.isLive()
                                && envelope.acceptedAt() / 1000 >= ledger.rememberUntilAt(slot));
        if (!over && ledger.checksumAt(slot) == (int) envelope.checksum()) {
            return COPY;
        }
        Admission known = knownConflict(ledger, arrival, ofJobs);
        if (known != null) {
            return known;
        }
        int next = Math.min(ledger.generationAt(slot) + 1, LedgerTable.MAX_GENERATION);
        return over ? new Accept(next, false) : CONFLICT;
    }

    /// What becomes of a submission that was a conflict before; null when it was none. The job that
    /// it was in conflict with may be unknown by now: it came by the other topic, was not settled
    /// when its worker died, and is read later this time.
    private static @Nullable Admission knownConflict(
            LedgerTable ledger, Arrival.Submitted arrival, boolean ofJobs) {
        JobEnvelope envelope = arrival.envelope();
        if (envelope.windowMillis() == 0) {
            return null;
        }
        long conflict =
                ledger.find(
                        LedgerLoader.conflictHigh(arrival.high(), envelope.nonce()), arrival.low());
        if (conflict == LedgerTable.ABSENT) {
            return null;
        }
        return ofJobs && ledger.offsetAt(conflict) == (int) arrival.offset() ? REDELIVERED : COPY;
    }
}
