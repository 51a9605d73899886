package dev.towpath.bench;

import dev.towpath.schemas.id.JobIdIssuer;
import dev.towpath.schemas.topic.Rung;
import dev.towpath.schemas.wire.EnvelopeCodec;
import dev.towpath.schemas.wire.JobEnvelope;
import dev.towpath.schemas.wire.JobHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.LogDirDescription;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/// What jobs that wait cost a gateway, in a process of its own, and how late they come: memory and
/// processor time with none and with many waiting, the time from a restart to the first job that
/// goes on, and at 2,000 due jobs a second the time from due to appended and the bytes written.
public final class LadderCost {
    private static final int PAYLOAD_BYTES = 300;
    private static final int RATE = 2_000;
    private static final int SECONDS = 30;
    private static final int LONGEST_DELAY = 15_000;
    private static final Duration IDLE = Duration.ofSeconds(20);
    private static final Duration SETTLED = Duration.ofSeconds(10);

    private final Bed bed;
    private final KafkaProducer<byte[], byte[]> producer;
    private final KafkaConsumer<byte[], byte[]> express;
    private final JobIdIssuer issuer =
            new JobIdIssuer(new byte[16], InstantSource.system(), new Random(1));
    private final Random random = new Random(2);
    private final byte[] payload =
            ("{\"text\":\"" + "x".repeat(PAYLOAD_BYTES - 11) + "\"}")
                    .getBytes(StandardCharsets.UTF_8);

