package dev.towpath.worker.kafka;

import java.nio.ByteBuffer;
import java.util.Map;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/// Keys and values as they are, but no more than fits into memory: a few kilobytes from the broker
/// can decompress to any number of bytes, of which Kafka's client bounds neither those of a record
/// nor those of a poll.
///
/// For the thread that polls. Kafka's client takes the exception beyond the bound of a poll as the
/// end of that poll: it returns what it has, and asks again for the same record at the next.
public final class BoundedBytes implements Deserializer<byte[]> {
    /// The largest key or value that is handed over, in bytes: far more than a jobs topic
    /// takes. A larger one becomes an empty one; the record still knows how large it was.
    static final int MOST_A_RECORD = 8 << 20;

    private static final long MOST_A_POLL = 32L << 20;

    private final int mostARecord;
    private long polled;

    public BoundedBytes() {
        this(MOST_A_RECORD);
    }

    BoundedBytes(int mostARecord) {
        this.mostARecord = mostARecord;
    }

    /// To be called before each poll.
    public void nextPoll() {
        polled = 0;
    }

    @Override
    public byte @Nullable [] deserialize(String topic, byte @Nullable [] data) {
        return data == null ? null : deserialize(topic, null, ByteBuffer.wrap(data));
    }

    @Override
    public byte @Nullable [] deserialize(
            String topic, @Nullable Headers headers, @Nullable ByteBuffer data) {
        if (data == null) {
            return null;
        }
        int bytes = data.remaining();
        if (bytes > mostARecord) {
            return new byte[0];
        }
        if (polled > 0 && polled + bytes > MOST_A_POLL) {
            throw new SerializationException("enough for one poll");
        }
        polled += bytes;
        return Utils.toArray(data);
    }

    /// Kafka's client logs it, as an error, when a poll ends at its bound.
    @Override
    public String toString() {
        return "no error: a poll ends at " + (MOST_A_POLL >> 20) + " MiB";
    }

    @Override
    public void configure(Map<String, ?> settings, boolean isKey) {
        // Nothing of Kafka's settings is for it.
    }
}
