package dev.towpath.testkit.broker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.NoOffsetForPartitionException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/// A consumer of the model: a member of the group, or one that assigns partitions to itself.
final class ModelConsumer extends EngineConsumer {
    private static final int MOST_RECORDS = 60;
    private static final int ALL_RECORDS = 20_000;

    /// Where a partition is read from that nobody has sought.
    private static final long NOWHERE = -1;

    /// Between two heartbeats, at most. Kafka's take seconds, which nobody would learn from.
    private static final long HEARTBEAT_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

    private final ModelClients clients;
    private final ModelBroker broker;
    private final boolean ofGroup;
    private final Reads reads;
    private final Map<TopicPartition, Long> positions = new TreeMap<>(Group.ORDER);
    private final Set<TopicPartition> paused = new HashSet<>();
    private @Nullable ConsumerRebalanceListener listener;
    private String member;
    private int memberEpoch = -1;
    private int joined;
    private long heardAgainAt;
    private boolean closed;

    /// What a poll gives.
    enum Reads {
        SOME,
        ONE,

        /// All that is committed, from the start where there is no other.
        COMMITTED
    }

    /// A member of the group.
    ModelConsumer(ModelClients clients, String member) {
        this(clients, true, Reads.SOME, member);
    }

    /// A consumer in no group.
    ModelConsumer(ModelClients clients, Reads reads) {
        this(clients, false, reads, "");
    }

    private ModelConsumer(ModelClients clients, boolean ofGroup, Reads reads, String member) {
        this.clients = clients;
        this.broker = clients.broker;
        this.ofGroup = ofGroup;
        this.reads = reads;
        this.member = member;
    }

    @Override
    public void subscribe(Collection<String> topics, ConsumerRebalanceListener callback) {
        listener = callback;
        broker.group().shares(broker.partitionsOf(topics));
    }

    @Override
    public void assign(Collection<TopicPartition> partitions) {
        positions.keySet().retainAll(partitions);
        paused.retainAll(partitions);
        partitions.forEach(partition -> positions.putIfAbsent(partition, NOWHERE));
    }

    @Override
    public Set<TopicPartition> assignment() {
        return Set.copyOf(positions.keySet());
    }

