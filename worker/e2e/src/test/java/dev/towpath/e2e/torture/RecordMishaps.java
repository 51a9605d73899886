package dev.towpath.e2e.torture;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.towpath.e2e.fleet.Installation;
import dev.towpath.schemas.wire.EnvelopeCodec;
import dev.towpath.schemas.wire.JobHeaders;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/// What can come to lie in the jobs log that no gateway has put there.
final class RecordMishaps {
    private static final int LARGEST = 900_000;
    private static final int MOST_HEADERS = 10_000;
    private static final int REPEATED = 30;

    private final Installation installation;

    RecordMishaps(Installation installation) {
        this.installation = installation;
    }

    Mishap of(Kind kind, Random random) {
        return new Mishap() {
            @Override
            public void happen() throws Exception {
                if (kind == Kind.POISON) {
                    poison(random);
                } else {
                    repeat(random);
                }
            }

            @Override
            public void heal() {
                // What is written is written.
            }
        };
    }

    private void poison(Random random) throws InterruptedException {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            records.add(record(random, noise(random, random.nextInt(300))));
        }
        records.add(record(random, null));
        records.add(record(random, new byte[0]));
        records.add(record(random, noise(random, LARGEST)));
        ProducerRecord<byte[], byte[]> wide = record(random, new byte[1]);
        wide.headers().add("wide", noise(random, LARGEST));
        records.add(wide);
        ProducerRecord<byte[], byte[]> many = record(random, new byte[1]);
        for (int i = 0; i < MOST_HEADERS; i++) {
            many.headers().add("h" + i, new byte[] {1});
        }
        records.add(many);
        ProducerRecord<byte[], byte[]> torn = record(random, "{}".getBytes(UTF_8));
        torn.headers()
                .add(JobHeaders.TYPE, Installation.PLAIN.getBytes(UTF_8))
                .add(EnvelopeCodec.HEADER, noise(random, 30));
        records.add(torn);
        send(records);
    }

    private ProducerRecord<byte[], byte[]> record(Random random, byte @Nullable [] value) {
        int partition = random.nextInt(installation.partitions());
        return new ProducerRecord<>(topic(), partition, null, value);
    }

    /// Some of the newest records of a partition, once more, as a producer that repeats itself.
    private void repeat(Random random) throws InterruptedException {
        TopicPartition from =
                new TopicPartition(topic(), random.nextInt(installation.partitions()));
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        Map.of("bootstrap.servers", installation.bootstrap()),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer())) {
            consumer.assign(List.of(from));
            long end = consumer.endOffsets(List.of(from)).getOrDefault(from, 0L);
            consumer.seek(from, Math.max(0, end - REPEATED));
            for (ConsumerRecord<byte[], byte[]> one : consumer.poll(Duration.ofSeconds(10))) {
                if (one.headers().lastHeader(EnvelopeCodec.HEADER) != null) {
                    records.add(
                            new ProducerRecord<>(
                                    one.topic(),
                                    one.partition(),
                                    one.key(),
                                    one.value(),
                                    one.headers()));
                }
            }
        }
        send(records);
    }

    private void send(List<ProducerRecord<byte[], byte[]>> records) throws InterruptedException {
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        Map.of(
                                "bootstrap.servers",
                                installation.bootstrap(),
                                "max.request.size",
                                2_000_000,
                                "delivery.timeout.ms",
                                30_000,
                                "request.timeout.ms",
                                10_000),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            for (ProducerRecord<byte[], byte[]> record : records) {
                try {
                    producer.send(record).get();
                } catch (ExecutionException e) {
                    if (!(e.getCause() instanceof KafkaException)) {
                        throw new IllegalStateException(e);
                    }
                    // Refused, or its outcome is unknown: the log says.
                }
            }
        }
    }

    private String topic() {
        return installation.topics().jobs(Installation.QUEUE);
    }

    private static byte[] noise(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
