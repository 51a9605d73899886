package dev.towpath.e2e.torture;

import dev.towpath.e2e.fleet.Installation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartitionInfo;

/// Which broker has which part in the cluster, and whether the cluster is whole.
final class Places implements AutoCloseable {
    private static final long LOOK_EVERY = 250;
    private static final String TRANSACTIONS = "__transaction_state";

    private final Installation installation;
    private final Admin admin;

    Places(Installation installation) {
        this.installation = installation;
        this.admin =
                Admin.create(
                        Map.of(
                                "bootstrap.servers",
                                installation.bootstrap(),
                                "default.api.timeout.ms",
                                15_000,
                                "request.timeout.ms",
                                4_000));
    }

    /// The broker that leads a partition of the jobs.
    int leader(int partition) throws InterruptedException, ExecutionException {
        String topic = installation.topics().jobs(Installation.QUEUE);
        Map<String, TopicDescription> found =
                admin.describeTopics(List.of(topic)).allTopicNames().get();
        return Objects.requireNonNull(found.get(topic)).partitions().get(partition).leader().id();
    }

    /// The broker that coordinates the group of the workers.
    int groupCoordinator() throws InterruptedException, ExecutionException {
        String group = installation.topics().workerGroup();
        Map<String, ConsumerGroupDescription> found =
                admin.describeConsumerGroups(List.of(group)).all().get();
        return Objects.requireNonNull(found.get(group)).coordinator().id();
    }

    /// The broker that coordinates most transactional producers: each does so for those whose place
    /// it leads.
    int transactionCoordinator() throws InterruptedException, ExecutionException {
        Map<String, TopicDescription> found =
                admin.describeTopics(List.of(TRANSACTIONS)).allTopicNames().get();
        Map<Integer, Integer> leads = new HashMap<>();
        Objects.requireNonNull(found.get(TRANSACTIONS))
                .partitions()
                .forEach(place -> leads.merge(place.leader().id(), 1, Integer::sum));
        return Collections.max(leads.entrySet(), Map.Entry.comparingByValue()).getKey();
    }

    /// Waits until every partition has its leader and all its replicas.
    void awaitWhole(Duration within) throws InterruptedException {
        long deadline = System.nanoTime() + within.toNanos();
        CountDownLatch never = new CountDownLatch(1);
        Optional<String> lack = lack();
        while (lack.isPresent()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError(
                        "the cluster is not whole within " + within + ": " + lack.get());
            }
            never.await(LOOK_EVERY, TimeUnit.MILLISECONDS);
            lack = lack();
        }
    }

    private Optional<String> lack() throws InterruptedException {
        try {
            if (admin.describeCluster().nodes().get().size() < Cluster.SIZE) {
                return Optional.of("a broker is away");
            }
            Set<String> topics =
                    admin.listTopics(new ListTopicsOptions().listInternal(true)).names().get();
            Map<String, List<TopicPartitionInfo>> partitions = new HashMap<>();
            admin.describeTopics(topics)
                    .allTopicNames()
                    .get()
                    .forEach((topic, found) -> partitions.put(topic, found.partitions()));
            List<String> lacking = new ArrayList<>();
            partitions.forEach(
                    (topic, all) ->
                            all.stream()
                                    .filter(one -> one.leader() == null || one.isr().size() < 3)
                                    .forEach(one -> lacking.add(topic + "-" + one)));
            return lacking.stream().findFirst();
        } catch (ExecutionException e) {
            return Optional.of(String.valueOf(e.getCause()));
        }
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(5));
    }
}
