package dev.towpath.schemas.ledger;

import dev.towpath.schemas.wire.JobEnvelope;
import dev.towpath.schemas.wire.JobHeaders;
import dev.towpath.schemas.wire.MalformedException;
import dev.towpath.schemas.wire.WireFormat;
import dev.towpath.schemas.wire.WireReader;
import dev.towpath.schemas.wire.WireWriter;

/// Writes and reads the value of a ledger record: one byte of format, one of level, then the fields
/// of `Mark.avsc` in Avro binary. A level only appends fields.
public final class MarkCodec {
    static final int LEVEL = 1;

    static final WireFormat FORMAT = new WireFormat("mark", 1, LEVEL);
    private static final int MAX_TRANSACTIONAL_ID_BYTES = 300;

    private MarkCodec() {}

    public static byte[] encode(Mark mark) {
        WireWriter out = new WireWriter(96);
        FORMAT.open(out);
        out.writeLong(mark.state().number());
        out.writeLong(mark.generation());
        out.writeLong(mark.attempt());
        out.writeLong(mark.hop());
        out.writeLong(mark.nonce());
        out.writeLong(mark.source());
        out.writeLong(mark.sourceOffset());
        out.writeLong(mark.checksum());
        out.writeLong(mark.acceptedAt());
        out.writeLong(mark.startedAt());
        out.writeLong(mark.settledAt());
        out.writeLong(mark.windowMillis());
        out.writeLong(mark.flags());
        out.writeString(mark.client());
        out.writeString(mark.code());
        out.writeString(mark.reason());
        out.writeString(mark.type());
        return out.toBytes();
    }

    /// @throws MalformedException when the bytes are not a mark
    /// @throws dev.towpath.schemas.wire.NewerFormatException when a newer version wrote them
    public static Mark decode(byte[] bytes) {
        int level = FORMAT.level(bytes);
        WireReader in = FORMAT.body(bytes);
        Mark mark =
                new Mark(
                        state(in.readInt("state", 0, 31)),
                        in.readInt("generation", 0, Integer.MAX_VALUE),
                        in.readInt("attempt", 0, Integer.MAX_VALUE),
                        in.readInt("hop", 0, Integer.MAX_VALUE),
                        in.readLong(),
                        in.readInt("source", 0, 15),
                        in.readLong(),
                        in.readLong(),
                        in.readLong(),
                        in.readLong(),
                        in.readLong(),
                        in.readLong(),
                        in.readInt("flags", 0, Integer.MAX_VALUE),
                        in.readString("client", JobEnvelope.MAX_CLIENT_BYTES),
                        in.readString("code", 16),
                        in.readString("reason", Mark.MAX_REASON_BYTES),
                        in.readString(
                                "type",
                                Math.max(JobHeaders.MAX_TYPE_BYTES, MAX_TRANSACTIONAL_ID_BYTES)));
        FORMAT.close(in, level);
        return mark;
    }

    static State state(int number) {
        try {
            return State.of(number);
        } catch (IllegalArgumentException e) {
            throw new MalformedException("state: " + e.getMessage());
        }
    }
}
