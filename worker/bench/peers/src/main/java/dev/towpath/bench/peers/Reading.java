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
    /// Records that one poll gives at most: four times Kafka's default, so that polling costs less.
    private static final int POLLED = 2_000;

    /// What every consumer is given; all else is as Kafka has it.
    Map<String, Object> properties() {
        return Map.of(
                "bootstrap.servers",
                bootstrap,
                "group.id",
                group,
                "auto.offset.reset",
                "earliest",
                "max.poll.records",
                POLLED,
                "key.deserializer",
                StringDeserializer.class,
                "value.deserializer",
                ByteArrayDeserializer.class);
    }

    /// One that does not commit by itself where that is another's business.
    KafkaConsumer<String, byte[]> consumer(boolean commits) {
        Map<String, Object> all = new HashMap<>(properties());
        all.put("enable.auto.commit", commits);
        return new KafkaConsumer<>(all);
    }
}
