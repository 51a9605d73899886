package dev.towpath.bench.jmh;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.metrics.KafkaMetric;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.infra.Blackhole;

/// A producer that gives its records to a [Blackhole] and says at once that they are stored. All
/// records of a transaction get one offset, so that it allocates next to nothing itself.
final class SwallowingProducer implements Producer<byte[], byte[]> {
    private static final TopicPartition LEDGER = new TopicPartition("towpath.ledger.default", 0);

    private RecordMetadata stored = at(0);
    private Future<RecordMetadata> answer = CompletableFuture.completedFuture(stored);
    private @Nullable Blackhole swallower;

    /// From now on records go there.
    void swallowInto(Blackhole to) {
        swallower = to;
    }

    private static RecordMetadata at(long offset) {
        return new RecordMetadata(LEDGER, offset, 0, 0, 0, 0);
    }

    private Blackhole swallower() {
        Blackhole to = swallower;
        if (to == null) {
            throw new IllegalStateException("nobody swallows the records");
        }
        return to;
    }

    @Override
    public void beginTransaction() {
        stored = at(stored.offset() + 1);
        answer = CompletableFuture.completedFuture(stored);
    }

    @Override
    public Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record, Callback callback) {
        swallower().consume(record);
        callback.onCompletion(stored, null);
        return answer;
    }

    @Override
    public void sendOffsetsToTransaction(
            Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata group) {
        swallower().consume(offsets);
    }

    @Override
    public void initTransactions() {}

    @Override
    public void commitTransaction() {}

    @Override
    public void flush() {}

    @Override
    public void close() {}

    @Override
    public void close(Duration timeout) {}

    @Override
    public void abortTransaction() {
        throw new UnsupportedOperationException("a flush here does not fail");
    }

    @Override
    public Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record) {
        throw new UnsupportedOperationException("a flush looks at the outcome of every send");
    }

    @Override
    public List<PartitionInfo> partitionsFor(String topic) {
        throw new UnsupportedOperationException("a flush knows its partitions");
    }

    @Override
    public Map<MetricName, ? extends Metric> metrics() {
        return Map.of();
    }

    @Override
    public Uuid clientInstanceId(Duration timeout) {
        throw new UnsupportedOperationException("nobody asks who it is");
    }

    @Override
    public void registerMetricForSubscription(KafkaMetric metric) {
        throw new UnsupportedOperationException("nobody subscribes to its metrics");
    }

    @Override
    public void unregisterMetricFromSubscription(KafkaMetric metric) {
        throw new UnsupportedOperationException("nobody subscribes to its metrics");
    }
}
