package dev.towpath.testkit.broker;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.clients.consumer.OffsetCommitCallback;
import org.apache.kafka.clients.consumer.SubscriptionPattern;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.metrics.KafkaMetric;

/// The methods of a consumer that no engine calls: the model has none of them.
abstract class EngineConsumer implements Consumer<byte[], byte[]> {
    @Override
    public Set<String> subscription() {
        throw none();
    }

    @Override
    public void subscribe(Collection<String> topics) {
        throw none();
    }

    @Override
    public void subscribe(Pattern pattern, ConsumerRebalanceListener listener) {
        throw none();
    }

    @Override
    public void subscribe(Pattern pattern) {
        throw none();
    }

    @Override
    public void subscribe(SubscriptionPattern pattern, ConsumerRebalanceListener listener) {
        throw none();
    }

    @Override
    public void subscribe(SubscriptionPattern pattern) {
        throw none();
    }

    @Override
    public void unsubscribe() {
        throw none();
    }

    @Override
    public void commitSync() {
        throw none();
    }

    @Override
    public void commitSync(Duration timeout) {
        throw none();
    }

    @Override
    public void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets) {
        throw none();
    }

    @Override
    public void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets, Duration timeout) {
        throw none();
    }

    @Override
    public void commitAsync() {
        throw none();
    }

    @Override
    public void commitAsync(OffsetCommitCallback callback) {
        throw none();
    }

    @Override
    public void commitAsync(
            Map<TopicPartition, OffsetAndMetadata> offsets, OffsetCommitCallback callback) {
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

    @Override
    public void seek(TopicPartition partition, OffsetAndMetadata offset) {
        throw none();
    }

    @Override
    public void seekToEnd(Collection<TopicPartition> partitions) {
        throw none();
    }

    @Override
    public long position(TopicPartition partition, Duration timeout) {
        throw none();
    }

    @Override
    public Map<TopicPartition, OffsetAndMetadata> committed(Set<TopicPartition> partitions) {
        throw none();
    }

    @Override
    public Map<TopicPartition, OffsetAndMetadata> committed(
            Set<TopicPartition> partitions, Duration timeout) {
        throw none();
    }

    @Override
    public Uuid clientInstanceId(Duration timeout) {
        throw none();
    }

    @Override
    public Map<MetricName, ? extends Metric> metrics() {
        throw none();
    }

    @Override
    public List<PartitionInfo> partitionsFor(String topic) {
        throw none();
    }

    @Override
    public List<PartitionInfo> partitionsFor(String topic, Duration timeout) {
        throw none();
    }

    @Override
    public Map<String, List<PartitionInfo>> listTopics() {
        throw none();
    }

    @Override
    public Map<String, List<PartitionInfo>> listTopics(Duration timeout) {
        throw none();
    }

    @Override
    public Map<TopicPartition, OffsetAndTimestamp> offsetsForTimes(
            Map<TopicPartition, Long> times) {
        throw none();
    }

    @Override
    public Map<TopicPartition, OffsetAndTimestamp> offsetsForTimes(
            Map<TopicPartition, Long> times, Duration timeout) {
        throw none();
    }

    @Override
    public Map<TopicPartition, Long> beginningOffsets(Collection<TopicPartition> partitions) {
        throw none();
    }

    @Override
    public Map<TopicPartition, Long> beginningOffsets(
            Collection<TopicPartition> partitions, Duration timeout) {
        throw none();
    }

    @Override
    public Map<TopicPartition, Long> endOffsets(
            Collection<TopicPartition> partitions, Duration timeout) {
        throw none();
    }

    @Override
    public OptionalLong currentLag(TopicPartition partition) {
        throw none();
    }

    @Override
    public void enforceRebalance() {
        throw none();
    }

    @Override
    public void enforceRebalance(String reason) {
        throw none();
    }

    @Override
    @SuppressWarnings("deprecation")
    public void close(Duration timeout) {
        throw none();
    }

    @Override
    public void close(CloseOptions options) {
        throw none();
    }

    @Override
    public void wakeup() {
        throw none();
    }

    private static UnsupportedOperationException none() {
        return new UnsupportedOperationException("no engine calls this, so the model has no such");
    }
}
