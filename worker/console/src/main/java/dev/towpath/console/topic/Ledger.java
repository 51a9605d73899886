package dev.towpath.console.topic;

import dev.towpath.schemas.id.JobId;
import dev.towpath.schemas.ledger.Mark;
import dev.towpath.schemas.ledger.MarkCodec;
import dev.towpath.schemas.topic.TopicNames;
import dev.towpath.schemas.wire.MalformedException;
import dev.towpath.schemas.wire.NewerFormatException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/// The ledgers, of them the last mark of each job that is asked about.
public final class Ledger {
    private final Map<String, Mark> marks = new HashMap<>();
    private final Map<String, Follower> followers = new TreeMap<>();
    private final Set<String> wanted;

    /// @param wanted the job ids that are asked about, as text
    /// @param queues the queues that they are of
    public Ledger(
            TopicReader reader, TopicNames topics, Iterable<String> queues, Set<String> wanted) {
        this.wanted = Set.copyOf(wanted);
        for (String queue : queues) {
            String topic = topics.ledger(queue);
            followers.put(queue, new Follower(reader, topic, record -> take(queue, record)));
        }
    }

    /// Reads what has come since the last time; the first time everything.
    public void readOn() {
        if (!wanted.isEmpty()) {
            followers.values().forEach(Follower::readOn);
        }
    }

    /// The last mark; empty when the ledger does not know the job.
    public Optional<Mark> mark(JobId id) {
        return Optional.ofNullable(marks.get(id.toString()));
    }

    private void take(String queue, ConsumerRecord<byte[], byte[]> record) {
        byte[] key = record.key();
        if (key == null || key.length != JobId.TAIL_LENGTH) {
            return;
        }
        String id =
                queue + '_' + record.partition() + '_' + new String(key, StandardCharsets.US_ASCII);
        if (!wanted.contains(id)) {
            return;
        }
        byte[] value = record.value();
        if (value == null) {
            marks.remove(id);
            return;
        }
        try {
            marks.put(id, MarkCodec.decode(value));
        } catch (MalformedException | NewerFormatException e) {
            throw Damage.of(record, "a mark of the ledger", e);
        }
    }
}
