package dev.towpath.testkit.fleet;

import dev.towpath.schemas.ledger.Mark;
import dev.towpath.schemas.ledger.State;
import dev.towpath.testkit.Event;
import dev.towpath.testkit.History;
import dev.towpath.testkit.MarkOfJob;
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

    /// The partitions of one number of a queue's topics.
    static final class Partition {
        final Log jobs;
        final Log express;
        final List<Written> ledger = new ArrayList<>();

        Partition(QueuePartition place) {
            jobs = new Log(place.toString());
            express = new Log("express " + place);
        }
    }

    /// A record of the ledger.
    ///
    /// @param job empty for the owner's mark
    record Written(
            QueuePartition place,
            long offset,
            long appendedAt,
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
        places.forEach(place -> partitions.put(place, new Partition(place)));
    }

    Partition at(QueuePartition place) {
        Partition partition = partitions.get(place);
        if (partition == null) {
            throw new AssertionError("no partition " + place);
        }
        return partition;
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

    void append(
            Transaction transaction,
            QueuePartition place,
            String key,
            Mark mark,
            String job,
            String submission,
            String worker,
            long now) {
        List<Written> ledger = at(place).ledger;
        Written written =
                new Written(
                        place, ledger.size(), now, key, mark, job, submission, worker, transaction);
        ledger.add(written);
        transaction.marks.add(written);
    }

    /// The open transactions that have sent an offset of the partition.
    List<Transaction> holdingOffsets(QueuePartition place) {
        Partition partition = at(place);
        return open.stream()
                .filter(
                        one ->
                                one.offsets.containsKey(partition.jobs)
                                        || one.offsets.containsKey(partition.express))
                .toList();
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
        transaction.offsets.forEach(this::commit);
        return true;
    }

    void commit(Log log, long offset) {
        log.committed = offset;
        history.add(new Event.Committed(log.name, offset));
    }

    void show(Letter letter) {
        history.add(
                new Event.DeadLettered(
                        letter.job,
                        letter.generation,
                        letter.line.log(),
                        letter.line.offset(),
                        letter.record,
                        letter.code));
    }

    private void show(Written written) {
        Mark mark = written.mark;
        String place = written.place.toString();
        if (mark.state() == State.OPENED) {
            history.add(new Event.Opened(place, written.offset, written.worker));
            return;
        }
        long owner = owner(at(written.place), written.offset);
        if (mark.state() == State.CLOSED) {
            return;
        }
        Event event = new MarkOfJob(written.job, mark, written.submission, place, owner).event();
        if (event instanceof Event.Terminal terminal) {
            ended.add(terminal);
        }
        history.add(event);
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
