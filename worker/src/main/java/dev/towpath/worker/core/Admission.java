package dev.towpath.worker.core;

import static dev.towpath.schemas.wire.JobEnvelope.FORCED;
import static dev.towpath.schemas.wire.JobEnvelope.REPLAYED;

import dev.towpath.schemas.ledger.LedgerLoader;
import dev.towpath.schemas.ledger.LedgerTable;
import dev.towpath.schemas.ledger.State;
import dev.towpath.schemas.wire.JobEnvelope;

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
    /// judged once already. A record that was put back or replayed carries its own generation, and
    /// a replay runs what is done only when it was forced: who replays cannot see what waits in the
    /// log before it. A
    /// plain submission gets the next one when the last has ended and its window is over, or when
    /// it ended in a way that did nothing. From the highest generation that the ledger holds on,
    /// each is that one.
    static Admission of(LedgerTable ledger, Arrival.Submitted arrival) {
        JobEnvelope envelope = arrival.envelope();
        long slot = ledger.find(arrival.high(), arrival.low());
        if (slot == LedgerTable.ABSENT) {
            return envelope.generation() == 0 ? FIRST : new Accept(envelope.generation(), true);
        }
        State state = ledger.stateAt(slot);
        int generation = ledger.generationAt(slot);
        int ahead = (int) arrival.offset() - ledger.offsetAt(slot);
        if (ahead == 0) {
            return REDELIVERED;
        }
        if (envelope.has(REPLAYED) || envelope.hop() > 0) {
            boolean repeatsWhatIsDone =
                    envelope.has(REPLAYED) && state == State.DONE && !envelope.has(FORCED);
            return state != State.LIVE && envelope.generation() > generation && !repeatsWhatIsDone
                    ? new Accept(envelope.generation(), false)
                    : COPY;
        }
        if (ahead < 0 || ledger.nonceAt(slot) == (int) envelope.nonce()) {
            return COPY;
        }
        boolean over =
                state.permitsResubmission()
                        || (state != State.LIVE
                                && envelope.acceptedAt() / 1000 >= ledger.rememberUntilAt(slot));
        if (!over && ledger.checksumAt(slot) == (int) envelope.checksum()) {
            return COPY;
        }
        long conflict =
                ledger.find(
                        LedgerLoader.conflictHigh(arrival.high(), envelope.nonce()), arrival.low());
        if (conflict != LedgerTable.ABSENT) {
            return ledger.offsetAt(conflict) == (int) arrival.offset() ? REDELIVERED : COPY;
        }
        return over
                ? new Accept(Math.min(generation + 1, LedgerTable.MAX_GENERATION), false)
                : CONFLICT;
    }
}
