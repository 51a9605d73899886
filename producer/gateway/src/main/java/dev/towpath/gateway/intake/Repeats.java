package dev.towpath.gateway.intake;

import dev.towpath.gateway.ledger.Known;
import dev.towpath.gateway.ledger.LedgerView;
import dev.towpath.gateway.problem.Refusal;
import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.id.JobId;
import dev.towpath.schemas.ledger.State;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalLong;

/// Tells what the gateway knows of a job that may have been submitted before. The workers decide;
/// this only spares a record that cannot do anything, and says early what they would find.
final class Repeats {
    private final LedgerView ledger;
    private final RecentKeys recent;
    private final InstantSource clock;

    Repeats(LedgerView ledger, RecentKeys recent, InstantSource clock) {
        this.ledger = ledger;
        this.recent = recent;
        this.clock = clock;
    }

    /// What a submission is.
    enum Kind {
        /// Nothing speaks against it.
        NEW,
        /// The same is on Kafka, its end not known here.
        REPEATED,
        /// The same is done, and its window still holds.
        DONE
    }

    /// What a submission with dedup key is.
    ///
    /// @throws Refusal `TP-1010` when the same dedup key was used with another payload, inside the
    ///     window
    Kind judge(JobId id, long checksum) {
        Optional<Known> known = ledger.find(id);
        boolean done =
                known.filter(job -> job.state() == State.DONE)
                        .filter(job -> job.inWindow(clock.millis()))
                        .isPresent();
        if (done) {
            if (known.orElseThrow().maySame(checksum)) {
                return Kind.DONE;
            }
            throw conflict(id);
        }
        boolean open = known.map(Known::state).filter(State::permitsResubmission).isEmpty();
        OptionalLong before = recent.checksum(id);
        if (before.isEmpty() || !open) {
            return Kind.NEW;
        }
        if (before.getAsLong() != checksum) {
            throw conflict(id);
        }
        return Kind.REPEATED;
    }

    void stored(JobId id, long checksum, long windowMillis) {
        recent.stored(id, checksum, windowMillis);
    }

    private static Refusal conflict(JobId id) {
        return new Refusal(
                ErrorCode.DEDUP_CONFLICT,
                "job "
                        + id
                        + " was submitted before under the same dedup key with another payload, and"
                        + " the key's window still holds; nothing was stored. Use another dedup key"
                        + " for other content");
    }
}
