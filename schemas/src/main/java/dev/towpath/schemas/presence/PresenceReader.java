package dev.towpath.schemas.presence;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/// Follows the presence topic on a thread of its own and tells who is alive. After a failure it
/// begins again, until it is closed.
public final class PresenceReader implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    /// The last records are enough: whoever is alive is among them, or among the next ones.
    private static final long LAST_RECORDS = 1_000;

    private final Map<String, Object> properties;
    private final TopicPartition presence;
    private final Attendance attendance = new Attendance();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Object news = new Object();
    private final Thread thread =
            Thread.ofPlatform().daemon().name("towpath-presence-reader").unstarted(this::run);
    private volatile @Nullable KafkaConsumer<byte[], byte[]> reading;
    private volatile String obstacle = "the presence topic is not read yet";

    private PresenceReader(Map<String, Object> clientProperties, String topic) {
        properties = new HashMap<>(clientProperties);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        presence = new TopicPartition(topic, 0);
    }

    /// Begins to follow the topic. Does not wait for Kafka.
    public static PresenceReader start(Map<String, Object> clientProperties, String topic) {
        PresenceReader reader = new PresenceReader(clientProperties, topic);
        reader.thread.start();
        return reader;
    }

    /// Those who are alive, by name.
    public List<Presence> alive() {
        return attendance.alive(System.nanoTime());
    }

    /// Whether everybody else is surely not alive: false in the first second, in the first five
    /// when nobody is, and while Kafka is away.
    public boolean isSure() {
        return attendance.isSure(System.nanoTime());
    }

    /// Why the topic is not followed; empty when it is.
    public String obstacle() {
        return obstacle;
    }

    /// Waits until somebody of whom one asks is alive, or until it is sure who is.
    ///
    /// @param enough whether those alive are all that one wants to know
    /// @return those alive when the waiting ended
    public List<Presence> await(Predicate<List<Presence>> enough, Duration atMost)
            throws InterruptedException {
        long end = System.nanoTime() + atMost.toNanos();
        synchronized (news) {
            while (!enough.test(alive()) && !isSure()) {
                long left = end - System.nanoTime();
                if (left <= 0) {
                    break;
                }
                news.wait(Math.min(100, left / 1_000_000 + 1));
            }
        }
        return alive();
    }

    @Override
    public void close() {
        closed.countDown();
        KafkaConsumer<byte[], byte[]> open = reading;
        if (open != null) {
            open.wakeup();
        }
        try {
            thread.join(PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (closed.getCount() > 0) {
            try (KafkaConsumer<byte[], byte[]> consumer =
                    new KafkaConsumer<>(
                            properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
                reading = consumer;
                follow(consumer);
                reading = null;
                consumer.close(CloseOptions.timeout(PAUSE));
            } catch (WakeupException | InterruptException e) {
                obstacle = "it is closed";
                return;
            } catch (KafkaException e) {
                attendance.lost();
                obstacle = presence.topic() + " cannot be read: " + e.getMessage();
                pause();
            }
        }
    }

    private void follow(KafkaConsumer<byte[], byte[]> consumer) {
        List<TopicPartition> one = List.of(presence);
        consumer.assign(one);
        long begin = consumer.beginningOffsets(one, PATIENCE).getOrDefault(presence, 0L);
        long end = consumer.endOffsets(one, PATIENCE).getOrDefault(presence, 0L);
        consumer.seek(presence, Math.max(begin, end - LAST_RECORDS));
        boolean following = false;
        while (closed.getCount() > 0) {
            if (!following && consumer.position(presence, PATIENCE) >= end) {
                following = true;
                attendance.following(System.nanoTime());
                obstacle = "";
            }
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                attendance.take(
                        record.key(), record.value(), record.timestamp(), System.nanoTime());
            }
            synchronized (news) {
                news.notifyAll();
            }
        }
    }

    private void pause() {
        try {
            if (closed.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
                obstacle = "it is closed";
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
