package dev.towpath.testkit.fleet;

import dev.towpath.schemas.ledger.LedgerLoader;
import dev.towpath.schemas.ledger.LedgerTable;
import dev.towpath.schemas.ledger.Mark;
import dev.towpath.schemas.ledger.MarkCodec;
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
        List<Transaction> holding = cluster.holdingOffsets(place);
        boolean careless = fleet.flawed(Flaw.RESTORE_TO_THE_STABLE_END);
        if (!holding.isEmpty() && !careless) {
            fence(holding);
            return;
        }
        seat.frontier = Math.max(0, cluster.at(place).committed);
        seat.ledgerEnd = careless ? cluster.stableEnd(place) : cluster.at(place).ledger.size();
        seat.phase = Seat.Phase.READING;
    }

    /// Everything that is committed up to there, once nothing before it is open.
    void read(QueuePartition place, Seat seat) {
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
                                LedgerLoader.forgottenBefore(logTime(partition, seat.frontier)),
                                seat.frontier),
                        false);
        for (int at = 0; at < seat.ledgerEnd; at++) {
            Cluster.Written written = partition.ledger.get(at);
            if (written.committed()) {
                Mark mark = written.mark();
                loader.load(
                        written.key().getBytes(StandardCharsets.ISO_8859_1),
                        MarkCodec.encode(
                                fleet.flawed(Flaw.GENERATION_IGNORED) ? first(mark) : mark),
                        at);
            }
        }
        seat.table = Optional.of(table);
        seat.phase = Seat.Phase.RESTORED;
    }

    private static Mark first(Mark mark) {
        return new Mark(
                mark.state(),
                0,
                mark.attempt(),
                mark.hop(),
                mark.nonce(),
                mark.source(),
                mark.sourceOffset(),
                mark.checksum(),
                mark.acceptedAt(),
                mark.startedAt(),
                mark.settledAt(),
                mark.windowMillis(),
                mark.flags(),
                mark.client(),
                mark.code(),
                mark.reason(),
                mark.type());
    }

    private long logTime(Cluster.Partition partition, long frontier) {
        long oldest = fleet.now;
        if (!fleet.flawed(Flaw.FORGET_BY_THE_CLOCK)) {
            for (Line line : partition.read(frontier, 20)) {
                if (line.arrival() instanceof Arrival.Submitted submitted) {
                    oldest = Math.min(oldest, submitted.envelope().acceptedAt());
                }
            }
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
