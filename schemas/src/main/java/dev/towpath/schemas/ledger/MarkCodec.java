package dev.towpath.schemas.ledger;

import dev.towpath.schemas.wire.JobEnvelope;
import dev.towpath.schemas.wire.MalformedException;
import dev.towpath.schemas.wire.WireFormat;
import dev.towpath.schemas.wire.WireReader;
import dev.towpath.schemas.wire.WireWriter;

/// Writes and reads the value of a ledger record: one byte of format, one of level, then the fields
/// of `Mark.avsc` in Avro binary. A level only appends fields.
public final class MarkCodec {
    static final int LEVEL = 1;

    static final WireFormat FORMAT = new WireFormat("mark", 1, LEVEL);
    private static final int MAX_CODE_BYTES = 16;

    /// Of a job type at most [dev.towpath.schemas.wire.JobHeaders#MAX_TYPE_BYTES], of an owner's
    /// transactional id this.
    private static final int MAX_TYPE_BYTES = 300;

    private MarkCodec() {}

    /// @throws IllegalArgumentException when a text is longer than its bound
    public static byte[] encode(Mark mark) {
        return encode(mark, new WireWriter(96));
    }

    /// The same by way of a buffer that is used again and again.
    ///
    /// @throws IllegalArgumentException when a text is longer than its bound
    public static byte[] encode(Mark mark, WireWriter out) {
        out.clear();
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
        out.writeString("client", mark.client(), JobEnvelope.MAX_CLIENT_BYTES);
        out.writeString("code", mark.code(), MAX_CODE_BYTES);
        out.writeString("reason", mark.reason(), Mark.MAX_REASON_BYTES);
        out.writeString("type", mark.type(), MAX_TYPE_BYTES);
        out.writeLong(mark.crashes());
        out.writeLong(mark.dueAt());
        out.writeString("cursor", mark.cursor(), Mark.MAX_CURSOR_BYTES);
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
                        in.readString("code", MAX_CODE_BYTES),
                        in.readString("reason", Mark.MAX_REASON_BYTES),
                        in.readString("type", MAX_TYPE_BYTES),
                        in.readInt("crashes", 0, Integer.MAX_VALUE),
                        in.readLong(),
                        in.readString("cursor", Mark.MAX_CURSOR_BYTES));
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
