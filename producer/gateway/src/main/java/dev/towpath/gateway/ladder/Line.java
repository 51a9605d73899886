package dev.towpath.gateway.ladder;

import dev.towpath.schemas.topic.Rung;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;

/// One partition of a rung, as long as this gateway has it: the first of its waiting jobs, and how
/// far everything before is elsewhere. All jobs of a rung wait equally long, so the first to come
/// is the first to go.
final class Line {
    /// How many waiting jobs are in memory at most.
    static final int MOST_HEADS = 500;

    /// How many bytes these have at most, unless a single one has more.
    static final int MOST_BYTES = 512 * 1024;

    /// What an object in memory takes besides the bytes of its record.
    private static final int OVERHEAD = 600;

    private final TopicPartition partition;
    private final Rung rung;
    private final Deque<Head> heads = new ArrayDeque<>();
    private final Deque<Step> steps = new ArrayDeque<>();
    private long headBytes;
    private long position = -1;
    private long committed = -1;
    private int inFlight;
    private boolean closed;

    Line(TopicPartition partition, Rung rung) {
        this.partition = partition;
        this.rung = rung;
    }

    private record Head(ConsumerRecord<byte[], byte[]> record, int bytes) {}

    /// One record that was taken from the partition; done when its job is elsewhere.
    static final class Step {
        private final long offset;
        private boolean done;

        private Step(long offset) {
            this.offset = offset;
        }
    }

    TopicPartition partition() {
        return partition;
    }

    Rung rung() {
        return rung;
    }

    /// Takes as many of the records that follow as there is room for.
    ///
    /// @return the offset of the first one that there was no room for
    OptionalLong take(List<ConsumerRecord<byte[], byte[]>> records) {
        for (ConsumerRecord<byte[], byte[]> record : records) {
            int bytes = bytes(record);
            if (heads.size() == MOST_HEADS || !heads.isEmpty() && headBytes + bytes > MOST_BYTES) {
                return OptionalLong.of(record.offset());
            }
            heads.add(new Head(record, bytes));
            headBytes += bytes;
        }
        return OptionalLong.empty();
    }

    /// Whether no more should be fetched for now.
    boolean full() {
        return heads.size() > MOST_HEADS / 2 || headBytes > MOST_BYTES / 2;
    }

    /// The job that is next to go on.
    Optional<ConsumerRecord<byte[], byte[]>> first() {
        return Optional.ofNullable(heads.peekFirst()).map(Head::record);
    }

    /// When the next job goes on, milliseconds since 1970 by the broker's clock; empty when none
    /// is in memory.
    OptionalLong next() {
        Head first = heads.peekFirst();
        return first == null
                ? OptionalLong.empty()
                : OptionalLong.of(first.record().timestamp() + rung.millis());
    }

    /// Takes the first one out of the line, to be sent elsewhere.
    Step begin() {
        Head first = heads.removeFirst();
        headBytes -= first.bytes();
        Step step = new Step(first.record().offset());
        steps.add(step);
        position = first.record().offset() + 1;
        return step;
    }

    void done(Step step) {
        step.done = true;
        while (!steps.isEmpty() && steps.getFirst().done) {
            steps.removeFirst();
        }
    }

    /// The offset from which a successor must read; empty while nothing was read.
    OptionalLong frontier() {
        if (!steps.isEmpty()) {
            return OptionalLong.of(steps.getFirst().offset);
        }
        Head first = heads.peekFirst();
        if (first != null) {
            return OptionalLong.of(first.record().offset());
        }
        return position < 0 ? OptionalLong.empty() : OptionalLong.of(position);
    }

    /// The frontier when it is not committed yet.
    OptionalLong uncommitted() {
        OptionalLong frontier = frontier();
        return frontier.isPresent() && frontier.getAsLong() == committed
                ? OptionalLong.empty()
                : frontier;
    }

    void committed(long offset) {
        committed = Math.max(committed, offset);
    }

    void sent() {
        inFlight++;
    }

    void answered() {
        inFlight--;
    }

    /// Whether Kafka has answered for everything that was sent.
    boolean quiet() {
        return inFlight == 0;
    }

    int heads() {
        return heads.size();
    }

    /// The partition is no longer this gateway's: forgets what was not sent.
    void close() {
        closed = true;
        heads.clear();
        headBytes = 0;
    }

    boolean closed() {
        return closed;
    }

    long bytes() {
        return headBytes;
    }

    /// What a record takes in memory. Reads every header, and so loosens it from the answer that it
    /// came in, which would stay in memory as a whole.
    static int bytes(ConsumerRecord<byte[], byte[]> record) {
        int headers = 0;
        for (Header header : record.headers()) {
            byte[] value = header.value();
            headers += 100 + header.key().length() + (value == null ? 0 : value.length);
        }
        return OVERHEAD
                + headers
                + Math.max(0, record.serializedKeySize())
                + Math.max(0, record.serializedValueSize());
    }
}
