package dev.towpath.schemas.provision;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupNotEmptyException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.StaleMemberEpochException;
import org.apache.kafka.common.errors.UnknownMemberIdException;

/// Writes offset 0 for partitions that are new to the workers' group, so that a job that comes
/// before the first worker does is not missed, however a worker is set to begin.
final class FirstOffsets {
    private final KafkaCalls kafka;
    private final String group;

    FirstOffsets(KafkaCalls kafka, String group) {
        this.kafka = kafka;
        this.group = group;
    }

    /// Only for partitions from which nothing was ever deleted and for which the group has nothing:
    /// where records are gone, somebody has to look.
    ///
    /// @return what was written; nothing where the group has all, or has workers, who begin at the
    ///     start by themselves
    List<Applied.Change> write(List<PlannedTopic> jobs) {
        Map<TopicPartition, OffsetSpec> partitions = new HashMap<>();
        for (PlannedTopic topic : jobs) {
            for (int partition = 0; partition < topic.partitions(); partition++) {
                partitions.put(new TopicPartition(topic.name(), partition), OffsetSpec.earliest());
            }
        }
        Map<TopicPartition, OffsetAndMetadata> committed =
                kafka.get(
                        "asked for the offsets of the group " + group,
                        () ->
                                kafka.admin()
                                        .listConsumerGroupOffsets(group)
                                        .partitionsToOffsetAndMetadata());
        partitions.keySet().removeIf(partition -> committed.get(partition) != null);
        if (partitions.isEmpty()) {
            return List.of();
        }
        Map<TopicPartition, ListOffsetsResultInfo> starts =
                kafka.get(
                        "asked where the jobs begin",
                        () -> kafka.admin().listOffsets(partitions).all());
        Map<TopicPartition, OffsetAndMetadata> first = new HashMap<>();
        starts.forEach(
                (partition, start) -> {
                    if (start.offset() == 0) {
                        first.put(partition, new OffsetAndMetadata(0));
                    }
                });
        return first.isEmpty() || !commit(first) ? List.of() : changes(first);
    }

    private boolean commit(Map<TopicPartition, OffsetAndMetadata> first) {
        String doing = "asked to keep the first offsets of the group " + group;
        try {
            kafka.admin().alterConsumerGroupOffsets(group, first).all().get();
            return true;
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            if (cause instanceof UnknownMemberIdException
                    || cause instanceof GroupNotEmptyException
                    || cause instanceof RebalanceInProgressException
                    || cause instanceof StaleMemberEpochException) {
                return false;
            }
            throw kafka.failure(doing, cause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw kafka.failure(doing, e);
        }
    }

    private List<Applied.Change> changes(Map<TopicPartition, OffsetAndMetadata> first) {
        Map<String, Integer> counts = new TreeMap<>();
        first.keySet().forEach(partition -> counts.merge(partition.topic(), 1, Integer::sum));
        List<Applied.Change> changes = new ArrayList<>();
        counts.forEach(
                (topic, count) ->
                        changes.add(
                                new Applied.Change(
                                        group,
                                        "begins at offset 0 in "
                                                + count
                                                + (count == 1
                                                        ? " partition of "
                                                        : " partitions of ")
                                                + topic)));
        return changes;
    }
}
