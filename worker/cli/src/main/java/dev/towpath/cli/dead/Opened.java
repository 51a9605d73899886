package dev.towpath.cli.dead;

import dev.towpath.cli.replay.Reading;
import dev.towpath.console.dead.DeadLetters;
import dev.towpath.console.filter.Filter;
import dev.towpath.console.topic.Place;
import dev.towpath.console.topic.TopicReader;
import dev.towpath.schemas.config.TowpathConfig;
import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.error.TowpathException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/// The dead letters that a command works with, read.
record Opened(TopicReader reader, DeadLetters dead) implements AutoCloseable {
    static Opened of(TowpathConfig config, List<String> queues, Filter filter, PrintWriter err) {
        TopicReader reader = new TopicReader(config.kafka(), new Reading(err));
        try {
            return new Opened(
                    reader,
                    new DeadLetters(reader, config.topicNames(), queues, filter, new TreeMap<>()));
        } catch (TowpathException e) {
            reader.close();
            throw e;
        }
    }

    /// A letter as it lies there.
    ConsumerRecord<byte[], byte[]> record(Place place) {
        List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
        reader.read(
                place.topic(),
                Map.of(place.partition(), place.offset()),
                Map.of(place.partition(), place.offset() + 1),
                record -> found.add(record));
        if (found.isEmpty()) {
            throw new TowpathException(
                    ErrorCode.LETTER_UNKNOWN,
                    "the letter " + place + " has just been deleted: its time was over.");
        }
        return found.getFirst();
    }

    @Override
    public void close() {
        reader.close();
    }
}
