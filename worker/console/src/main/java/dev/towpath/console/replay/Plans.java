package dev.towpath.console.replay;

import dev.towpath.console.topic.Damage;
import dev.towpath.console.topic.Follower;
import dev.towpath.console.topic.Sender;
import dev.towpath.console.topic.TopicReader;
import dev.towpath.schemas.topic.TopicNames;
import java.nio.charset.StandardCharsets;
import java.time.format.DateTimeParseException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/// The plans on the control topic, under the key `replay/<plan id>`; the last record of each
/// counts.
public final class Plans {
    private static final String PREFIX = "replay/";

    private final String topic;
    private final Follower follower;
    private final SortedMap<String, Plan> plans = new TreeMap<>();

    public Plans(TopicReader reader, TopicNames topics) {
        this.topic = topics.control();
        this.follower = new Follower(reader, topic, this::take);
    }

    /// Reads what has come since the last time; the first time everything.
    public void readOn() {
        follower.readOn();
    }

    public Optional<Plan> find(String id) {
        return Optional.ofNullable(plans.get(id));
    }

    /// All of them, the oldest first.
    public Collection<Plan> all() {
        return List.copyOf(plans.values());
    }

    /// Writes a plan as it is now and waits until that is confirmed.
    void save(Sender sender, Plan plan) {
        sender.write(
                new ProducerRecord<>(
                        topic,
                        0,
                        (PREFIX + plan.id()).getBytes(StandardCharsets.UTF_8),
                        PlanJson.bytes(plan)));
        plans.put(plan.id(), plan);
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        if (record.key() == null) {
            return;
        }
        String key = new String(record.key(), StandardCharsets.UTF_8);
        if (!key.startsWith(PREFIX)) {
            return;
        }
        String id = key.substring(PREFIX.length());
        if (record.value() == null) {
            plans.remove(id);
            return;
        }
        try {
            plans.put(id, PlanJson.read(record.value()));
        } catch (IllegalArgumentException | DateTimeParseException e) {
            throw Damage.of(record, "a plan of a replay", e);
        }
    }
}
