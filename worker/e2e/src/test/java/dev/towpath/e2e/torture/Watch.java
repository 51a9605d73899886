package dev.towpath.e2e.torture;

import dev.towpath.e2e.fleet.Installation;
import dev.towpath.schemas.id.JobId;
import dev.towpath.schemas.ledger.Mark;
import dev.towpath.schemas.ledger.MarkCodec;
import dev.towpath.schemas.ledger.State;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/// Reads the ledger as it grows, for the live line: which jobs have ended, and how.
final class Watch implements AutoCloseable {
    private final Installation installation;
    private final Promises promises;
    private final Map<State, Long> ends = new EnumMap<>(State.class);
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread;

    Watch(Installation installation, Promises promises) {
        this.installation = installation;
        this.promises = promises;
        this.thread = Thread.ofPlatform().name("watch").start(this::read);
    }

    /// How many jobs have ended in a state, each generation once a mark.
    synchronized long ended(State state) {
        return ends.getOrDefault(state, 0L);
    }

    @Override
    public void close() {
        stop.countDown();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void read() {
        String topic = installation.topics().ledger(Installation.QUEUE);
        List<TopicPartition> partitions = new ArrayList<>();
        for (int p = 0; p < installation.partitions(); p++) {
            partitions.add(new TopicPartition(topic, p));
        }
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        Map.of(
                                "bootstrap.servers",
                                installation.bootstrap(),
                                "isolation.level",
                                "read_committed",
                                "enable.auto.commit",
                                false),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer())) {
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            while (!stop.await(0, TimeUnit.MILLISECONDS)) {
                poll(consumer);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void poll(KafkaConsumer<byte[], byte[]> consumer) {
        try {
            consumer.poll(Duration.ofMillis(200)).forEach(this::take);
        } catch (KafkaException e) {
            // It goes on when it can; what judges in the end are the logs.
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        Mark mark = MarkCodec.decode(record.value());
        if (!mark.state().isEnd() || mark.state() == State.CONFLICT) {
            return;
        }
        String key = new String(record.key(), StandardCharsets.ISO_8859_1);
        String tail = key.substring(0, JobId.TAIL_LENGTH);
        promises.ended(Installation.QUEUE + "_" + record.partition() + "_" + tail);
        count(mark.state());
    }

    private synchronized void count(State state) {
        ends.merge(state, 1L, Long::sum);
    }
}
