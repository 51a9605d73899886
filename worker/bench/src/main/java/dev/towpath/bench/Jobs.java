package dev.towpath.bench;

import dev.towpath.schemas.config.TowpathConfig;
import dev.towpath.schemas.id.JobId;
import dev.towpath.schemas.id.JobIdIssuer;
import dev.towpath.schemas.wire.JobEnvelope;
import dev.towpath.schemas.wire.JobHeaders;
import dev.towpath.worker.Worker;
import dev.towpath.worker.handler.Outcome;
import dev.towpath.worker.handler.Payload;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/// Jobs written straight to a jobs topic, as a gateway would write them, each with its own dedup
/// key.
public final class Jobs {
    /// The type of all of them.
    public static final String TYPE = "bench.noop";
    private static final int PAYLOAD_BYTES = 300;

    private final Bed bed;
    private final JobIdIssuer issuer =
            new JobIdIssuer(new byte[16], InstantSource.system(), new Random(1));
    private final byte[] payload;
    private final double[] shares;
    private final byte[][] types;

    /// Jobs without a group.
    public Jobs(Bed bed) {
        this(bed, PAYLOAD_BYTES, 0, 1);
    }

    /// @param payloadBytes of each, JSON
    Jobs(Bed bed, int payloadBytes) {
        this(bed, payloadBytes, 0, 1);
    }

    private Jobs(Bed bed, int payloadBytes, int groups, int types) {
        this.bed = bed;
        this.types = new byte[types][];
        for (int i = 0; i < types; i++) {
            this.types[i] = type(i).getBytes(StandardCharsets.UTF_8);
        }
        this.shares = zipf(groups);
        String head = "{\"text\":\"";
        payload =
                (head + "x".repeat(payloadBytes - head.length() - 2) + "\"}")
                        .getBytes(StandardCharsets.UTF_8);
    }

    /// Jobs of so many groups, the first of which is twice as frequent as the second, thrice as the
    /// third, and so on (Zipf's law with exponent 1).
    public static Jobs zipf(Bed bed, int groups) {
        return new Jobs(bed, PAYLOAD_BYTES, groups, 1);
    }

    /// Jobs of so many types, as many of each.
    public static Jobs ofTypes(Bed bed, int types) {
        return new Jobs(bed, PAYLOAD_BYTES, 0, types);
    }

    /// The name of a type, from 0 on.
    public static String type(int number) {
        return number == 0 ? TYPE : TYPE + "-" + number;
    }

    /// A worker that does the same for each job, and is done with it.
    public static Worker worker(TowpathConfig config, Runnable each) {
        return Worker.builder(config)
                .handle(
                        TYPE,
                        Payload.bytes(),
                        (data, job) -> {
                            each.run();
                            return Outcome.done();
                        })
                .start();
    }

    /// The part of all that the groups up to each one have.
    private static double[] zipf(int groups) {
        double[] up = new double[groups];
        double sum = 0;
        for (int i = 0; i < groups; i++) {
            sum += 1.0 / (i + 1);
            up[i] = sum;
        }
        for (int i = 0; i < groups; i++) {
            up[i] /= sum;
        }
        return up;
    }

    private String group(Random random) {
        if (shares.length == 0) {
            return "";
        }
        int found = Arrays.binarySearch(shares, random.nextDouble());
        return "group-" + Math.min(shares.length - 1, found < 0 ? -found - 1 : found);
    }

    /// Writes jobs, spread over the partitions; returns when Kafka holds them all.
    public void write(int count) {
        write(0, count);
    }

    /// The same with the number of the first one, which its dedup key is made of.
    public void write(int first, int count) {
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
            for (int i = first; i < first + count; i++) {
                ProducerRecord<byte[], byte[]> record = record(i, random.nextLong(), group(random));
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

    private ProducerRecord<byte[], byte[]> record(int number, long nonce, String group) {
        boolean grouped = !group.isEmpty();
        int partition =
                (grouped ? group.hashCode() & Integer.MAX_VALUE : number) % bed.partitions();
        String dedupKey = "key-" + number;
        JobId id =
                issuer.derived(
                        Bed.QUEUE,
                        partition,
                        "bench",
                        type(number % types.length),
                        group,
                        dedupKey);
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
                        JobEnvelope.DEDUPLICATED | (grouped ? JobEnvelope.GROUPED : 0),
                        "bench",
                        dedupKey,
                        "",
                        List.of(),
                        "");
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(
                        bed.topics().jobs(Bed.QUEUE),
                        partition,
                        (grouped ? group : dedupKey).getBytes(StandardCharsets.UTF_8),
                        payload);
        JobHeaders.write(
                record.headers(),
                id.toString(),
                "/clients/bench",
                types[number % types.length],
                true,
                null,
                envelope);
        return record;
    }
}
