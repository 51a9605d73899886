package dev.towpath.gateway.dead;

import dev.towpath.schemas.audit.DealtLetter;
import dev.towpath.schemas.id.JobId;
import dev.towpath.schemas.wire.JobHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;

/// Which dead letter of each queue is the oldest that waits for somebody: none that the audit says
/// was replayed or discarded, and none of a job that has ended well since.
///
/// Of each partition it remembers how far all is dealt with, and a bit for each letter beyond. So
/// each letter is read once.
final class OpenLetters {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /// So many letters of a partition are passed over at a time; the rest the next time.
    private static final int MOST_AT_A_TIME = 20_000;

    private final Consumer<byte[], byte[]> consumer;
    private final TopicPartition audit;
    private final Predicate<JobId> endedWell;
    private final Map<TopicPartition, Care> cares = new HashMap<>();
    private long audited;

    /// How far a partition is dealt with.
    private static final class Care {
        private final BitSet dealt = new BitSet();
        private final long base;
        private long from;

        Care(long base) {
            this.base = base;
            this.from = base;
        }

        void deal(long offset) {
            long bit = offset - base;
            if (bit >= 0 && bit < Integer.MAX_VALUE) {
                dealt.set((int) bit);
            }
        }

        boolean isDealt(long offset) {
            long bit = offset - base;
            return bit >= 0 && bit < Integer.MAX_VALUE && dealt.get((int) bit);
        }
    }

    /// @param consumer in no group
    /// @param endedWell whether a job is known to have ended otherwise than dead
    OpenLetters(Consumer<byte[], byte[]> consumer, String auditTopic, Predicate<JobId> endedWell) {
        this.consumer = consumer;
        this.audit = new TopicPartition(auditTopic, 0);
        this.endedWell = endedWell;
    }

    /// When the oldest open letter of each of these topics was written, milliseconds since 1970;
    /// topics without an open letter are left out.
    Map<String, Long> oldest(Collection<String> topics) {
        topics.forEach(this::begin);
        readAudit();
        Map<String, Long> oldest = new HashMap<>();
        cares.forEach(
                (partition, care) ->
                        firstOpen(partition, care)
                                .ifPresent(at -> oldest.merge(partition.topic(), at, Math::min)));
        return oldest;
    }

    private void begin(String topic) {
        for (PartitionInfo one : consumer.partitionsFor(topic, PATIENCE)) {
            TopicPartition partition = new TopicPartition(topic, one.partition());
            long start = start(partition);
            Care care = cares.computeIfAbsent(partition, _ -> new Care(start));
            care.from = Math.max(care.from, start);
        }
    }

    private Optional<Long> firstOpen(TopicPartition partition, Care care) {
        long end = end(partition);
        int passed = 0;
        seek(partition, care.from);
        while (care.from < end) {
            for (ConsumerRecord<byte[], byte[]> letter : consumer.poll(POLL)) {
                if (passed++ > MOST_AT_A_TIME || !isClosed(care, letter)) {
                    care.from = letter.offset();
                    return Optional.of(letter.timestamp());
                }
            }
            care.from = consumer.position(partition, PATIENCE);
        }
        return Optional.empty();
    }

    private boolean isClosed(Care care, ConsumerRecord<byte[], byte[]> letter) {
        if (care.isDealt(letter.offset())) {
            return true;
        }
        Header id = letter.headers().lastHeader(JobHeaders.ID);
        return id != null
                && id.value() != null
                && JobId.parse(new String(id.value(), StandardCharsets.UTF_8))
                        .filter(endedWell)
                        .isPresent();
    }

    private void readAudit() {
        long end = end(audit);
        audited = Math.max(audited, start(audit));
        seek(audit, audited);
        while (audited < end) {
            for (ConsumerRecord<byte[], byte[]> entry : consumer.poll(POLL)) {
                if (entry.value() != null) {
                    DealtLetter.of(entry.value()).forEach(this::deal);
                }
            }
            audited = consumer.position(audit, PATIENCE);
        }
    }

    private void deal(DealtLetter letter) {
        Care care = cares.get(new TopicPartition(letter.topic(), letter.partition()));
        if (care != null) {
            care.deal(letter.offset());
        }
    }

    private void seek(TopicPartition partition, long offset) {
        consumer.assign(List.of(partition));
        consumer.seek(partition, offset);
    }

    private long start(TopicPartition partition) {
        return consumer.beginningOffsets(List.of(partition), PATIENCE).getOrDefault(partition, 0L);
    }

    private long end(TopicPartition partition) {
        return consumer.endOffsets(List.of(partition), PATIENCE).getOrDefault(partition, 0L);
    }
}
