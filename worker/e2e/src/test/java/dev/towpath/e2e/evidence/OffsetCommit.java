package dev.towpath.e2e.evidence;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// A committed offset, as a record of `__consumer_offsets` says it. The form is that of
/// OffsetCommitKey.json and OffsetCommitValue.json in Kafka's group coordinator: a version, then
/// for a key of version 0 or 1 group, topic and partition, and first in every value the offset.
record OffsetCommit(String group, String topic, int partition, long offset) {
    private static final short LAST_KEY_OF_OFFSETS = 1;

    /// Reads a record; empty when it is about something else, or takes an offset back.
    static Optional<OffsetCommit> of(Entry entry) {
        ByteBuffer key = entry.record().key();
        ByteBuffer value = entry.record().value();
        if (key == null || value == null || key.getShort() > LAST_KEY_OF_OFFSETS) {
            return Optional.empty();
        }
        value.getShort();
        return Optional.of(new OffsetCommit(text(key), text(key), key.getInt(), value.getLong()));
    }

    private static String text(ByteBuffer in) {
        byte[] bytes = new byte[in.getShort()];
        in.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
