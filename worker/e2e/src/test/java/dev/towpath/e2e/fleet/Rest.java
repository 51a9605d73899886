package dev.towpath.e2e.fleet;

import dev.towpath.schemas.topic.TopicNames;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/// Whether an installation has come to rest, by what Kafka says of its topics.
final class Rest implements AutoCloseable {
    private static final Duration LOOK_EVERY = Duration.ofMillis(50);

    private final Installation installation;
    private final Admin admin;

    Rest(Installation installation) {
        this.installation = installation;
        this.admin = Admin.create(Map.of("bootstrap.servers", installation.bootstrap()));
    }

    @Override
    public void close() {
        admin.close();
    }

    /// Waits until every record of the jobs topic is committed.
    void awaitSettled(Duration within) throws InterruptedException, ExecutionException {
        List<TopicPartition> jobs = partitions(installation.topics().jobs(Installation.QUEUE));
        Map<TopicPartition, Long> ends = ends(jobs, IsolationLevel.READ_UNCOMMITTED);
        await(
                within,
                this::committed,
                committed ->
                        ends.entrySet().stream()
                                .allMatch(
                                        end ->
                                                committed.getOrDefault(end.getKey(), -1L)
                                                        >= end.getValue()),
                ends.toString());
    }

    /// Waits until no transaction is open any more: what was written is visible or never will be.
    void awaitNothingOpen(Duration within) throws InterruptedException, ExecutionException {
        TopicNames topics = installation.topics();
        List<TopicPartition> places =
                partitions(topics.ledger(Installation.QUEUE), topics.dead(Installation.QUEUE));
        Map<TopicPartition, Long> ends = ends(places, IsolationLevel.READ_UNCOMMITTED);
        await(
                within,
                () -> ends(places, IsolationLevel.READ_COMMITTED),
                stable -> stable.equals(ends),
                ends.toString());
        committed();
    }

    private interface Look {
        Map<TopicPartition, Long> look() throws InterruptedException, ExecutionException;
    }

    private interface Wanted {
        boolean is(Map<TopicPartition, Long> offsets);
    }

    private static void await(Duration within, Look look, Wanted wanted, String expected)
            throws InterruptedException, ExecutionException {
        CountDownLatch never = new CountDownLatch(1);
        long deadline = System.nanoTime() + within.toNanos();
        Map<TopicPartition, Long> seen = look.look();
        while (!wanted.is(seen)) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError(
                        "expected " + expected + " within " + within + ", got " + seen);
            }
            never.await(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
            seen = look.look();
        }
    }

    /// The group's offsets, once no transaction is open on them.
    private Map<TopicPartition, Long> committed() throws InterruptedException, ExecutionException {
        Map<TopicPartition, Long> offsets = new HashMap<>();
        Map<TopicPartition, OffsetAndMetadata> committed =
                admin.listConsumerGroupOffsets(
                                installation.topics().workerGroup(),
                                new ListConsumerGroupOffsetsOptions().requireStable(true))
                        .partitionsToOffsetAndMetadata()
                        .get();
        committed.forEach((place, offset) -> offsets.put(place, offset.offset()));
        return offsets;
    }

    private Map<TopicPartition, Long> ends(List<TopicPartition> places, IsolationLevel isolation)
            throws InterruptedException, ExecutionException {
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        places.forEach(place -> wanted.put(place, OffsetSpec.latest()));
        Map<TopicPartition, Long> ends = new HashMap<>();
        admin.listOffsets(wanted, new ListOffsetsOptions(isolation))
                .all()
                .get()
                .forEach((place, end) -> ends.put(place, end.offset()));
        return ends;
    }

    private List<TopicPartition> partitions(String... topics)
            throws InterruptedException, ExecutionException {
        List<TopicPartition> partitions = new ArrayList<>();
        admin.describeTopics(List.of(topics))
                .allTopicNames()
                .get()
                .forEach(
                        (topic, description) ->
                                description
                                        .partitions()
                                        .forEach(
                                                one ->
                                                        partitions.add(
                                                                new TopicPartition(
                                                                        topic, one.partition()))));
        return partitions;
    }
}
