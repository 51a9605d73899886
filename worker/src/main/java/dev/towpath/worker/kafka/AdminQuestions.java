package dev.towpath.worker.kafka;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/// The questions, asked by Kafka's admin client.
final class AdminQuestions implements Questions {
    private static final int OFFSETS_TIMEOUT_MILLIS = 60_000;
    private static final Set<TransactionState> ENDED =
            Set.of(
                    TransactionState.COMPLETE_ABORT,
                    TransactionState.COMPLETE_COMMIT,
                    TransactionState.EMPTY);

    private final Admin admin;
    private final String group;

    AdminQuestions(Admin admin, String group) {
        this.admin = admin;
        this.group = group;
    }

    @Override
    public String topicId(String topic) throws ExecutionException, InterruptedException {
        return admin.describeTopics(List.of(topic)).allTopicNames().get().values().stream()
                .map(description -> description.topicId().toString())
                .findFirst()
                .orElseThrow();
    }

    @Override
    public Map<TopicPartition, Long> beginnings(Collection<TopicPartition> partitions)
            throws ExecutionException, InterruptedException {
        return offsets(partitions, OffsetSpec.earliest());
    }

    @Override
    public Map<TopicPartition, Long> ends(Collection<TopicPartition> partitions)
            throws ExecutionException, InterruptedException {
        return offsets(partitions, OffsetSpec.latest());
    }

    @Override
    public long newest(TopicPartition partition) throws ExecutionException, InterruptedException {
        return ask(List.of(partition), OffsetSpec.maxTimestamp())
                .partitionResult(partition)
                .get()
                .timestamp();
    }

    @Override
    public Map<TopicPartition, OffsetAndMetadata> stableOffsets(
            Collection<TopicPartition> partitions) throws ExecutionException, InterruptedException {
        return admin.listConsumerGroupOffsets(
                        Map.of(
                                group,
                                new ListConsumerGroupOffsetsSpec().topicPartitions(partitions)),
                        new ListConsumerGroupOffsetsOptions()
                                .requireStable(true)
                                .timeoutMs(OFFSETS_TIMEOUT_MILLIS))
                .partitionsToOffsetAndMetadata()
                .get();
    }

    @Override
    public Set<String> members() throws ExecutionException, InterruptedException {
        return admin.describeConsumerGroups(List.of(group)).all().get().values().stream()
                .flatMap(description -> description.members().stream())
                .map(MemberDescription::consumerId)
                .collect(Collectors.toSet());
    }

    @Override
    public List<String> openTransactions() throws ExecutionException, InterruptedException {
        return admin.listTransactions().all().get().stream()
                .filter(transaction -> !ENDED.contains(transaction.state()))
                .map(TransactionListing::transactionalId)
                .toList();
    }

    @Override
    public void fence(Collection<String> transactionalIds)
            throws ExecutionException, InterruptedException {
        admin.fenceProducers(transactionalIds).all().get();
    }

    private Map<TopicPartition, Long> offsets(
            Collection<TopicPartition> partitions, OffsetSpec spec)
            throws ExecutionException, InterruptedException {
        Map<TopicPartition, Long> offsets = new HashMap<>();
        ask(partitions, spec)
                .all()
                .get()
                .forEach((partition, found) -> offsets.put(partition, found.offset()));
        return offsets;
    }

    private ListOffsetsResult ask(Collection<TopicPartition> partitions, OffsetSpec spec) {
        return admin.listOffsets(
                partitions.stream().collect(Collectors.toMap(Function.identity(), _ -> spec)),
                new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED));
    }
}
