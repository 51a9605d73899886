package dev.towpath.console.dead;

import dev.towpath.console.topic.Follower;
import dev.towpath.console.topic.TopicReader;
import dev.towpath.schemas.payload.SchemaStore;
import dev.towpath.schemas.topic.TopicNames;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/// The payload schemas on the control topic: also those of types that nobody has on disk any more.
public final class PublishedSchemas {
    private final SchemaStore store = new SchemaStore();

    private PublishedSchemas() {}

    public static SchemaStore read(TopicReader reader, TopicNames topics) {
        PublishedSchemas schemas = new PublishedSchemas();
        new Follower(reader, topics.control(), schemas::take).readOn();
        return schemas.store;
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        if (record.key() == null) {
            return;
        }
        String key = new String(record.key(), StandardCharsets.UTF_8);
        if (SchemaStore.isKey(key)) {
            // One that cannot be read is left out: its payloads are shown as bytes.
            var _ = store.learn(key, record.value());
        }
    }
}