    private LadderCost(Bed bed) {
        this.bed = bed;
        this.producer =
                new KafkaProducer<>(
                        Map.of(
                                "bootstrap.servers",
                                bed.bootstrap(),
                                "batch.size",
                                64 * 1024,
                                "max.in.flight.requests.per.connection",
                                1),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
        this.express =
                new KafkaConsumer<>(
                        Map.of("bootstrap.servers", bed.bootstrap(), "fetch.min.bytes", 1),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer());
    }

    static void run(int count) throws Exception {
        try (Bed bed = new Bed(6)) {
            LadderCost cost = new LadderCost(bed);
            cost.measure(count);
            cost.producer.close();
            cost.express.close();
        }
    }

    /// The memory of a gateway while no job waits, and while so many do.
    ///
    /// @param counts rising
    public static List<GatewayAlone.Memory> memory(List<Integer> counts) throws Exception {
        List<GatewayAlone.Memory> memory = new ArrayList<>();
        try (Bed bed = new Bed(6)) {
            LadderCost cost = new LadderCost(bed);
            cost.readExpress();
            try (GatewayAlone gateway = GatewayAlone.start(bed)) {
                cost.first();
                memory.add(gateway.memory());
                int put = 0;
                for (int count : counts) {
                    for (; put < count; put++) {
                        cost.put(3_600_000 + cost.random.nextInt(36_000_000));
                    }
                    cost.producer.flush();
                    new CountDownLatch(1).await(SETTLED.toSeconds(), TimeUnit.SECONDS);
                    memory.add(gateway.memory());
                }
            }
            cost.producer.close();
            cost.express.close();
        }
        return memory;
    }

    private void readExpress() {
        List<TopicPartition> partitions =
                partitions(bed.topics().express(Bed.QUEUE), bed.partitions());
        express.assign(partitions);
        express.seekToBeginning(partitions);
    }

    private void measure(int count) throws Exception {
        readExpress();
        GatewayAlone.Memory before;
        try (GatewayAlone gateway = GatewayAlone.start(bed)) {
            first();
            idle(gateway, "no job waiting");
            before = gateway.memory();
            long start = System.nanoTime();
            for (int i = 0; i < count; i++) {
                put(3_600_000 + random.nextInt(36_000_000));
            }
            producer.flush();
            System.out.printf("%,d jobs put in %.1f s%n", count, seconds(start));
            idle(gateway, String.format("%,d jobs waiting", count));
            GatewayAlone.Memory after = gateway.memory();
            System.out.printf(
                    "memory: heap %.1f MB with none, %.1f MB with %,d; process %.0f and %.0f MB%n",
                    before.heap() / 1e6,
                    after.heap() / 1e6,
                    count,
                    before.resident() / 1e6,
                    after.resident() / 1e6);
        }
        restarts();
        try (GatewayAlone gateway = GatewayAlone.start(bed)) {
            first();
            load(gateway);
        }
    }

    /// From the start of a gateway's process to the first job that it moves, after one that stopped
    /// and after one that was killed.
    private void restarts() {
        String id = put(1);
        producer.flush();
        long start = System.nanoTime();
        GatewayAlone killed = GatewayAlone.start(bed);
        double listens = seconds(start);
        await(id);
        System.out.printf(
                "restart after a stop: listens after %.1f s, first job moved after %.1f s%n",
                listens, seconds(start));
        killed.kill();
        id = put(1);
        producer.flush();
        start = System.nanoTime();
        try (GatewayAlone gateway = GatewayAlone.start(bed)) {
            await(id);
            System.out.printf(
                    "restart after kill -9: first job moved after %.1f s (port %d)%n",
                    seconds(start), gateway.port());
        }
    }

    private void load(GatewayAlone gateway) throws Exception {
        int count = RATE * SECONDS;
        long written = written();
        Map<String, Long> sizes = sizes();
        Duration cpu = gateway.cpu();
        long start = System.nanoTime();
        Set<String> ids = new HashSet<>();
        Thread writer =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    for (int i = 0; i < count; i++) {
                                        long at = start + i * (1_000_000_000L / RATE);
                                        long wait = at - System.nanoTime();
                                        if (wait > 0) {
                                            LockSupport.parkNanos(wait);
                                        }
                                        ids.add(put(random.nextInt(LONGEST_DELAY) + 1));
                                    }
                                });
        writer.join();
        long[] late = late(ids);
        double used = (gateway.cpu().toNanos() - cpu.toNanos()) / 1e9 / seconds(start);
        System.out.printf(
                "%,d jobs with delays up to %d s, %,d due a second: due to appended least %d, p50"
                        + " %d, p99 %d, p99.9 %d, most %d ms; early: %d; gateway %.0f %% of a"
                        + " processor%n",
                count,
                LONGEST_DELAY / 1_000,
                RATE,
                late[0],
                late[late.length / 2],
                late[(int) (late.length * 0.99)],
                late[(int) (late.length * 0.999)],
                late[late.length - 1],
                Arrays.stream(late).filter(one -> one < 0).count(),
                used * 100);
        long records = written() - written;
        long bytes = 0;
        for (Map.Entry<String, Long> size : sizes().entrySet()) {
            bytes += size.getValue() - sizes.getOrDefault(size.getKey(), 0L);
        }
        System.out.printf(
                "written for each of them: %.2f records on rungs and express, %,d bytes on disk%n",
                (double) records / count, bytes / count);
        int hops = 0;
        int samples = 100_000;
        for (int i = 0; i < samples; i++) {
            hops += hops(random.nextLong(Duration.ofHours(12).toMillis()));
        }
        System.out.printf(
                "records for a delay of 1 min %d, 1 h %d, 1 d %d; on average up to 12 h %.1f%n",
                hops(60_000), hops(3_600_000), hops(86_400_000), (double) hops / samples);
    }

    /// The records that a delay makes: one a rung, and the one on express.
    private static int hops(long delay) {
        long rest = delay;
        int hops = 2;
        while (rest - Rung.below(rest).millis() >= Rung.TIMER.toMillis()) {
            rest -= Rung.below(rest).millis();
            hops++;
        }
        return hops;
    }

    /// Waits until the gateway moves jobs.
    private void first() {
        String id = put(1);
        producer.flush();
        await(id);
    }

    private void idle(GatewayAlone gateway, String when) throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        never.await(10, TimeUnit.SECONDS);
        long cpu = gateway.cpu().toNanos();
        Bed.Cpu broker = bed.cpu();
        never.await(IDLE.toSeconds(), TimeUnit.SECONDS);
        System.out.printf(
                "idle with %s: gateway %.1f %% of a processor, broker %.1f %%%n",
                when,
                100.0 * (gateway.cpu().toNanos() - cpu) / IDLE.toNanos(),
                100.0 * (bed.cpu().broker() - broker.broker()) / IDLE.toNanos());
    }

    /// Waits for a job. Copies of earlier ones may come as well, after a kill.
    private void await(String id) {
        boolean come = false;
        while (!come) {
            for (ConsumerRecord<byte[], byte[]> record : express.poll(Duration.ofMillis(100))) {
                come |= id.equals(text(record, "ce_id"));
            }
        }
    }

    /// Waits for some jobs, and tells how late each was.
    private long[] late(Set<String> ids) {
        long[] late = new long[ids.size()];
        Set<String> missing = new HashSet<>(ids);
        while (!missing.isEmpty()) {
            for (ConsumerRecord<byte[], byte[]> record : express.poll(Duration.ofMillis(100))) {
                if (missing.remove(text(record, "ce_id"))) {
                    byte[] envelope = record.headers().lastHeader("towpath").value();
                    late[missing.size()] =
                            record.timestamp() - EnvelopeCodec.decode(envelope).dueAt();
                }
            }
        }
        Arrays.sort(late);
        return late;
    }

    private static String text(ConsumerRecord<byte[], byte[]> record, String header) {
        return new String(record.headers().lastHeader(header).value(), StandardCharsets.UTF_8);
    }

    /// Puts a job on the ladder, and gives its id.
    private String put(long delay) {
        var id = issuer.random(Bed.QUEUE, random.nextInt(bed.partitions()));
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(
                        bed.topics().delay(Rung.below(delay)),
                        id.toString().getBytes(StandardCharsets.UTF_8),
                        payload);
        JobHeaders.write(
                record.headers(),
                id.toString(),
                "/clients/bench",
                Jobs.TYPE.getBytes(StandardCharsets.UTF_8),
                true,
                null,
                new JobEnvelope(
                        0,
                        0,
                        0,
                        random.nextLong(),
                        System.currentTimeMillis(),
                        delay,
                        0,
                        0,
                        1,
                        JobEnvelope.OFF_LADDER | JobEnvelope.RELATIVE,
                        "bench",
                        "",
                        "",
                        List.of(),
                        ""));
        var _ = producer.send(record);
        return id.toString();
    }

    /// How many records the rungs and express have had.
    private long written() throws Exception {
        Map<TopicPartition, OffsetSpec> all = new HashMap<>();
        for (Rung rung : Rung.values()) {
            partitions(bed.topics().delay(rung), Bed.DELAY_PARTITIONS)
                    .forEach(partition -> all.put(partition, OffsetSpec.latest()));
        }
        partitions(bed.topics().express(Bed.QUEUE), bed.partitions())
                .forEach(partition -> all.put(partition, OffsetSpec.latest()));
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bed.bootstrap()))) {
            return admin.listOffsets(all).all().get().values().stream()
                    .mapToLong(one -> one.offset())
                    .sum();
        }
    }

    /// The bytes on disk of the rungs and express, by partition.
    private Map<String, Long> sizes() throws Exception {
        Map<String, Long> sizes = new HashMap<>();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bed.bootstrap()))) {
            for (var dirs : admin.describeLogDirs(List.of(1)).allDescriptions().get().values()) {
                for (LogDirDescription dir : dirs.values()) {
                    dir.replicaInfos().forEach((p, info) -> sizes.put(p.toString(), info.size()));
                }
            }
        }
        sizes.keySet().removeIf(name -> !name.contains(".delay.") && !name.contains(".express."));
        return sizes;
    }

    private static List<TopicPartition> partitions(String topic, int count) {
        List<TopicPartition> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(new TopicPartition(topic, i));
        }
        return all;
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }
}
