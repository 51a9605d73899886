package dev.towpath.bench;

import dev.towpath.schemas.id.JobId;
import dev.towpath.schemas.id.JobIdIssuer;
import dev.towpath.schemas.wire.JobEnvelope;
import dev.towpath.schemas.wire.JobHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/// Jobs written straight to a jobs topic, as a gateway would write them, each with its own dedup
/// key.
final class Jobs {
    static final String TYPE = "bench.noop";
    private static final byte[] TYPE_BYTES = TYPE.getBytes(StandardCharsets.UTF_8);
    private static final int PAYLOAD_BYTES = 300;

    private final Bed bed;
    private final JobIdIssuer issuer =
            new JobIdIssuer(new byte[16], InstantSource.system(), new Random(1));
    private final byte[] payload;

    Jobs(Bed bed) {
        this(bed, PAYLOAD_BYTES);
    }

    /// @param payloadBytes of each, JSON
    Jobs(Bed bed, int payloadBytes) {
        this.bed = bed;
        String head = "{\"text\":\"";
        payload =
                (head + "x".repeat(payloadBytes - head.length() - 2) + "\"}")
                        .getBytes(StandardCharsets.UTF_8);
    }

    /// Writes jobs, spread over the partitions; returns when Kafka holds them all.
    void write(int count) {
        AtomicReference<Exception> failure = new AtomicReference<>();
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        Map.of(
                                "bootstrap.servers",
                                bed.bootstrap(),
                                "linger.ms",
                                20,
                                "batch.size",
                                256 * 1024,
                                "max.in.flight.requests.per.connection",
                                1),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            Random random = new Random(3);
            for (int i = 0; i < count; i++) {
                ProducerRecord<byte[], byte[]> record = record(i, random.nextLong());
                var sent =
                        producer.send(
                                record,
                                (metadata, problem) -> {
                                    if (problem != null) {
                                        failure.set(problem);
                                    }
                                });
                if (sent.isCancelled()) {
                    throw new IllegalStateException("a send was cancelled");
                }
            }
            producer.flush();
        }
        Exception problem = failure.get();
        if (problem != null) {
            throw new IllegalStateException("not all jobs were written", problem);
        }
    }

    private ProducerRecord<byte[], byte[]> record(int number, long nonce) {
        int partition = number % bed.partitions();
        String dedupKey = "key-" + number;
        JobId id = issuer.derived(Bed.QUEUE, partition, "bench", TYPE, "", dedupKey);
        JobEnvelope envelope =
                new JobEnvelope(
                        0,
                        0,
                        0,
                        nonce,
                        System.currentTimeMillis(),
                        0,
                        0,
                        Duration.ofHours(24).toMillis(),
                        number,
                        JobEnvelope.DEDUPLICATED,
                        "bench",
                        dedupKey,
                        "",
                        List.of(),
                        "");
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(
                        bed.topics().jobs(Bed.QUEUE),
                        partition,
                        dedupKey.getBytes(StandardCharsets.UTF_8),
                        payload);
        JobHeaders.write(
                record.headers(),
                id.toString(),
                "/clients/bench",
                TYPE_BYTES,
                true,
                null,
                envelope);
        return record;
    }
}
