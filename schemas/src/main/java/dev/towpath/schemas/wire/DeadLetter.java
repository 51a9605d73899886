package dev.towpath.schemas.wire;

/// Why a record is a dead letter and where it came from; see `DeadLetter.avsc` for each field.
///
/// @param error the class of what was thrown, empty for nothing
/// @param trace the top of its stack, at most 4 KiB, empty for nothing
/// @param timestamp of the record, milliseconds since 1970
/// @param diedAt milliseconds since 1970
/// @param pointer whether key, value and headers did not fit, so that only this tells of the record
public record DeadLetter(
        String code,
        String reason,
        String error,
        String trace,
        String topic,
        int partition,
        long offset,
        long timestamp,
        int attempts,
        int generation,
        long diedAt,
        String worker,
        boolean pointer) {
    private static final int MAX_CODE_BYTES = 16;
    private static final int MAX_TEXT_BYTES = 8 * 1024;
    private static final int MAX_NAME_BYTES = 512;
    private static final WireFormat FORMAT = new WireFormat("dead letter", 1, 1);

    /// @throws IllegalArgumentException when a text is longer than its bound
    public byte[] encode() {
        WireWriter out = new WireWriter(256);
        FORMAT.open(out);
        return out.writeString("code", code, MAX_CODE_BYTES)
                .writeString("reason", reason, MAX_TEXT_BYTES)
                .writeString("error", error, MAX_NAME_BYTES)
                .writeString("trace", trace, MAX_TEXT_BYTES)
                .writeString("topic", topic, MAX_NAME_BYTES)
                .writeLong(partition)
                .writeLong(offset)
                .writeLong(timestamp)
                .writeLong(attempts)
                .writeLong(generation)
                .writeLong(diedAt)
                .writeString("worker", worker, MAX_NAME_BYTES)
                .writeLong(pointer ? 1 : 0)
                .toBytes();
    }

    /// Reads the header's value.
    ///
    /// @throws MalformedException when the bytes are not one
    /// @throws NewerFormatException when a newer version wrote them
    public static DeadLetter decode(byte[] bytes) {
        int level = FORMAT.level(bytes);
        WireReader in = FORMAT.body(bytes);
        DeadLetter letter =
                new DeadLetter(
                        in.readString("code", MAX_CODE_BYTES),
                        in.readString("reason", MAX_TEXT_BYTES),
                        in.readString("error", MAX_NAME_BYTES),
                        in.readString("trace", MAX_TEXT_BYTES),
                        in.readString("topic", MAX_NAME_BYTES),
                        in.readInt("partition", 0, Integer.MAX_VALUE),
                        in.readLong(),
                        in.readLong(),
                        in.readInt("attempts", 0, Integer.MAX_VALUE),
                        in.readInt("generation", 0, Integer.MAX_VALUE),
                        in.readLong(),
                        in.readString("worker", MAX_NAME_BYTES),
                        in.readInt("pointer", 0, 1) == 1);
        FORMAT.close(in, level);
        return letter;
    }
}
