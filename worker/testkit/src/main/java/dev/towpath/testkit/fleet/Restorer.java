package dev.towpath.testkit.fleet;

import dev.towpath.schemas.ledger.LedgerLoader;
import dev.towpath.schemas.ledger.LedgerTable;
import dev.towpath.schemas.ledger.Mark;
import dev.towpath.schemas.ledger.MarkCodec;
import dev.towpath.schemas.ledger.State;
import dev.towpath.worker.core.Arrival;
import dev.towpath.worker.core.QueuePartition;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// Brings a partition from assigned to restored, in the engine's order.
final class Restorer {
    private final Fleet fleet;
    private final Cluster cluster;

    Restorer(Fleet fleet) {
        this.fleet = fleet;
        this.cluster = fleet.cluster;
    }

    /// The committed offset is answered once no transaction holds it; then the end of the ledger.
    void barrier(QueuePartition place, Seat seat) {
        if (seat.restoreFailed) {
            return;
        }
        List<Transaction> holding = cluster.holdingOffsets(place);
        boolean careless = fleet.flawed(Flaw.RESTORE_TO_THE_STABLE_END);
        if (!holding.isEmpty() && !careless) {
            seat.restoreFailed = fleet.flawed(Flaw.FAILED_RESTORE_LEFT);
            fence(holding);
            return;
        }
        seat.jobs.frontier = cluster.at(place).jobs.start();
        seat.express.frontier = fleet.express(place).start();
        seat.expressEnd = fleet.express(place).end;
        seat.ledgerEnd = careless ? cluster.stableEnd(place) : cluster.at(place).ledger.size();
        seat.phase = Seat.Phase.READING;
    }

    /// Everything that is committed up to there, once nothing before it is open.
    ///
    /// @param clock what the worker thinks that it is
    void read(QueuePartition place, Seat seat, long clock) {
        Cluster.Partition partition = cluster.at(place);
        if (cluster.stableEnd(place) < seat.ledgerEnd) {
            fence(
                    partition.ledger.stream()
                            .map(Cluster.Written::transaction)
                            .filter(Transaction::open)
                            .toList());
            return;
        }
        LedgerTable table = new LedgerTable(1 << 20);
        LedgerLoader loader =
                new LedgerLoader(
                        table,
                        LedgerTable.Forgetting.past(
                                LedgerLoader.forgottenBefore(logTime(place, seat, clock)),
                                seat.jobs.frontier),
                        false);
        for (int at = 0; at < seat.ledgerEnd; at++) {
            Cluster.Written written = partition.ledger.get(at);
            Mark mark = written.mark();
            boolean forgotten =
                    (mark.state() == State.WAITING && fleet.flawed(Flaw.WAITING_FORGOTTEN))
                            || (mark.state() == State.ASKED && fleet.flawed(Flaw.CANCEL_FORGOTTEN));
            if (written.committed() && !forgotten) {
                loader.load(
                        written.key().getBytes(StandardCharsets.ISO_8859_1),
                        MarkCodec.encode(
                                fleet.flawed(Flaw.GENERATION_IGNORED)
                                        ? Marks.at(mark, 0, mark.hop())
                                        : mark),
                        at,
                        written.appendedAt());
            }
        }
        seat.table = Optional.of(table);
        seat.unfinished = loader.unfinished();
        seat.phase = Seat.Phase.RESTORED;
    }

    /// When what is read next was submitted, or what is due next came off the ladder; where there
    /// is neither, when the ledger was written last.
    private long logTime(QueuePartition place, Seat seat, long clock) {
        if (fleet.flawed(Flaw.FORGET_BY_THE_CLOCK)) {
            return clock;
        }
        if (fleet.flawed(Flaw.MEMORY_TOO_SHORT)) {
            return fleet.now + LedgerLoader.REMEMBERED.toMillis();
        }
        Cluster.Partition partition = cluster.at(place);
        long oldest = partition.ledger.isEmpty() ? 0 : partition.ledger.getLast().appendedAt();
        for (Line line : partition.jobs.read(seat.jobs.frontier, 20)) {
            if (line.decoded() instanceof Arrival.Submitted submitted) {
                oldest = Math.min(oldest, submitted.envelope().acceptedAt());
            }
        }
        for (Line line : fleet.express(place).read(seat.express.frontier, 1)) {
            oldest = Math.min(oldest, line.appendedAt());
        }
        return oldest;
    }

    /// Ends the transactions of members that are gone, after some patience.
    private void fence(List<Transaction> transactions) {
        for (Transaction transaction : transactions) {
            if (!fleet.group.has(transaction.member) && fleet.random.nextInt(4) == 0) {
                cluster.abort(transaction);
            }
        }
    }
}
