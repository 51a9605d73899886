package dev.towpath.producer;

import dev.towpath.schemas.topic.TopicNames;
import java.time.Duration;
import java.util.Map;

/// How a [JobProducer] reaches Kafka, and how much it holds at a time.
///
/// @param bootstrap brokers as `host:port`, separated by commas
/// @param properties further properties of Kafka's client, such as those for TLS and SASL
/// @param topics the installation's topic names
/// @param deadline within which every send is decided, one way or unknown; from 1 s
/// @param maxInFlight how many jobs may be sent and not yet decided; from 1
/// @param maxBytesInFlight how many bytes of payload these may have; from 1 MiB
public record ProducerSettings(
        String bootstrap,
        Map<String, String> properties,
        TopicNames topics,
        Duration deadline,
        int maxInFlight,
        long maxBytesInFlight) {
    public static final Duration DEFAULT_DEADLINE = Duration.ofSeconds(5);
    public static final int DEFAULT_MAX_IN_FLIGHT = 10_000;
    public static final long DEFAULT_MAX_BYTES_IN_FLIGHT = 32L << 20;

    private static final Duration LEAST_DEADLINE = Duration.ofSeconds(1);
    private static final long LEAST_BYTES = 1L << 20;

    public ProducerSettings {
        properties = Map.copyOf(properties);
        if (deadline.compareTo(LEAST_DEADLINE) < 0) {
            throw new IllegalArgumentException("expected a deadline from 1 s, got " + deadline);
        }
        if (maxInFlight < 1) {
            throw new IllegalArgumentException("expected maxInFlight from 1, got " + maxInFlight);
        }
        if (maxBytesInFlight < LEAST_BYTES) {
            throw new IllegalArgumentException(
                    "expected maxBytesInFlight from " + LEAST_BYTES + ", got " + maxBytesInFlight);
        }
    }

    /// The defaults: 5 s, 10,000 jobs, 32 MiB.
    public static ProducerSettings of(
            String bootstrap, Map<String, String> properties, TopicNames topics) {
        return new ProducerSettings(
                bootstrap,
                properties,
                topics,
                DEFAULT_DEADLINE,
                DEFAULT_MAX_IN_FLIGHT,
                DEFAULT_MAX_BYTES_IN_FLIGHT);
    }
}
