package dev.towpath.console.topic;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/// A topic that is read to its end again and again, each time from where it was left.
public final class Follower {
    private final TopicReader reader;
    private final String topic;
    private final Consumer<ConsumerRecord<byte[], byte[]>> records;
    private final SortedMap<Integer, Long> positions = new TreeMap<>();

    public Follower(
            TopicReader reader, String topic, Consumer<ConsumerRecord<byte[], byte[]>> records) {
        this.reader = reader;
        this.topic = topic;
        this.records = records;
    }

    /// Reads what has come since the last time; the first time everything.
    public void readOn() {
        Map<Integer, Long> ends = reader.ends(topic);
        reader.read(
                topic,
                positions,
                ends,
                record -> {
                    records.accept(record);
                    return true;
                });
        positions.putAll(ends);
    }
}
