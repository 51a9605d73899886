package dev.towpath.console.audit;

import dev.towpath.console.topic.Damage;
import dev.towpath.console.topic.Follower;
import dev.towpath.console.topic.Place;
import dev.towpath.console.topic.Sender;
import dev.towpath.console.topic.TopicReader;
import dev.towpath.schemas.topic.TopicNames;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/// The audit topic, read as what was done last to each dead letter or record.
public final class AuditLog {
    private final String topic;
    private final Follower follower;
    private final Map<Place, Dealt> dealt = new HashMap<>();
    private final Map<String, Integer> generations = new HashMap<>();
    private final Map<String, Long> counts = new HashMap<>();

    /// What was done.
    public record Dealt(
            AuditEntry.Action action,
            String plan,
            int generation,
            Instant at,
            String actor,
            String reason) {}

    public AuditLog(TopicReader reader, TopicNames topics) {
        this.topic = topics.audit();
        this.follower = new Follower(reader, topic, this::take);
    }

    /// Reads what has come since the last time; the first time everything.
    public void readOn() {
        follower.readOn();
    }

    /// What was done last to this letter or record; empty when nothing was.
    public Optional<Dealt> of(Place place) {
        return Optional.ofNullable(dealt.get(place));
    }

    /// The highest generation in which a job was replayed; 0 when it never was.
    public int generation(String id) {
        return generations.getOrDefault(id, 0);
    }

    /// How many jobs a plan has replayed.
    public long count(String plan) {
        return counts.getOrDefault(plan, 0L);
    }

    /// Writes an entry and waits until it is confirmed.
    public void append(Sender sender, AuditEntry entry) {
        sender.write(new ProducerRecord<>(topic, 0, null, entry.encode()));
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        AuditEntry entry;
        try {
            entry = AuditEntry.decode(record.value());
        } catch (IllegalArgumentException | DateTimeParseException e) {
            throw Damage.of(record, "an entry of the audit", e);
        }
        counts.merge(entry.plan(), (long) entry.items().size(), Long::sum);
        for (AuditEntry.Item item : entry.items()) {
            if (entry.action() == AuditEntry.Action.REPLAY) {
                generations.merge(item.id(), item.generation(), Math::max);
            }
            dealt.put(
                    item.from(),
                    new Dealt(
                            entry.action(),
                            entry.plan(),
                            item.generation(),
                            entry.at(),
                            entry.actor(),
                            entry.reason()));
        }
    }
}
