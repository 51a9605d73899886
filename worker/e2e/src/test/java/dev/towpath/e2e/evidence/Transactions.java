package dev.towpath.e2e.evidence;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The transactions of a run, put together from all the logs that they wrote to.
final class Transactions {
    private final Map<Writer, Transaction> byWriter = new HashMap<>();
    private final List<Transaction> all = new ArrayList<>();

    /// The transaction that a record came with; one of its own for a record without.
    Transaction of(Entry entry) {
        if (entry.writer().equals(Writer.NONE)) {
            return fresh();
        }
        return byWriter.computeIfAbsent(entry.writer(), _ -> fresh());
    }

    private Transaction fresh() {
        Transaction transaction = new Transaction();
        all.add(transaction);
        return transaction;
    }

    /// Everything they made visible. Those with offsets are in the order in which the log of the
    /// offsets has their ends, whatever the clocks say.
    List<Sighting> sightings() {
        List<Sighting> sightings = new ArrayList<>();
        long latest = 0;
        all.sort(Comparator.comparingLong(Transaction::place));
        for (Transaction transaction : all) {
            if (transaction.place() == Transaction.NO_OFFSETS) {
                sightings.addAll(transaction.sightings(transaction.micros()));
            } else {
                latest = Math.max(latest, transaction.micros());
                sightings.addAll(transaction.sightings(latest));
            }
        }
        return sightings;
    }
}
