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
    long frontier;
    long ledgerEnd;
    long position;
    boolean paused;
    Optional<LedgerTable> table = Optional.empty();

    Seat(int epoch) {
        this.epoch = epoch;
    }
}
