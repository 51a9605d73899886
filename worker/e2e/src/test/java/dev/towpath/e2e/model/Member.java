package dev.towpath.e2e.model;

import dev.towpath.worker.kafka.BoundedBytes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.common.TopicPartition;

/// A member of the group, and what it was told of its partitions.
final class Member implements ConsumerRebalanceListener {
    final Consumer<byte[], byte[]> consumer;

    /// As `revoked [1]`, with the partitions' numbers.
    final List<String> told = new ArrayList<>();

    /// Done while partitions are given back.
    Runnable inRevoked = () -> {};

    Member(Ground on, String name, String topic) {
        consumer = on.clients(name).jobs(new BoundedBytes());
        consumer.subscribe(List.of(topic), this);
    }

    void poll() {
        Ground.poll(consumer);
    }

    /// Polls, and says whether it owns so many.
    boolean owns(int partitions) {
        poll();
        return owns().size() == partitions;
    }

    Set<TopicPartition> owns() {
        return consumer.assignment();
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        tell("assigned", partitions);
        partitions.forEach(partition -> consumer.seek(partition, 0));
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        tell("revoked", partitions);
        if (!partitions.isEmpty()) {
            inRevoked.run();
        }
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
        tell("lost", partitions);
    }

    private void tell(String what, Collection<TopicPartition> partitions) {
        if (!partitions.isEmpty()) {
            told.add(
                    what
                            + " "
                            + partitions.stream().map(TopicPartition::partition).sorted().toList());
        }
    }
}
