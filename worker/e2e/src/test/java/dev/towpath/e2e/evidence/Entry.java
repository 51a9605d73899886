package dev.towpath.e2e.evidence;

import java.nio.ByteBuffer;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/// A record that readers of committed records see.
///
/// @param writer the transaction that it came with; [Writer#NONE] for none
/// @param visibleAt the offset at which it became visible: of the transaction's end, or its own
record Entry(Record record, Writer writer, long visibleAt) {
    Entry visible(long at) {
        return new Entry(record, writer, at);
    }

    long offset() {
        return record.offset();
    }

    /// As the batch says, by the broker's or the producer's clock.
    long millis() {
        return record.timestamp();
    }

    byte @Nullable [] key() {
        return bytes(record.key());
    }

    byte @Nullable [] value() {
        return bytes(record.value());
    }

    Header[] headers() {
        return record.headers();
    }

    byte @Nullable [] header(String name) {
        for (Header header : record.headers()) {
            if (header.key().equals(name)) {
                return header.value();
            }
        }
        return null;
    }

    private static byte @Nullable [] bytes(@Nullable ByteBuffer buffer) {
        return buffer == null ? null : Utils.toArray(buffer);
    }
}