    @Override
    public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
        clients.host.work();
        if (ofGroup && !clients.isCut()) {
            membership();
        }
        ConsumerRecords<byte[], byte[]> records = fetch();
        if (records.isEmpty() && !timeout.isZero()) {
            clients.host.await(1 + broker.random().nextLong(timeout.toNanos()));
            records = fetch();
        }
        return records;
    }

    private ConsumerRecords<byte[], byte[]> fetch() {
        if (clients.isCut()) {
            return ConsumerRecords.empty();
        }
        Set.copyOf(positions.keySet()).forEach(this::position);
        Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> fetched = new LinkedHashMap<>();
        for (Map.Entry<TopicPartition, Long> at : positions.entrySet()) {
            TopicPartition partition = at.getKey();
            if (paused.contains(partition)) {
                continue;
            }
            Log log = broker.log(partition);
            long from = at.getValue();
            if (from < log.start() || from > log.end()) {
                if (reads == Reads.COMMITTED) {
                    at.setValue(log.start());
                    continue;
                }
                if (!fetched.isEmpty()) {
                    break;
                }
                throw new OffsetOutOfRangeException(Map.of(partition, from));
            }
            List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
            at.setValue(read(log, from, records));
            if (!records.isEmpty()) {
                fetched.put(partition, records);
            }
        }
        return new ConsumerRecords<>(fetched, Map.of());
    }

    /// @return the position afterwards
    private long read(Log log, long from, List<ConsumerRecord<byte[], byte[]>> records) {
        boolean committedOnly = reads == Reads.COMMITTED;
        long end = committedOnly ? log.stableEnd() : log.end();
        int most =
                switch (reads) {
                    case SOME -> broker.random().nextInt(MOST_RECORDS);
                    case ONE -> 1;
                    case COMMITTED -> ALL_RECORDS;
                };
        for (Stored stored : log.from(from)) {
            if (stored.offset() >= end) {
                break;
            }
            if (records.size() >= most) {
                return stored.offset();
            }
            if (!committedOnly || stored.isCommitted()) {
                records.add(record(log.partition, stored));
            }
        }
        return most == 0 ? from : Math.max(from, end);
    }

    private static ConsumerRecord<byte[], byte[]> record(TopicPartition partition, Stored stored) {
        byte[] key = stored.key();
        byte[] value = stored.value();
        return new ConsumerRecord<>(
                partition.topic(),
                partition.partition(),
                stored.offset(),
                stored.timestamp(),
                TimestampType.CREATE_TIME,
                key == null ? -1 : key.length,
                value == null ? -1 : value.length,
                key,
                value,
                stored.headers(),
                Optional.empty());
    }

    /// What a heartbeat's answer brings, now and then.
    private void membership() {
        Group<TopicPartition> group = broker.group();
        ConsumerRebalanceListener callback = listener;
        if (callback == null) {
            throw new IllegalStateException("polled without a subscription");
        }
        if (!group.has(member)) {
            joinAnew(group, callback);
            return;
        }
        long now = broker.stage().nanos();
        if (now < heardAgainAt) {
            return;
        }
        heardAgainAt = now + broker.random().nextLong(HEARTBEAT_NANOS);
        Set<TopicPartition> back = group.toGiveBack(member);
        back.retainAll(positions.keySet());
        if (!back.isEmpty()) {
            callback.onPartitionsRevoked(back);
            back.forEach(this::forget);
            group.gaveBack(member, back);
            if (group.has(member)) {
                memberEpoch = group.epoch(member);
            }
            return;
        }
        group.gaveBack(member, group.toGiveBack(member));
        Set<TopicPartition> fresh = group.assign(member);
        memberEpoch = group.epoch(member);
        if (!fresh.isEmpty()) {
            fresh.forEach(partition -> positions.put(partition, NOWHERE));
            callback.onPartitionsAssigned(fresh);
        }
    }

    private void joinAnew(Group<TopicPartition> group, ConsumerRebalanceListener callback) {
        if (memberEpoch >= 0) {
            Set<TopicPartition> lost = new TreeSet<>(Group.ORDER);
            lost.addAll(positions.keySet());
            if (!lost.isEmpty()) {
                callback.onPartitionsLost(lost);
            }
            lost.forEach(this::forget);
        }
        if (joined == 0 || group.classic()) {
            joined++;
            member = clients.memberId(joined);
        }
        memberEpoch = 0;
        group.join(member);
    }

    private void forget(TopicPartition partition) {
        positions.remove(partition);
        paused.remove(partition);
    }

    /// Kafka's own consumers have no other way to make one either.
    @Override
    @SuppressWarnings("removal")
    public ConsumerGroupMetadata groupMetadata() {
        if (closed) {
            throw new IllegalStateException("This consumer has already been closed.");
        }
        return new ConsumerGroupMetadata(
                clients.groupId(), memberEpoch, memberEpoch < 0 ? "" : member, Optional.empty());
    }

    @Override
    public void seek(TopicPartition partition, long offset) {
        requireAssigned(partition);
        positions.put(partition, offset);
    }

    @Override
    public void seekToBeginning(Collection<TopicPartition> partitions) {
        partitions.forEach(partition -> seek(partition, broker.log(partition).start()));
    }

    @Override
    public long position(TopicPartition partition) {
        requireAssigned(partition);
        long position = positions.getOrDefault(partition, NOWHERE);
        if (position == NOWHERE) {
            position = begin(partition);
            positions.put(partition, position);
        }
        return position;
    }

    private long begin(TopicPartition partition) {
        OffsetAndMetadata committed = ofGroup ? broker.committed().get(partition) : null;
        if (committed != null) {
            return committed.offset();
        }
        if (reads == Reads.COMMITTED) {
            return broker.log(partition).start();
        }
        throw new NoOffsetForPartitionException(partition);
    }

    private void requireAssigned(TopicPartition partition) {
        if (!positions.containsKey(partition)) {
            throw new IllegalStateException("No current assignment for partition " + partition);
        }
    }

    @Override
    public Map<TopicPartition, Long> endOffsets(Collection<TopicPartition> partitions) {
        Map<TopicPartition, Long> ends = new HashMap<>();
        for (TopicPartition partition : partitions) {
            Log log = broker.log(partition);
            ends.put(partition, reads == Reads.COMMITTED ? log.stableEnd() : log.end());
        }
        return ends;
    }

    @Override
    public Set<TopicPartition> paused() {
        return Set.copyOf(paused);
    }

    @Override
    public void pause(Collection<TopicPartition> partitions) {
        partitions.forEach(this::requireAssigned);
        paused.addAll(partitions);
    }

    @Override
    public void resume(Collection<TopicPartition> partitions) {
        partitions.forEach(this::requireAssigned);
        paused.removeAll(partitions);
    }

    @Override
    public void close() {
        if (closed || !ofGroup || memberEpoch < 0) {
            closed = true;
            return;
        }
        Set<TopicPartition> all = new TreeSet<>(Group.ORDER);
        all.addAll(positions.keySet());
        ConsumerRebalanceListener callback = listener;
        if (callback != null && !all.isEmpty()) {
            if (broker.group().has(member)) {
                callback.onPartitionsRevoked(all);
            } else {
                callback.onPartitionsLost(all);
            }
        }
        closed = true;
        broker.group().gone(member);
    }
}
