package dev.towpath.schemas.ledger;

import dev.towpath.schemas.id.JobId;
import dev.towpath.schemas.wire.JobEnvelope;
import dev.towpath.schemas.wire.MalformedException;
import dev.towpath.schemas.wire.WireReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;

/// Puts the records of one ledger partition into a [LedgerTable], reading of each mark only what
/// the table holds.
public final class LedgerLoader {
    /// For how long every settled id is remembered beyond its time, dedup key or not.
    public static final Duration REMEMBERED = Duration.ofMinutes(10);

    private static final long AS_THE_MARK_SAYS = -1;
    private static final byte[] OWNER_KEY = Mark.OWNER_KEY.getBytes(StandardCharsets.ISO_8859_1);
    private static final int CONFLICT_KEY_LENGTH = JobId.TAIL_LENGTH + 1 + 2 * Long.BYTES;

    private final LedgerTable table;
    private final LedgerTable.Forgetting forgetting;
    private final boolean ledgerOffsets;
    private final Unfinished unfinished = new Unfinished();
    private long loaded;
    private long jobsEnd;

    /// @param forgetting what need not be put in at all
    /// @param ledgerOffsets whether the table shall hold the mark's own offset instead of its job's
    public LedgerLoader(
            LedgerTable table, LedgerTable.Forgetting forgetting, boolean ledgerOffsets) {
        this.table = table;
        this.forgetting = forgetting;
        this.ledgerOffsets = ledgerOffsets;
    }

    /// Until when what is submitted under an id is the same thing again, in seconds since 1970: for
    /// its dedup window from when it was accepted, and until it was settled. The id is remembered
    /// longer, see [#forgottenBefore].
    public static int rememberUntil(long acceptedAt, long settledAt, long windowMillis) {
        long end = Math.max(acceptedAt + windowMillis, settledAt);
        return (int) Math.min(end / 1000 + 1, Integer.MAX_VALUE);
    }

    /// The second before which the time of an id must have ended, so that it may be forgotten.
    ///
    /// @param logMillis when the jobs were accepted that are read now, in milliseconds since 1970:
    ///     never the clock, by which a worker that is behind would forget what a duplicate waits
    ///     for in the log
    public static int forgottenBefore(long logMillis) {
        return (int) Math.max(0, (logMillis - REMEMBERED.toMillis()) / 1000);
    }

    /// How many marks were put into the table.
    public long loaded() {
        return loaded;
    }

    /// The end of the jobs topic as far as the ledger tells: behind the last record that it says
    /// something of, whether that went into the table or not.
    public long jobsEnd() {
        return jobsEnd;
    }

    /// What the marks say of jobs that have not ended.
    public Unfinished unfinished() {
        return unfinished;
    }

    /// The upper half of the id under which a conflict is remembered: that of its job mixed with
    /// the nonce of the submission (a multiplication that loses nothing, so that no two nonces
    /// meet).
    public static long conflictHigh(long high, long nonce) {
        return high ^ (nonce + 1) * 0x9e3779b97f4a7c15L;
    }

    /// Takes one record as if the broker had appended it when the mark says that it was made.
    public boolean load(byte[] key, byte[] value, long ledgerOffset) {
        return load(key, value, ledgerOffset, AS_THE_MARK_SAYS);
    }

    /// Takes one record. The owner's is passed over. A conflict is remembered by itself, so that
    /// its submission stays one when a crash or a copy brings it back after the job that it was in
    /// conflict with has died.
    ///
    /// @param appendedAt when the broker appended it, in milliseconds since 1970: how long it is
    ///     remembered is told by that, not by the clock of the worker that wrote it
    /// @return whether it went into the table
    /// @throws MalformedException when the value is not a mark
    public boolean load(byte[] key, byte[] value, long ledgerOffset, long appendedAt) {
        boolean conflict = key.length == CONFLICT_KEY_LENGTH && key[JobId.TAIL_LENGTH] == '~';
        if (Arrays.equals(key, OWNER_KEY)) {
            unfinished.owner(MarkCodec.decode(value).state());
            return false;
        }
        if (!ledgerOffsets && Cancels.isLedgerKey(key, JobId.TAIL_LENGTH)) {
            Mark ask = MarkCodec.decode(value);
            JobId id = id(key);
            unfinished
                    .cancels()
                    .put(
                            id.high(),
                            id.low(),
                            ask.client(),
                            new Cancels.Ask(ask.acceptedAt(), ask.sourceOffset()));
            return false;
        }
        if (key.length != JobId.TAIL_LENGTH && (!conflict || ledgerOffsets)) {
            return false;
        }
        MarkCodec.FORMAT.level(value);
        WireReader in = MarkCodec.FORMAT.body(value);
        State state = MarkCodec.state(in.readInt("state", 0, 31));
        int generation = in.readInt("generation", 0, Integer.MAX_VALUE);
        in.readLong();
        int hop = in.readInt("hop", 0, Integer.MAX_VALUE);
        long nonce = in.readLong();
        boolean fromJobs = in.readLong() == 0;
        long sourceOffset = in.readLong();
        if (fromJobs) {
            jobsEnd = Math.max(jobsEnd, sourceOffset + 1);
        }
        long checksum = in.readLong();
        long acceptedAt = in.readLong();
        in.readLong();
        long marked = in.readLong();
        long settledAt = appendedAt == AS_THE_MARK_SAYS ? marked : appendedAt;
        long window = in.readLong();
        int flags = in.readInt("flags", 0, Integer.MAX_VALUE);
        boolean offLadder = (flags & JobEnvelope.OFF_LADDER) != 0;
        int until =
                conflict
                        ? rememberUntil(acceptedAt, settledAt, 0)
                        : rememberUntil(acceptedAt, settledAt, window);
        if (state.isLive()) {
            until = Integer.MAX_VALUE;
        }
        int offset = (int) (ledgerOffsets ? ledgerOffset : sourceOffset);
        JobId id = id(key);
        if (state.isLive()) {
            Mark mark = MarkCodec.decode(value);
            unfinished.take(id.high(), id.low(), mark);
            Cancels cancels = unfinished.cancels();
            if (!cancels.isEmpty() && !cancels.speakOf(id.high(), id.low(), mark)) {
                cancels.spare(id.high(), id.low(), mark.client());
            }
        } else if (!conflict) {
            unfinished.forget(id.high(), id.low());
        }
        long high = conflict ? conflictHigh(id.high(), nonce) : id.high();
        // What was known of the id before is not to outlive its end.
        if (!state.isLive()
                && forgetting.forgets(LedgerTable.remembered(until, offLadder), offset)
                && table.find(high, id.low()) == LedgerTable.ABSENT) {
            return false;
        }
        LedgerTable.Entry entry =
                new LedgerTable.Entry(
                        state,
                        Math.min(generation, LedgerTable.MAX_GENERATION),
                        hop,
                        offLadder,
                        JobEnvelope.isDelayed(flags, hop),
                        window > 0 && !conflict,
                        (int) checksum,
                        (int) nonce,
                        offset,
                        until);
        if (conflict || ledgerOffsets) {
            table.put(high, id.low(), entry, forgetting);
        } else {
            table.succeed(high, id.low(), entry, forgetting);
        }
        loaded++;
        return true;
    }

    private static JobId id(byte[] key) {
        String tail = new String(key, 0, JobId.TAIL_LENGTH, StandardCharsets.ISO_8859_1);
        return JobId.parseTail("x", 0, tail, 0)
                .orElseThrow(
                        () ->
                                new MalformedException(
                                        "key: expected the end of a job id, got " + tail));
    }
}
