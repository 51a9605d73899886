package dev.towpath.schemas.provision;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.TopicExistsException;

/// Changes topics, and keeps what was changed.
final class TopicChanges {
    private final KafkaCalls kafka;
    private final List<Applied.Change> done = new ArrayList<>();

    TopicChanges(KafkaCalls kafka) {
        this.kafka = kafka;
    }

    List<Applied.Change> done() {
        return done;
    }

    void note(Collection<Applied.Change> changes) {
        done.addAll(changes);
    }

    /// Makes topics. One that somebody else makes at the same time counts as there.
    void make(List<PlannedTopic> topics) {
        List<NewTopic> wanted =
                topics.stream()
                        .map(
                                topic ->
                                        new NewTopic(
                                                        topic.name(),
                                                        topic.partitions(),
                                                        (short) topic.replication())
                                                .configs(topic.configs()))
                        .toList();
        if (wanted.isEmpty()) {
            return;
        }
        Map<String, KafkaFuture<Void>> results = kafka.admin().createTopics(wanted).values();
        for (PlannedTopic topic : topics) {
            KafkaFuture<Void> result = results.get(topic.name());
            if (result != null && made(topic, result)) {
                done.add(
                        new Applied.Change(
                                topic.name(),
                                "made with "
                                        + count(topic.partitions(), "partition")
                                        + ", "
                                        + count(topic.replication(), "copy")
                                        + " each"));
            }
        }
    }

    private boolean made(PlannedTopic topic, KafkaFuture<Void> result) {
        String doing = "asked to make the topic " + topic.name();
        try {
            result.get();
            return true;
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            if (cause instanceof TopicExistsException) {
                return false;
            }
            throw kafka.failure(doing, cause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw kafka.failure(doing, e);
        }
    }

    /// Sets what does not do on a topic that is there. What Kafka's operator does not let us set
    /// and costs no job is left.
    void raise(PlannedTopic planned, TopicState actual) {
        for (TopicSetting setting : planned.settings()) {
            Optional<String> value = Optional.ofNullable(actual.configs().get(setting.name()));
            boolean raise =
                    value.isPresent()
                            && setting.rule() != TopicSetting.Rule.FIXED
                            && !setting.metBy(value.get())
                            && !blocksWrites(planned, actual, setting);
            if (raise && set(planned.name(), setting)) {
                done.add(
                        new Applied.Change(
                                planned.name(),
                                setting.name()
                                        + " from "
                                        + setting.show(value.get())
                                        + " to "
                                        + setting.show(setting.value())));
            }
        }
    }

    /// A topic with fewer copies than min.insync.replicas takes no job at all.
    private static boolean blocksWrites(
            PlannedTopic planned, TopicState actual, TopicSetting setting) {
        return setting.name().equals(TopicPlan.MIN_INSYNC)
                && actual.replication() < planned.replication();
    }

    private boolean set(String topic, TopicSetting setting) {
        String doing = "asked to set " + setting.name() + " of the topic " + topic;
        Map<ConfigResource, Collection<AlterConfigOp>> change = new HashMap<>();
        change.put(
                new ConfigResource(ConfigResource.Type.TOPIC, topic),
                List.of(
                        new AlterConfigOp(
                                new ConfigEntry(setting.name(), setting.value()),
                                AlterConfigOp.OpType.SET)));
        try {
            kafka.admin().incrementalAlterConfigs(change).all().get();
            return true;
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            boolean refused =
                    cause instanceof PolicyViolationException
                            || cause instanceof InvalidConfigurationException;
            if (refused && setting.rule() == TopicSetting.Rule.TUNING) {
                return false;
            }
            throw kafka.failure(doing, cause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw kafka.failure(doing, e);
        }
    }

    private static String count(int number, String what) {
        String plural =
                what.endsWith("y") ? what.substring(0, what.length() - 1) + "ies" : what + "s";
        return number + " " + (number == 1 ? what : plural);
    }
}
