package dev.towpath.testkit.broker;

import dev.towpath.testkit.stage.Stage;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/// A Kafka broker as far as its clients can tell, in one thread: logs, a group and its offsets, and
/// transactions whose markers come late. It takes no part in a run by itself; what is done to it
/// and when, clients and the run say.
public final class ModelBroker {
    private static final long TRANSACTION_TIMEOUT = TimeUnit.SECONDS.toNanos(10);

    /// Markers come within this time mostly, ...
    private static final long MARKER_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    /// ... and now and then within this one.
    private static final long LATE_MARKER_NANOS = TimeUnit.SECONDS.toNanos(4);

    private final Stage stage;
    private final RandomGenerator random;
    private final Group<TopicPartition> group;
    private final Witness witness;
    private final Odds odds;
    private final Map<TopicPartition, Log> logs = new TreeMap<>(Group.ORDER);
    private final Map<String, Uuid> topicIds = new HashMap<>();
    private final Map<String, Integer> partitionsOf = new HashMap<>();
    private final Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();
    private final Map<String, ProducerState> producers = new LinkedHashMap<>();

    /// What the coordinator of transactions knows of a transactional id.
    static final class ProducerState {
        int epoch;
        @Nullable Transaction last;

        /// Whether nothing of the last transaction is still to come.
        boolean isSettled() {
            return last == null || last.isComplete();
        }
    }

    public ModelBroker(
            Stage stage, RandomGenerator random, Group<TopicPartition> group, Witness witness) {
        this(stage, random, group, witness, Odds.ROUGH);
    }

    public ModelBroker(
            Stage stage,
            RandomGenerator random,
            Group<TopicPartition> group,
            Witness witness,
            Odds odds) {
        this.stage = stage;
        this.random = random;
        this.group = group;
        this.witness = witness;
        this.odds = odds;
    }

    /// @param appendTime whether records have the time of their append
    public void createTopic(String name, int partitions, boolean appendTime) {
        topicIds.put(name, new Uuid(random.nextLong(), random.nextLong()));
        partitionsOf.put(name, partitions);
        for (int p = 0; p < partitions; p++) {
            TopicPartition partition = new TopicPartition(name, p);
            logs.put(partition, new Log(partition, appendTime));
        }
    }

    /// Milliseconds since 1970 by the broker's clock.
    public long millis() {
        return TimeUnit.NANOSECONDS.toMillis(stage.nanos());
    }

    public Log log(TopicPartition partition) {
        Log log = logs.get(partition);
        if (log == null) {
            throw new IllegalStateException("there is no " + partition);
        }
        return log;
    }

    /// What is there of a partition from an offset on, committed or not.
    public List<Stored> records(TopicPartition partition, long from) {
        return List.copyOf(log(partition).from(from));
    }

    /// Appends a record outside of any transaction.
    public Stored append(
            TopicPartition partition,
            byte @Nullable [] key,
            byte @Nullable [] value,
            Headers headers) {
        return append(partition, key, value, headers, null);
    }

    /// The offset that the group has committed, empty when there is none.
    public Map<TopicPartition, OffsetAndMetadata> committed() {
        return committed;
    }

    public Group<TopicPartition> group() {
        return group;
    }

    /// Whether transactions are open or their markers are still to come.
    public boolean isSettled() {
        return producers.values().stream().allMatch(ProducerState::isSettled);
    }

    /// Deletes what lies below an offset, as retention does.
    public void deleteBelow(TopicPartition partition, long offset) {
        log(partition).deleteBelow(offset);
    }

    /// Compacts a log as the cleaner does.
    ///
    /// @param spared what it has not got to yet
    public void compact(TopicPartition partition, Predicate<Stored> spared) {
        log(partition).compact(spared);
    }

    Stage stage() {
        return stage;
    }

    RandomGenerator random() {
        return random;
    }

    /// One of so many fates of what a client asks, the last of which is that nothing happens.
    int fate(int of) {
        return odds.fate(random, of);
    }

    Uuid topicId(String topic) {
        Uuid id = topicIds.get(topic);
        if (id == null) {
            throw new IllegalStateException("there is no topic " + topic);
        }
        return id;
    }

    int partitions(String topic) {
        return partitionsOf.getOrDefault(topic, 0);
    }

    List<TopicPartition> partitionsOf(Collection<String> topics) {
        List<TopicPartition> all = new ArrayList<>();
        for (TopicPartition partition : logs.keySet()) {
            if (topics.contains(partition.topic())) {
                all.add(partition);
            }
        }
        return all;
    }

    Stored append(
            TopicPartition partition,
            byte @Nullable [] key,
            byte @Nullable [] value,
            Headers headers,
            @Nullable Transaction in) {
        Log log = log(partition);
        long now = millis();
        Stored stored = log.append(key, value, new RecordHeaders(headers), in, now, now);
        if (in != null) {
            in.wrote(log, stored);
        }
        witness.appended(partition, stored);
        return stored;
    }

    // Transactions.

    ProducerState producer(String id) {
        return producers.computeIfAbsent(id, _ -> new ProducerState());
    }

    /// Fences whoever has an id, and ends what he left open.
    ///
    /// @return the epoch of the one who asks; present once his predecessor's transaction is
    ///     complete, until then empty
    int initialise(String id) {
        ProducerState state = producer(id);
        state.epoch++;
        if (state.last != null && state.last.isOpen()) {
            decide(state.last, false);
        }
        return state.epoch;
    }

    Transaction begin(String id) {
        Transaction transaction = new Transaction(id);
        producer(id).last = transaction;
        stage.after(
                TRANSACTION_TIMEOUT + random.nextLong(TRANSACTION_TIMEOUT),
                () -> timeOut(transaction));
        return transaction;
    }

    private void timeOut(Transaction transaction) {
        if (transaction.isOpen()) {
            transaction.timeOut();
            decide(transaction, false);
        }
    }

    void decide(Transaction transaction, boolean commit) {
        transaction.decide(commit);
        if (commit) {
            witness.committed(transaction);
        }
        for (Log log : List.copyOf(transaction.unmarked())) {
            stage.after(
                    markerNanos(),
                    () -> {
                        log.mark(transaction, millis());
                        transaction.marked(log);
                    });
        }
        if (!transaction.offsets().isEmpty()) {
            stage.after(markerNanos(), () -> markOffsets(transaction, commit));
        }
    }

    private void markOffsets(Transaction transaction, boolean commit) {
        transaction.offsetsAreMarked();
        if (commit) {
            committed.putAll(transaction.offsets());
        }
    }

    private long markerNanos() {
        return random.nextLong(fate(60) == 0 ? LATE_MARKER_NANOS : MARKER_NANOS);
    }

    /// The stable offsets of the group, see [dev.towpath.worker.kafka.Questions#stableOffsets].
    Map<TopicPartition, OffsetAndMetadata> stableOffsets(Collection<TopicPartition> partitions) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        for (TopicPartition partition : partitions) {
            boolean held =
                    producers.values().stream()
                            .anyMatch(state -> state.last != null && state.last.holds(partition));
            if (!held) {
                offsets.put(partition, committed.get(partition));
            }
        }
        return offsets;
    }

    List<String> openTransactions() {
        return producers.entrySet().stream()
                .filter(entry -> !entry.getValue().isSettled())
                .map(Map.Entry::getKey)
                .toList();
    }
}
