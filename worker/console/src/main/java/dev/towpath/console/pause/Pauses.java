package dev.towpath.console.pause;

import dev.towpath.console.topic.Follower;
import dev.towpath.console.topic.Sender;
import dev.towpath.console.topic.TopicReader;
import dev.towpath.schemas.control.Pause;
import dev.towpath.schemas.topic.TopicNames;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/// The pauses on the control topic; the last record of each key counts.
public final class Pauses {
    private final String topic;
    private final Follower follower;
    private final SortedMap<String, Pause> pauses = new TreeMap<>();

    public Pauses(TopicReader reader, TopicNames topics) {
        this.topic = topics.control();
        this.follower = new Follower(reader, topic, this::take);
    }

    /// What is paused at a time, by queue and type.
    ///
    /// @param now milliseconds since 1970
    public List<Pause> at(long now) {
        follower.readOn();
        return pauses.values().stream()
                .filter(pause -> pause.until() == 0 || pause.until() > now)
                .toList();
    }

    /// Begins a pause, or says it anew; returns when it is confirmed.
    public void pause(Sender sender, Pause pause) {
        sender.write(record(pause.place(), Optional.of(pause.value())));
    }

    /// Ends a pause; returns when that is confirmed.
    public void resume(Sender sender, Pause.Place place) {
        sender.write(record(place, Optional.empty()));
    }

    private ProducerRecord<byte[], byte[]> record(Pause.Place place, Optional<byte[]> value) {
        byte[] key = place.key().getBytes(StandardCharsets.UTF_8);
        return new ProducerRecord<>(topic, 0, key, value.orElse(null));
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        if (record.key() == null) {
            return;
        }
        String key = new String(record.key(), StandardCharsets.UTF_8);
        Optional<Pause.Place> place = Pause.place(key);
        if (place.isEmpty()) {
            return;
        }
        Optional<Pause> pause =
                Optional.ofNullable(record.value())
                        .flatMap(value -> Pause.read(place.get(), value));
        if (pause.isPresent()) {
            pauses.put(key, pause.get());
        } else {
            pauses.remove(key);
        }
    }
}
