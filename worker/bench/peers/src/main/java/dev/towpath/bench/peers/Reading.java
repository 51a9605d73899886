package dev.towpath.bench.peers;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/// Where the jobs are, and what is done with them.
///
/// @param group of consumers, new for each run
/// @param inFlight how many may be done at a time
record Reading(String bootstrap, String topic, int partitions, String group, int inFlight) {
    /// What every consumer is given; all else is as Kafka has it.
    Map<String, Object> properties() {
        return Map.of(
                "bootstrap.servers",
                bootstrap,
                "group.id",
                group,
                "auto.offset.reset",
                "earliest",
                "key.deserializer",
                StringDeserializer.class,
                "value.deserializer",
                ByteArrayDeserializer.class);
    }

    KafkaConsumer<String, byte[]> consumer(Map<String, Object> more) {
        Map<String, Object> all = new HashMap<>(properties());
        all.putAll(more);
        return new KafkaConsumer<>(all);
    }
}
