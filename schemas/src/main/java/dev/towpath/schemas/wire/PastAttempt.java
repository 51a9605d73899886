package dev.towpath.schemas.wire;

import java.util.List;

/// What came of one attempt of a job, or why none was made; see `PastAttempt.avsc` for each field.
/// The value of a record of the history topic, whose key is the job's id.
///
/// @param attempt from 1; where none was made, how many had been
/// @param source 0 for the jobs topic, 1 for the express topic
/// @param acceptedAt milliseconds since 1970, as all times here
/// @param startedAt 0 where no attempt was made
/// @param dueAt when the job goes on, 0 where it does not
/// @param deployment that submitted the job
/// @param reason at most 512 bytes
/// @param worker the process that ran it
/// @param note what the handler noted of the attempt, at most 512 bytes, empty for none
public record PastAttempt(
        Ending ending,
        int generation,
        int attempt,
        int hop,
        int source,
        long jobsOffset,
        long acceptedAt,
        long startedAt,
        long endedAt,
        long dueAt,
        int flags,
        String type,
        String client,
        String group,
        String batch,
        List<String> tags,
        String deployment,
        String code,
        String reason,
        String worker,
        String workerDeployment,
        String note) {
    public static final int MAX_REASON_BYTES = 512;
    public static final int MAX_GROUP_BYTES = 512;
    public static final int MAX_WORKER_BYTES = 600;
    public static final int MAX_NOTE_BYTES = 512;

    private static final int MAX_CODE_BYTES = 16;
    private static final WireFormat FORMAT = new WireFormat("past attempt", 1, 2);
    private static final int NOTED = 2;

    public PastAttempt {
        tags = List.copyOf(tags);
    }

    /// @throws IllegalArgumentException when a text is longer than its bound
    public byte[] encode() {
        WireWriter out = new WireWriter(192);
        FORMAT.open(out);
        out.writeLong(ending.number())
                .writeLong(generation)
                .writeLong(attempt)
                .writeLong(hop)
                .writeLong(source)
                .writeLong(jobsOffset)
                .writeLong(acceptedAt)
                .writeLong(startedAt)
                .writeLong(endedAt)
                .writeLong(dueAt)
                .writeLong(flags)
                .writeString("type", type, JobHeaders.MAX_TYPE_BYTES)
                .writeString("client", client, JobEnvelope.MAX_CLIENT_BYTES)
                .writeString("group", group, MAX_GROUP_BYTES)
                .writeString("batch", batch, JobEnvelope.MAX_BATCH_BYTES);
        EnvelopeCodec.writeTags(tags, out);
        return out.writeString("deployment", deployment, JobEnvelope.MAX_DEPLOYMENT_BYTES)
                .writeString("code", code, MAX_CODE_BYTES)
                .writeString("reason", reason, MAX_REASON_BYTES)
                .writeString("worker", worker, MAX_WORKER_BYTES)
                .writeString("workerDeployment", workerDeployment, MAX_WORKER_BYTES)
                .writeString("note", note, MAX_NOTE_BYTES)
                .toBytes();
    }

    /// Reads the record's value.
    ///
    /// @throws MalformedException when the bytes are not one
    /// @throws NewerFormatException when a newer version wrote them
    public static PastAttempt decode(byte[] bytes) {
        int level = FORMAT.level(bytes);
        WireReader in = FORMAT.body(bytes);
        PastAttempt attempt =
                new PastAttempt(
                        Ending.of(in.readInt("ending", 0, Integer.MAX_VALUE)),
                        in.readInt("generation", 0, Integer.MAX_VALUE),
                        in.readInt("attempt", 0, Integer.MAX_VALUE),
                        in.readInt("hop", 0, Integer.MAX_VALUE),
                        in.readInt("source", 0, 15),
                        in.readLong(),
                        in.readLong(),
                        in.readLong(),
                        in.readLong(),
                        in.readLong(),
                        in.readInt("flags", 0, Integer.MAX_VALUE),
                        in.readString("type", JobHeaders.MAX_TYPE_BYTES),
                        in.readString("client", JobEnvelope.MAX_CLIENT_BYTES),
                        in.readString("group", MAX_GROUP_BYTES),
                        in.readString("batch", JobEnvelope.MAX_BATCH_BYTES),
                        EnvelopeCodec.readTags(in),
                        in.readString("deployment", JobEnvelope.MAX_DEPLOYMENT_BYTES),
                        in.readString("code", MAX_CODE_BYTES),
                        in.readString("reason", MAX_REASON_BYTES),
                        in.readString("worker", MAX_WORKER_BYTES),
                        in.readString("workerDeployment", MAX_WORKER_BYTES),
                        level < NOTED ? "" : in.readString("note", MAX_NOTE_BYTES));
        FORMAT.close(in, level);
        return attempt;
    }
}
