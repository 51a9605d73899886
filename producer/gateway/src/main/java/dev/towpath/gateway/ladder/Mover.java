package dev.towpath.gateway.ladder;

import dev.towpath.gateway.observe.GatewayMetrics;
import dev.towpath.schemas.config.TowpathConfig;
import dev.towpath.schemas.presence.Identity;
import dev.towpath.schemas.presence.Presence;
import dev.towpath.schemas.presence.PresenceCodec;
import dev.towpath.schemas.topic.TopicNames;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One membership in the group of those who move jobs down the ladder: the consumer, the lines of
/// its partitions, and the round that it goes again and again. All by one thread.
final class Mover implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Mover.class);

    /// After a longer gap between two polls others may have the partitions.
    private static final Duration GAP = Duration.ofSeconds(3);

    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final long COMMIT_EVERY = Duration.ofMillis(250).toNanos();
    private static final long BEAT_EVERY = Duration.ofSeconds(1).toNanos();
    private static final long IDLE_BEAT_EVERY = Duration.ofSeconds(2).toNanos();
    private static final long LONGEST_WAIT = 500;
    private static final long SHORT_WAIT = 5;
    private static final long UNKNOWN_WAIT = 100;

    private final InstantSource wall;
    private final BrokerClock clock = new BrokerClock();
    private final Sends sends;
    private final Moves moves;
    private final String presence;
    private final Identity who;
    private final Consumer<byte[], byte[]> consumer;
    private final Rungs rungs;
    private final Map<TopicPartition, Line> lines = new LinkedHashMap<>();
    private long committedAt = System.nanoTime();
    private long beatAt = System.nanoTime() - IDLE_BEAT_EVERY;
    private long wallAtPoll;
    private boolean proven = true;
    private volatile boolean moving;
    private volatile long polledAt = System.nanoTime();
    private volatile int heads;
    private volatile int timers;
    private volatile long bytes;
    private volatile String obstacle = "";
    private volatile BooleanSupplier staying = () -> true;

    Mover(TowpathConfig config, InstantSource wall, GatewayMetrics metrics, Identity who) {
        TopicNames topics = config.topicNames();
        this.wall = wall;
        this.wallAtPoll = wall.millis();
        this.consumer = Rungs.consumer(config);
        this.rungs = new Rungs(config, consumer);
        this.sends = new Sends(config.kafka(), clock);
        Places places = new Places(topics, rungs::partitionsNow);
        this.moves = new Moves(topics, sends, places, metrics);
        this.presence = topics.presence();
        this.who = who;
    }

    /// Moves jobs until told to stop; returns at once when topics are absent.
    void run(BooleanSupplier goOn) {
        List<String> absent = rungs.absent();
        if (!absent.isEmpty()) {
            obstacle =
                    String.join(", ", absent)
                            + " do not exist; make them with 'towpath topics apply'";
            return;
        }
        staying = goOn;
        consumer.subscribe(rungs.topics(), new Handover());
        moving = true;
        while (goOn.getAsBoolean()) {
            round();
        }
    }

    private void round() {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(Duration.ofMillis(waitMillis()));
        prove();
        take(records);
        pump(Duration.ZERO);
        OptionalLong now = clock.millis(System.nanoTime());
        if (proven && now.isPresent()) {
            moves.move(lines.values(), now.getAsLong(), this::mayGoOn);
        }
        holdBack();
        commit();
        beat(now.isEmpty());
        show();
    }

    /// A send must not come from one who has been away: the partition may be another's by now.
    private boolean mayGoOn() {
        return System.nanoTime() - polledAt < GAP.toNanos();
    }

    /// Makes sure, after a gap, that the partitions are still this gateway's: Kafka takes a commit
    /// from nobody else. Without gap Kafka's client sees to it by its heartbeats. The machine's
    /// clock is asked too, because the other one stands still while a machine sleeps.
    private void prove() {
        long nanos = System.nanoTime();
        long millis = wall.millis();
        boolean away =
                nanos - polledAt > GAP.toNanos() || Math.abs(millis - wallAtPoll) > GAP.toMillis();
        polledAt = nanos;
        wallAtPoll = millis;
        if (away) {
            clock.forget();
            proven = false;
        }
        if (proven) {
            return;
        }
        try {
            consumer.commitSync(frontiers(lines.values()), PATIENCE);
            proven = true;
        } catch (CommitFailedException | RebalanceInProgressException | TimeoutException e) {
            LOG.info("the ladder's partitions may be another's by now: {}", e.toString());
        }
        polledAt = System.nanoTime();
        wallAtPoll = wall.millis();
    }

    private void take(ConsumerRecords<byte[], byte[]> records) {
        for (TopicPartition partition : records.partitions()) {
            Line line = lines.get(partition);
            if (line != null) {
                line.take(records.records(partition))
                        .ifPresent(offset -> consumer.seek(partition, offset));
            }
        }
    }

    /// Takes Kafka's answers in.
    private void pump(Duration patience) {
        Optional<Sends.Answer> answer = sends.next(patience);
        while (answer.isPresent()) {
            moves.answered(answer.get());
            answer = sends.next(Duration.ZERO);
        }
    }

    private void holdBack() {
        List<TopicPartition> full = new ArrayList<>();
        List<TopicPartition> open = new ArrayList<>();
        lines.forEach((partition, line) -> (line.full() ? full : open).add(partition));
        consumer.pause(full);
        consumer.resume(open);
    }

    private void commit() {
        long now = System.nanoTime();
        if (now - committedAt < COMMIT_EVERY) {
            return;
        }
        committedAt = now;
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        for (Line line : lines.values()) {
            line.uncommitted()
                    .ifPresent(at -> offsets.put(line.partition(), new OffsetAndMetadata(at)));
        }
        if (!offsets.isEmpty()) {
            consumer.commitAsync(offsets, this::committed);
        }
    }

    private void committed(
            Map<TopicPartition, OffsetAndMetadata> offsets, @Nullable Exception failure) {
        if (failure != null) {
            LOG.debug("the ladder's offsets are committed with the next ones", failure);
            return;
        }
        offsets.forEach(
                (partition, offset) -> {
                    Line line = lines.get(partition);
                    if (line != null) {
                        line.committed(offset.offset());
                    }
                });
    }

    /// Tells of this gateway, and hears the broker's time.
    private void beat(boolean timeUnknown) {
        boolean waits = moves.next(lines.values()).isPresent() || moves.holds();
        long since = System.nanoTime() - beatAt;
        boolean due =
                since > IDLE_BEAT_EVERY
                        || waits
                                && (since > BEAT_EVERY
                                        || timeUnknown && since > UNKNOWN_WAIT * 1_000_000);
        if (due) {
            beatAt = System.nanoTime();
            List<String> partitions =
                    lines.keySet().stream().map(TopicPartition::toString).toList();
            sends.ping(presence(PresenceCodec.value(Presence.gateway(who, partitions))));
        }
    }

    private ProducerRecord<byte[], byte[]> presence(byte @Nullable [] value) {
        return new ProducerRecord<>(presence, 0, Sends.NO_TIME, Presence.key(who), value);
    }

    /// How long to wait for records: until something can go on.
    private long waitMillis() {
        OptionalLong next = moves.next(lines.values());
        if (next.isEmpty()) {
            return sends.inFlight() > 0 ? SHORT_WAIT : LONGEST_WAIT;
        }
        OptionalLong now = clock.millis(System.nanoTime());
        if (now.isEmpty()) {
            return sends.pinging() && sends.obstacle().isEmpty() ? 1 : UNKNOWN_WAIT;
        }
        if (sends.pauseNanos() > 0) {
            return Math.min(LONGEST_WAIT, sends.pauseNanos() / 1_000_000 + 1);
        }
        long wait = next.getAsLong() - now.getAsLong();
        return wait <= 0 ? SHORT_WAIT : Math.min(wait, LONGEST_WAIT);
    }

    private void show() {
        int count = 0;
        long size = moves.timerBytes();
        for (Line line : lines.values()) {
            count += line.heads();
            size += line.bytes();
        }
        heads = count;
        bytes = size;
        timers = moves.timers();
    }

    int timers() {
        return timers;
    }

    int heads() {
        return heads;
    }

    long bytes() {
        return bytes;
    }

    /// Why jobs do not go on; empty when they do.
    String obstacle() {
        return obstacle.isEmpty() ? sends.obstacle() : obstacle;
    }

    /// Whether it has all that it needs, and goes its rounds.
    boolean moving() {
        return moving;
    }

    /// How long ago it last came round.
    long idleNanos() {
        return System.nanoTime() - polledAt;
    }

    /// Makes a poll return. May be called by any thread.
    void wakeup() {
        consumer.wakeup();
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(PATIENCE));
        if (!staying.getAsBoolean()) {
            sends.leave(presence(null));
        }
        sends.close();
    }

    private static Map<TopicPartition, OffsetAndMetadata> frontiers(Collection<Line> lines) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        for (Line line : lines) {
            line.frontier()
                    .ifPresent(at -> offsets.put(line.partition(), new OffsetAndMetadata(at)));
        }
        return offsets;
    }

    /// What becomes of the lines when partitions come and go.
    private final class Handover implements ConsumerRebalanceListener {
        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            for (TopicPartition partition : partitions) {
                lines.put(partition, new Line(partition, rungs.of(partition)));
            }
        }

        /// Puts what waits in timers back on the first rung, waits a moment for Kafka's answers,
        /// commits how far everything is elsewhere, and forgets the rest: it is the next owner's.
        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            List<Line> going = going(partitions);
            if (going.isEmpty()) {
                return;
            }
            putBack(going);
            try {
                consumer.commitSync(frontiers(going), PATIENCE);
            } catch (WakeupException e) {
                LOG.debug("stopped while the ladder's partitions were handed over");
            } catch (KafkaException e) {
                LOG.info("the next owner of {} repeats a little: {}", partitions, e.toString());
            }
            drop(going);
        }

        private void putBack(List<Line> going) {
            long end = System.nanoTime() + PATIENCE.toNanos();
            Deque<Job> jobs = moves.takeOf(going);
            while ((!jobs.isEmpty() || going.stream().anyMatch(line -> !line.quiet()))
                    && System.nanoTime() - end < 0) {
                while (!jobs.isEmpty() && sends.open()) {
                    moves.handOver(jobs.removeFirst());
                }
                pump(Duration.ofMillis(SHORT_WAIT));
            }
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            drop(going(partitions));
        }

        private List<Line> going(Collection<TopicPartition> partitions) {
            List<Line> going = new ArrayList<>();
            for (TopicPartition partition : partitions) {
                Line line = lines.get(partition);
                if (line != null) {
                    going.add(line);
                }
            }
            return going;
        }

        private void drop(List<Line> going) {
            moves.takeOf(going);
            for (Line line : going) {
                line.close();
                lines.remove(line.partition());
            }
        }
    }
}
