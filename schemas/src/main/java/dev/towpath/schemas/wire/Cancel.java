package dev.towpath.schemas.wire;

/// A client wants a job not to be run any more; see `Cancel.avsc` for each field.
///
/// @param client who asks; only jobs of this client are cancelled
/// @param askedAt milliseconds since 1970; what was accepted later is another submission
/// @param jobsEnd the end of the jobs partition when it was asked; what lies behind is another
///     submission
public record Cancel(String client, long askedAt, long jobsEnd) {
    /// The header that makes a record of an express topic a cancel.
    public static final String HEADER = "towpath-cancel";

    private static final WireFormat FORMAT = new WireFormat("cancel", 1, 1);

    /// @throws IllegalArgumentException when the client's name is longer than its bound
    public byte[] encode() {
        WireWriter out = new WireWriter(32);
        FORMAT.open(out);
        return out.writeString("client", client, JobEnvelope.MAX_CLIENT_BYTES)
                .writeLong(askedAt)
                .writeLong(jobsEnd)
                .toBytes();
    }

    /// Reads the header's value.
    ///
    /// @throws MalformedException when the bytes are not one
    /// @throws NewerFormatException when a newer version wrote them
    public static Cancel decode(byte[] bytes) {
        int level = FORMAT.level(bytes);
        WireReader in = FORMAT.body(bytes);
        Cancel cancel =
                new Cancel(
                        in.readString("client", JobEnvelope.MAX_CLIENT_BYTES),
                        in.readLong(),
                        in.readLong());
        FORMAT.close(in, level);
        return cancel;
    }
}
