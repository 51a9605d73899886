package dev.towpath.bench.peers;

import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.MessageListener;

/// Spring's container with a thread for each partition and its own settings otherwise: it commits
/// after each batch that it has polled.
final class Spring {
    private Spring() {}

    static void start(Reading reading, Work work) {
        ContainerProperties properties = new ContainerProperties(reading.topic());
        properties.setMessageListener((MessageListener<String, byte[]>) _ -> work.run());
        ConcurrentMessageListenerContainer<String, byte[]> container =
                new ConcurrentMessageListenerContainer<>(
                        new DefaultKafkaConsumerFactory<>(reading.properties()), properties);
        container.setConcurrency(reading.partitions());
        container.start();
    }
}
