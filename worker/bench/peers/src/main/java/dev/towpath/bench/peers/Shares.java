package dev.towpath.bench.peers;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.common.config.ConfigResource;

/// Share consumers (KIP-932), as many as partitions: each does all that it has polled at a time, a
/// virtual thread a record, as many as may be in flight over all, then acknowledges each, and
/// commits with the next poll.
final class Shares {
    private static final Duration A_WHILE = Duration.ofMillis(100);

    private Shares() {}

    static void start(Reading reading, Work work) {
        fromTheBeginning(reading);
        Map<String, Object> properties = new HashMap<>(reading.properties());
        properties.remove("auto.offset.reset");
        properties.put("share.acknowledgement.mode", "explicit");
        Semaphore room = new Semaphore(reading.inFlight());
        Runnable one =
                () -> {
                    room.acquireUninterruptibly();
                    work.run();
                    room.release();
                };
        for (int i = 0; i < reading.partitions(); i++) {
            Thread.ofPlatform().daemon().start(() -> read(properties, reading.topic(), one));
        }
    }

    private static void read(Map<String, Object> properties, String topic, Runnable work) {
        try (KafkaShareConsumer<String, byte[]> consumer = new KafkaShareConsumer<>(properties);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            consumer.subscribe(List.of(topic));
            while (true) {
                ConsumerRecords<String, byte[]> records = consumer.poll(A_WHILE);
                List<Future<?>> all = new ArrayList<>(records.count());
                for (ConsumerRecord<String, byte[]> _ : records) {
                    all.add(threads.submit(work));
                }
                for (Future<?> one : all) {
                    one.get();
                }
                for (ConsumerRecord<String, byte[]> one : records) {
                    consumer.acknowledge(one, AcknowledgeType.ACCEPT);
                }
            }
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void fromTheBeginning(Reading reading) {
        ConfigResource group = new ConfigResource(ConfigResource.Type.GROUP, reading.group());
        Collection<AlterConfigOp> earliest =
                List.of(
                        new AlterConfigOp(
                                new ConfigEntry("share.auto.offset.reset", "earliest"),
                                AlterConfigOp.OpType.SET));
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", reading.bootstrap()))) {
            admin.incrementalAlterConfigs(Map.of(group, earliest)).all().get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }
}
