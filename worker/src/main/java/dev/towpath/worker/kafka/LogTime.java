package dev.towpath.worker.kafka;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The time of a partition's log: about when what is read next was sent, or came off the ladder;
/// where nothing is to be read, when the ledger was written last.
///
/// A duplicate is told by what the ledger held then, not by what it would hold now. The machine's
/// own clock has no part in it: one that is ahead would forget what a duplicate waits for.
final class LogTime {
    private static final Logger log = LoggerFactory.getLogger(LogTime.class);
    private static final Duration LOOK = Duration.ofSeconds(10);
    private static final long NOTHING_TO_READ = Long.MAX_VALUE;
    private static final long UNKNOWN = 0;

    private final Questions kafka;
    private final Consumer<byte[], byte[]> consumer;
    private final BoundedBytes bytes;
    private long millis = NOTHING_TO_READ;

    LogTime(Questions kafka, Consumer<byte[], byte[]> consumer, BoundedBytes bytes) {
        this.kafka = kafka;
        this.consumer = consumer;
        this.bytes = bytes;
    }

    /// Looks at what is read next of a log.
    ///
    /// @param end where it ends
    LogTime reads(TopicPartition partition, long from, long end) {
        if (from < end) {
            millis = Math.min(millis, oldest(partition, from));
        }
        return this;
    }

    /// Milliseconds since 1970; 0 where it cannot be told, with which nothing is forgotten.
    long or(TopicPartition ledger) throws ExecutionException, InterruptedException {
        if (millis != NOTHING_TO_READ) {
            return millis;
        }
        return Math.max(kafka.newest(ledger), UNKNOWN);
    }

    private long oldest(TopicPartition partition, long from) {
        consumer.assign(List.of(partition));
        consumer.seek(partition, from);
        bytes.nextPoll();
        try {
            long oldest = NOTHING_TO_READ;
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(LOOK).records(partition)) {
                oldest = Math.min(oldest, record.timestamp());
            }
            return oldest == NOTHING_TO_READ ? UNKNOWN : oldest;
        } catch (KafkaException | OutOfMemoryError e) {
            log.warn("The record at {}@{} cannot be read: {}", partition, from, e.toString());
            return UNKNOWN;
        }
    }
}
