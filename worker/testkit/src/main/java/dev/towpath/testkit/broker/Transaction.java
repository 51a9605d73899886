package dev.towpath.testkit.broker;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/// A transaction: it is decided first, and then a marker goes to each of its partitions, one after
/// the other; only behind the marker a reader sees what came of it.
public final class Transaction {
    private final String id;
    private final List<Written> written = new ArrayList<>();
    private final Map<TopicPartition, OffsetAndMetadata> offsets = new LinkedHashMap<>();
    private final Set<Log> unmarked = new LinkedHashSet<>();
    private Phase phase = Phase.OPEN;
    private boolean offsetsMarked;
    private boolean timedOut;

    enum Phase {
        OPEN,
        COMMITTED,
        ABORTED
    }

    /// A record of it.
    public record Written(TopicPartition partition, Stored record) {}

    Transaction(String id) {
        this.id = id;
    }

    /// The transactional id of its producer.
    public String id() {
        return id;
    }

    /// In the order in which it was written.
    public List<Written> written() {
        return List.copyOf(written);
    }

    /// The offsets that it commits.
    public Map<TopicPartition, OffsetAndMetadata> offsets() {
        return offsets;
    }

    boolean isOpen() {
        return phase == Phase.OPEN;
    }

    boolean isCommitted() {
        return phase == Phase.COMMITTED;
    }

    boolean isTimedOut() {
        return timedOut;
    }

    /// Whether every marker is written.
    boolean isComplete() {
        return phase != Phase.OPEN && unmarked.isEmpty() && (offsets.isEmpty() || offsetsMarked);
    }

    /// Whether a reader of the group's offsets must wait for it.
    boolean holds(TopicPartition partition) {
        return offsets.containsKey(partition) && !offsetsMarked;
    }

    void wrote(Log log, Stored record) {
        written.add(new Written(log.partition, record));
        unmarked.add(log);
    }

    void decide(boolean commit) {
        phase = commit ? Phase.COMMITTED : Phase.ABORTED;
    }

    /// It took too long.
    void timeOut() {
        timedOut = true;
    }

    Set<Log> unmarked() {
        return unmarked;
    }

    void marked(Log log) {
        unmarked.remove(log);
    }

    void offsetsAreMarked() {
        offsetsMarked = true;
    }
}
