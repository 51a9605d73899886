package dev.towpath.testkit.broker;

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
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/// What the producers of the model have in common: a send is answered later, through its callback
/// and its future.
abstract class ModelProducer implements Producer<byte[], byte[]> {
    final ModelClients clients;
    final ModelBroker broker;

    ModelProducer(ModelClients clients) {
        this.clients = clients;
        this.broker = clients.broker;
    }

    /// A record on its way.
    static final class Send {
        final ProducerRecord<byte[], byte[]> record;
        final TopicPartition partition;
        final CompletableFuture<RecordMetadata> future = new CompletableFuture<>();
        private final @Nullable Callback callback;

        Send(
                ProducerRecord<byte[], byte[]> record,
                TopicPartition partition,
                @Nullable Callback callback) {
            this.record = record;
            this.partition = partition;
            this.callback = callback;
        }

        void stored(Stored stored) {
            answer(
                    new RecordMetadata(partition, stored.offset(), 0, stored.timestamp(), -1, -1),
                    null);
        }

        void failed(Exception failure) {
            answer(new RecordMetadata(partition, -1, -1, -1, -1, -1), failure);
        }

        private void answer(RecordMetadata metadata, @Nullable Exception failure) {
            if (callback != null) {
                callback.onCompletion(metadata, failure);
            }
            if (failure == null) {
                future.complete(metadata);
            } else {
                future.completeExceptionally(failure);
            }
        }
    }

    abstract void send(Send send);

    @Override
    public Future<RecordMetadata> send(
            ProducerRecord<byte[], byte[]> record, @Nullable Callback callback) {
        int count = broker.partitions(record.topic());
        Integer asked = record.partition();
        byte[] key = record.key();
        int partition;
        if (asked != null) {
            partition = asked;
        } else if (key != null) {
            partition = Utils.toPositive(Utils.murmur2(key)) % count;
        } else {
            partition = broker.random().nextInt(count);
        }
        Send send = new Send(record, new TopicPartition(record.topic(), partition), callback);
        send(send);
        return send.future;
    }

    @Override
    public Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record) {
        return send(record, null);
    }

    Stored append(Send send, @Nullable Transaction in) {
        return broker.append(
                send.partition, send.record.key(), send.record.value(), send.record.headers(), in);
    }

    @Override
    public void close() {
        close(Duration.ofSeconds(5));
    }

    @Override
    public void initTransactions() {
        throw none();
    }

    @Override
    public void beginTransaction() {
        throw none();
    }

    @Override
    public void sendOffsetsToTransaction(
            Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata metadata) {
        throw none();
    }

    @Override
    public void commitTransaction() {
        throw none();
    }

    @Override
    public void abortTransaction() {
        throw none();
    }

    @Override
    public void flush() {
        throw none();
    }

    @Override
    public List<PartitionInfo> partitionsFor(String topic) {
        throw none();
    }

    @Override
    public Map<MetricName, ? extends Metric> metrics() {
        throw none();
    }

    @Override
    public Uuid clientInstanceId(Duration timeout) {
        throw none();
    }

    @Override
    public void registerMetricForSubscription(KafkaMetric metric) {
        throw none();
    }

    @Override
    public void unregisterMetricFromSubscription(KafkaMetric metric) {
        throw none();
    }

    private static UnsupportedOperationException none() {
        return new UnsupportedOperationException("no engine calls this, so the model has no such");
    }
}
