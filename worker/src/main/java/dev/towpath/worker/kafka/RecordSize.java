package dev.towpath.worker.kafka;

import java.util.Arrays;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.utils.Utils;

/// How large a record is, on disk and in memory.
final class RecordSize {
    /// Lengths, attributes and differences to the batch's head (Kafka's record format 2), at most.
    private static final int FRAME = 32;

    /// The objects that Kafka's client makes of a header, about.
    private static final int HEADER_OBJECTS = 128;

    private RecordSize() {}

    /// What it takes to write it, in bytes, without the head of its batch.
    static long written(ConsumerRecord<byte[], byte[]> record) {
        return FRAME + keyAndValue(record) + headers(record.headers());
    }

    /// About what it holds of the heap, in bytes.
    ///
    /// @param headers of the record
    static int held(ConsumerRecord<byte[], byte[]> record, Header[] headers) {
        long bytes = keyAndValue(record) + headers(Arrays.asList(headers));
        bytes += (long) HEADER_OBJECTS * headers.length;
        return (int) Math.min(bytes, Integer.MAX_VALUE);
    }

    private static long keyAndValue(ConsumerRecord<byte[], byte[]> record) {
        return Math.max(0L, record.serializedKeySize())
                + Math.max(0L, record.serializedValueSize());
    }

    private static long headers(Iterable<Header> headers) {
        long bytes = 0;
        for (Header header : headers) {
            int key = Utils.utf8Length(header.key());
            byte[] value = header.value();
            int length = value == null ? -1 : value.length;
            bytes += lengthOf(key) + key + lengthOf(length) + Math.max(0, length);
        }
        return bytes;
    }

    /// How many bytes a length takes that is written as Kafka does: zigzag, seven bits a byte.
    private static int lengthOf(int number) {
        int zigzag = number << 1 ^ number >> 31;
        return zigzag == 0 ? 1 : (38 - Integer.numberOfLeadingZeros(zigzag)) / 7;
    }
}
