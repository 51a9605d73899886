package dev.towpath.schemas.wire;

import static dev.towpath.schemas.wire.JobEnvelope.MAX_BATCH_BYTES;
import static dev.towpath.schemas.wire.JobEnvelope.MAX_CLIENT_BYTES;
import static dev.towpath.schemas.wire.JobEnvelope.MAX_DEDUP_KEY_BYTES;
import static dev.towpath.schemas.wire.JobEnvelope.MAX_DEPLOYMENT_BYTES;
import static dev.towpath.schemas.wire.JobEnvelope.MAX_TAGS;
import static dev.towpath.schemas.wire.JobEnvelope.MAX_TAG_BYTES;

import java.util.ArrayList;
import java.util.List;

/// Writes and reads the header `towpath`: one byte of format, one of level, then the fields of
/// `JobEnvelope.avsc` in Avro binary.
///
/// A level only appends fields. A reader of level N therefore reads the fields it knows of a header
/// of level N+1 and leaves the rest; of level N it must read every byte.
public final class EnvelopeCodec {
    /// The name of the header.
    public static final String HEADER = "towpath";

    /// The longest header that is read, in bytes.
    public static final int MAX_BYTES = 8 * 1024;

    static final int LEVEL = 1;

    private static final WireFormat FORMAT = new WireFormat("envelope", 1, LEVEL);

    private EnvelopeCodec() {}

    /// @throws IllegalArgumentException when a text is longer than its bound
    public static byte[] encode(JobEnvelope envelope) {
        WireWriter out = new WireWriter(96);
        FORMAT.open(out);
        out.writeLong(envelope.attempt());
        out.writeLong(envelope.generation());
        out.writeLong(envelope.hop());
        out.writeLong(envelope.nonce());
        out.writeLong(envelope.acceptedAt());
        out.writeLong(envelope.dueAt());
        out.writeLong(envelope.expiresAt());
        out.writeLong(envelope.windowMillis());
        out.writeLong(envelope.checksum());
        out.writeLong(envelope.flags());
        out.writeString("client", envelope.client(), MAX_CLIENT_BYTES);
        out.writeString("dedupKey", envelope.dedupKey(), MAX_DEDUP_KEY_BYTES);
        out.writeString("batch", envelope.batch(), MAX_BATCH_BYTES);
        writeTags(envelope.tags(), out);
        out.writeString("deployment", envelope.deployment(), MAX_DEPLOYMENT_BYTES);
        return out.toBytes();
    }

    /// @throws MalformedException when the bytes are not an envelope
    /// @throws NewerFormatException when they are one of a format that this version does not know
    public static JobEnvelope decode(byte[] bytes) {
        if (bytes.length > MAX_BYTES) {
            throw new MalformedException(
                    "envelope: expected at most " + MAX_BYTES + " bytes, got " + bytes.length);
        }
        int level = FORMAT.level(bytes);
        WireReader in = FORMAT.body(bytes);
        JobEnvelope envelope =
                new JobEnvelope(
                        in.readInt("attempt", 0, 10_000),
                        in.readInt("generation", 0, 4_000),
                        in.readInt("hop", 0, Integer.MAX_VALUE),
                        in.readLong(),
                        in.readLong(),
                        in.readLong(),
                        in.readLong(),
                        in.readLong(),
                        in.readLong(),
                        in.readInt("flags", 0, 0xffff),
                        in.readKnown("client", MAX_CLIENT_BYTES),
                        in.readString("dedupKey", MAX_DEDUP_KEY_BYTES),
                        in.readString("batch", MAX_BATCH_BYTES),
                        readTags(in),
                        in.readKnown("deployment", MAX_DEPLOYMENT_BYTES));
        FORMAT.close(in, level);
        return envelope;
    }

    static void writeTags(List<String> tags, WireWriter out) {
        if (tags.size() > MAX_TAGS) {
            throw new IllegalArgumentException(
                    "tags: expected at most " + MAX_TAGS + ", got " + tags.size());
        }
        if (!tags.isEmpty()) {
            out.writeLong(tags.size());
            tags.forEach(tag -> out.writeString("tags", tag, MAX_TAG_BYTES));
        }
        out.writeByte(0);
    }

    static List<String> readTags(WireReader in) {
        int count = in.readInt("tags", 0, MAX_TAGS);
        if (count == 0) {
            return List.of();
        }
        List<String> tags = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            tags.add(in.readString("tags", MAX_TAG_BYTES));
        }
        in.readInt("end of tags", 0, 0);
        return tags;
    }
}
