package dev.towpath.bench;

import dev.towpath.schemas.config.GroupProtocol;
import dev.towpath.schemas.id.JobId;
import dev.towpath.schemas.ledger.Mark;
import dev.towpath.schemas.ledger.MarkCodec;
import dev.towpath.schemas.ledger.State;
import dev.towpath.worker.core.QueuePartition;
import dev.towpath.worker.kafka.BrokerClients;
import dev.towpath.worker.kafka.LedgerMemory;
import dev.towpath.worker.kafka.Restored;
import dev.towpath.worker.kafka.Restorer;
import dev.towpath.worker.thread.Threads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/// How many marks a second are restored when a partition is opened, and what a key of the table
/// costs.
public final class RestoreRate {
    private static final int ROUNDS = 5;

    /// Marks of jobs that came by express say nothing of how long the topic of jobs must be, which
    /// is empty here.
    private static final int EXPRESS = 1;

    private RestoreRate() {}

    static void run(int marks) throws Exception {
        rates(marks, ROUNDS);
    }

    /// Marks a second, once a round.
    public static List<Double> rates(int marks, int rounds) throws Exception {
        List<Double> rates = new ArrayList<>();
        try (Bed bed = new Bed(1)) {
            write(bed, marks);
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", bed.bootstrap()))) {
                for (int round = 0; round < rounds; round++) {
                    rates.add(restore(bed, admin));
                }
            }
        }
        return rates;
    }

    private static double restore(Bed bed, Admin admin) throws Exception {
        CompletableFuture<Restored> result = new CompletableFuture<>();
        try (Restorer restorer =
                new Restorer(
                        new BrokerClients(
                                Map.of("bootstrap.servers", bed.bootstrap()),
                                bed.topics().workerGroup(),
                                GroupProtocol.CONSUMER,
                                admin),
                        Threads.ofJvm(),
                        bed.topics(),
                        new LedgerMemory(),
                        4L << 30,
                        result::complete)) {
            restorer.restore(new QueuePartition(Bed.QUEUE, 0), 1, () -> true);
            if (result.get() instanceof Restored.Ready ready) {
                double rate = ready.marks() / (ready.nanos() / 1e9);
                System.out.printf(
                        "%,d marks in %.2f s: %,.0f marks/s; %.1f bytes a key%n",
                        ready.marks(),
                        ready.nanos() / 1e9,
                        rate,
                        (double) ready.ledger().bytes() / ready.ledger().size());
                return rate;
            }
            throw new IllegalStateException("not restored: " + result.get());
        }
    }

    private static void write(Bed bed, int marks) {
        long now = System.currentTimeMillis();
        Random random = new Random(4);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        Map.of(
                                "bootstrap.servers",
                                bed.bootstrap(),
                                "linger.ms",
                                20,
                                "batch.size",
                                256 * 1024),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            for (int i = 0; i < marks; i++) {
                Mark mark =
                        new Mark(
                                State.DONE,
                                0,
                                1,
                                0,
                                random.nextLong(),
                                EXPRESS,
                                i,
                                random.nextLong(),
                                now,
                                now + 5,
                                now + 9,
                                Duration.ofHours(24).toMillis(),
                                0,
                                "bench",
                                "",
                                "",
                                Jobs.TYPE);
                var sent =
                        producer.send(
                                new ProducerRecord<>(
                                        bed.topics().ledger(Bed.QUEUE),
                                        0,
                                        JobId.tailBytes(
                                                random.nextLong() | Long.MIN_VALUE,
                                                random.nextLong()),
                                        MarkCodec.encode(mark)));
                if (sent.isCancelled()) {
                    throw new IllegalStateException("a send was cancelled");
                }
            }
            producer.flush();
        }
    }
}
