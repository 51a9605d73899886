package dev.towpath.testkit.fleet;

import dev.towpath.schemas.ledger.LedgerTable;
import dev.towpath.schemas.ledger.Unfinished;
import java.util.List;
import java.util.Optional;

/// A partition that the group has given to a worker, on its way from assigned to open.
final class Seat {
    enum Phase {
        BARRIER,
        READING,
        RESTORED,
        OPEN
    }

    final int epoch;
    Phase phase = Phase.BARRIER;
    long ledgerEnd;
    long expressEnd;
    long ownerEpoch = -1;
    boolean restoreFailed;
    final Reading jobs = new Reading();
    final Reading express = new Reading();
    Optional<LedgerTable> table = Optional.empty();
    Unfinished unfinished = new Unfinished();

    /// How one log is read.
    static final class Reading {
        long frontier;
        long flushed;
        long position;
        boolean paused;
    }

    Seat(int epoch) {
        this.epoch = epoch;
    }

    Reading reading(boolean ofExpress) {
        return ofExpress ? express : jobs;
    }

    /// From here on both logs are read, each from its frontier.
    ///
    /// @param readOn what was read before is not read again
    void open(boolean readOn) {
        phase = Phase.OPEN;
        for (Reading reading : List.of(jobs, express)) {
            reading.position =
                    readOn ? Math.max(reading.position, reading.frontier) : reading.frontier;
            reading.flushed = reading.frontier;
        }
    }
}
