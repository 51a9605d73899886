package dev.towpath.testkit.fleet;

import dev.towpath.schemas.ledger.Mark;
import dev.towpath.schemas.ledger.State;
import dev.towpath.testkit.Event;
import dev.towpath.testkit.History;
import dev.towpath.worker.core.QueuePartition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The topics and the committed offsets: what outlives every worker. Everything that becomes
/// visible here is told to the history, as an observer with a reader of its own would see it.
final class Cluster {
    private static final long TRANSACTION_TIMEOUT_MILLIS = 10_000;

    private final History history;
    private final Map<QueuePartition, Partition> partitions = new HashMap<>();
    private final List<Transaction> open = new ArrayList<>();
    private final List<Event.Terminal> ended = new ArrayList<>();

    /// One partition of a queue.
    static final class Partition {
        private final List<Line> log = new ArrayList<>();
        private final Map<Long, Line> byOffset = new HashMap<>();
        final List<Written> ledger = new ArrayList<>();
        long end;
        long committed = -1;

        void append(Line line) {
            log.add(line);
            byOffset.put(line.offset(), line);
            end = line.offset() + 1;
        }

        /// The records from an offset on, at most so many.
        List<Line> read(long from, int most) {
            int at = log.size();
            while (at > 0 && log.get(at - 1).offset() >= from) {
                at--;
            }
            return log.subList(at, Math.min(log.size(), at + most));
        }

        Line line(long offset) {
            Line line = byOffset.get(offset);
            if (line == null) {
                throw new AssertionError("there is nothing at offset " + offset);
            }
            return line;
        }
    }

    /// A record of the ledger.
    ///
    /// @param job empty for the owner's mark
    record Written(
            QueuePartition place,
            long offset,
            String key,
            Mark mark,
            String job,
            String submission,
            String worker,
            Transaction transaction) {
        boolean committed() {
            return transaction.status == Transaction.Status.COMMITTED;
        }
    }

    /// A dead letter.
    record Letter(Line line, String job, int generation, String record, String code) {}

    Cluster(History history, List<QueuePartition> places) {
        this.history = history;
        places.forEach(place -> partitions.put(place, new Partition()));
    }

    Partition at(QueuePartition place) {
        Partition partition = partitions.get(place);
        if (partition == null) {
            throw new AssertionError("no partition " + place);
        }
        return partition;
    }

    Map<QueuePartition, Partition> partitions() {
        return partitions;
    }

    /// Jobs that ended, as the ledger says.
    List<Event.Terminal> ended() {
        return ended;
    }

    Transaction begin(String member, long now) {
        Transaction transaction = new Transaction(member, now);
        open.add(transaction);
        return transaction;
    }

    long append(
            Transaction transaction,
            QueuePartition place,
            String key,
            Mark mark,
            String job,
            String submission,
            String worker) {
        List<Written> ledger = at(place).ledger;
        Written written =
                new Written(place, ledger.size(), key, mark, job, submission, worker, transaction);
        ledger.add(written);
        transaction.marks.add(written);
        return written.offset;
    }

    /// The first open transaction that has sent an offset of the partition, if there is one.
    List<Transaction> holdingOffsets(QueuePartition place) {
        return open.stream().filter(one -> one.offsets.containsKey(place)).toList();
    }

    /// Where the first record of an open transaction lies, or the end.
    long stableEnd(QueuePartition place) {
        List<Written> ledger = at(place).ledger;
        for (Written written : ledger) {
            if (written.transaction.open()) {
                return written.offset;
            }
        }
        return ledger.size();
    }

    void abort(Transaction transaction) {
        if (transaction.open()) {
            transaction.status = Transaction.Status.ABORTED;
            open.remove(transaction);
        }
    }

    void abortWhatTimedOut(long now) {
        for (Transaction transaction : List.copyOf(open)) {
            if (now - transaction.begunAt > TRANSACTION_TIMEOUT_MILLIS) {
                abort(transaction);
            }
        }
    }

    boolean commit(Transaction transaction) {
        if (!transaction.open()) {
            return false;
        }
        transaction.status = Transaction.Status.COMMITTED;
        open.remove(transaction);
        transaction.letters.forEach(this::show);
        transaction.marks.forEach(this::show);
        transaction.offsets.forEach(
                (place, offset) -> {
                    at(place).committed = offset;
                    history.add(new Event.Committed(place.toString(), offset));
                });
        return true;
    }

    void show(Letter letter) {
        history.add(
                new Event.DeadLettered(
                        letter.job,
                        letter.generation,
                        letter.line.place().toString(),
                        letter.line.offset(),
                        letter.record,
                        letter.code));
    }

    private void show(Written written) {
        Partition partition = at(written.place);
        if (written.mark.state() == State.OPENED) {
            history.add(new Event.Opened(written.place.toString(), written.offset, written.worker));
            return;
        }
        Event.Terminal terminal =
                new Event.Terminal(
                        written.job,
                        written.mark.generation(),
                        written.mark.state(),
                        written.submission,
                        written.place.toString(),
                        owner(partition, written.offset));
        ended.add(terminal);
        history.add(terminal);
    }

    /// The epoch of the owner that wrote at an offset: the last `opened` mark before it.
    private static long owner(Partition partition, long offset) {
        for (long at = offset - 1; at >= 0; at--) {
            Written written = partition.ledger.get((int) at);
            if (written.mark.state() == State.OPENED && written.committed()) {
                return at;
            }
        }
        return -1;
    }
}
