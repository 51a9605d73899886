package dev.towpath.testkit.fleet;

import dev.towpath.schemas.ledger.LedgerTable;
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
    final Reading jobs = new Reading();
    final Reading express = new Reading();
    Optional<LedgerTable> table = Optional.empty();

    /// How one log is read.
    static final class Reading {
        long frontier;
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
    void open() {
        phase = Phase.OPEN;
        jobs.position = jobs.frontier;
        express.position = express.frontier;
    }
}
