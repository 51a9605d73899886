package dev.towpath.schemas.ledger;

import java.util.Objects;

/// What is known of the job ids of one partition: an open-addressing table of 128-bit ids, 36 bytes
/// a slot, in 256 segments that grow one by one by a seventh, so that the average cost of a key
/// stays below 48 bytes with growth counted.
///
/// A slot holds state, generation, the lower 32 bits each of checksum, nonce and an offset; of a
/// job that lives its hop, of one that has ended the second until which the id must be remembered.
/// Not safe for use by several threads.
///
/// At its byte bound a segment first forgets what is past its time, then the settled ids without
/// dedup key, those nearest to their end first. What is live, deduplicated or above the frontier is
/// never forgotten early: when nothing else is left the table grows past its bound and
/// [#overBound()] says so.
public final class LedgerTable {
    /// The slot of an id that is not there.
    public static final long ABSENT = -1;

    /// The highest generation that a slot holds.
    public static final int MAX_GENERATION = 0xfff;

    private static final int SEGMENTS = 256;
    private static final long MAX = Integer.MAX_VALUE;
    private static final int OCCUPIED = 1 << 31;
    private static final int DEDUPLICATED = 1 << 30;
    private static final int STATE_SHIFT = 25;
    private static final int GENERATION_SHIFT = 13;
    private static final int OFF_LADDER = 1 << 12;
    private static final int DELAYED = 1 << 11;
    private static final int REPEATED_SECONDS = 86_400;

    private final Segment[] segments = new Segment[SEGMENTS];
    private final long maxBytes;
    private long bytes;
    private long size;
    private boolean overBound;
    private int nextSweep;

    /// @param maxBytes the bound, in bytes of slots
    public LedgerTable(long maxBytes) {
        this.maxBytes = maxBytes;
        for (int i = 0; i < SEGMENTS; i++) {
            segments[i] = new Segment();
        }
    }

    /// The slot of an id, or [#ABSENT]. A slot is good until the next [#put] or [#sweep].
    public long find(long high, long low) {
        long hash = hash(high, low);
        int segment = (int) (hash >>> 56);
        int at = segments[segment].find(hash, high, low);
        return at < 0 ? ABSENT : (long) segment << 32 | at;
    }

    /// What is known of an id.
    ///
    /// @param generation 0 to 4095
    /// @param hop kept of a job that lives
    /// @param offLadder whether it came off the ladder, whose movers may repeat it: it is
    ///     remembered a day longer
    /// @param delayed whether it was submitted with a delay: the offset does not tell then when
    ///     that was
    /// @param deduplicated whether it is remembered for a window, and never forgotten early
    /// @param checksum the lower 32 bits
    /// @param nonce the lower 32 bits
    /// @param offset the lower 32 bits
    /// @param rememberUntil seconds since 1970, kept of a job that has ended
    public record Entry(
            State state,
            int generation,
            int hop,
            boolean offLadder,
            boolean delayed,
            boolean deduplicated,
            int checksum,
            int nonce,
            int offset,
            int rememberUntil) {
        public Entry {
            Objects.checkIndex(generation, MAX_GENERATION + 1);
        }

        /// What is known of one that was submitted without a delay, or has ended.
        public Entry(
                State state,
                int generation,
                int hop,
                boolean offLadder,
                boolean deduplicated,
                int checksum,
                int nonce,
                int offset,
                int rememberUntil) {
            this(
                    state,
                    generation,
                    hop,
                    offLadder,
                    false,
                    deduplicated,
                    checksum,
                    nonce,
                    offset,
                    rememberUntil);
        }

        int packed() {
            return OCCUPIED
                    | (deduplicated ? DEDUPLICATED : 0)
                    | state.number() << STATE_SHIFT
                    | generation << GENERATION_SHIFT
                    | (offLadder ? OFF_LADDER : 0)
                    | (delayed ? DELAYED : 0);
        }

        int hopOrEnd() {
            return state.isLive() ? hop : rememberUntil;
        }
    }

    /// Writes what is known of an id over what was known before.
    public void put(long high, long low, Entry entry, Forgetting forgetting) {
        write(find(high, low), high, low, entry, forgetting);
    }

    private void write(long slot, long high, long low, Entry entry, Forgetting forgetting) {
        if (slot == ABSENT) {
            add(high, low, entry, forgetting);
        } else {
            segments[(int) (slot >>> 32)].write((int) slot, entry);
        }
    }

    /// Writes what is known of an id over what was known before, like [#put]. When that was done
    /// and another submission takes its place, it is remembered that the first one was, as long as
    /// it would have been: what repeats it is no submission of its own, whatever becomes of the
    /// other.
    public void succeed(long high, long low, Entry entry, Forgetting forgetting) {
        long slot = find(high, low);
        if (slot != ABSENT && stateAt(slot) == State.DONE && nonceAt(slot) != entry.nonce()) {
            put(
                    spentHigh(high, nonceAt(slot)),
                    low,
                    new Entry(
                            State.DONE,
                            generationAt(slot),
                            0,
                            false,
                            false,
                            checksumAt(slot),
                            nonceAt(slot),
                            offsetAt(slot),
                            rememberUntilAt(slot)),
                    forgetting);
            slot = find(high, low);
        }
        write(slot, high, low, entry, forgetting);
    }

    /// Whether a submission of an id was done before another took its place.
    ///
    /// @param nonce the lower 32 bits
    public boolean isSpent(long high, long low, int nonce) {
        return find(spentHigh(high, nonce), low) != ABSENT;
    }

    /// Loses nothing, so that no two nonces meet.
    private static long spentHigh(long high, int nonce) {
        return high ^ (Integer.toUnsignedLong(nonce) + 1) * 0xbf58476d1ce4e5b9L;
    }

    /// Writes what is known of an id that [#find] has just found to be absent.
    public void add(long high, long low, Entry entry, Forgetting forgetting) {
        long hash = hash(high, low);
        Segment segment = segments[(int) (hash >>> 56)];
        if (segment.isFull()) {
            makeRoom(segment, forgetting);
        }
        segment.write(segment.claim(hash, high, low), entry);
        size++;
    }

    /// Changes the state of an id at its slot, and until when it is remembered.
    public void settleAt(long slot, State state, int rememberUntil) {
        int[] words = segments[(int) (slot >>> 32)].words;
        int at = (int) slot;
        words[at + 4] = rememberUntil;
        words[at + 5] = words[at + 5] & ~(31 << STATE_SHIFT) | state.number() << STATE_SHIFT;
    }

    /// Changes the state of an id that is put back: it lives on as a copy with this hop.
    public void putBackAt(long slot, int hop) {
        int[] words = segments[(int) (slot >>> 32)].words;
        int at = (int) slot;
        words[at + 4] = hop;
        words[at + 5] =
                words[at + 5] & ~(31 << STATE_SHIFT)
                        | State.WAITING.number() << STATE_SHIFT
                        | OFF_LADDER;
    }

    public State stateAt(long slot) {
        return State.of(stateNumber(word(slot, 5)));
    }

    public int generationAt(long slot) {
        return word(slot, 5) >>> GENERATION_SHIFT & MAX_GENERATION;
    }

    /// The hop of a job that lives, -1 for one that has ended.
    public int hopAt(long slot) {
        return isLive(word(slot, 5)) ? word(slot, 4) : -1;
    }

    public boolean deduplicatedAt(long slot) {
        return (word(slot, 5) & DEDUPLICATED) != 0;
    }

    public boolean delayedAt(long slot) {
        return (word(slot, 5) & DELAYED) != 0;
    }

    public int checksumAt(long slot) {
        return word(slot, 6);
    }

    public int nonceAt(long slot) {
        return word(slot, 7);
    }

    /// The lower 32 bits of the offset.
    public int offsetAt(long slot) {
        return word(slot, 8);
    }

    /// Seconds since 1970, the last there is for a job that lives.
    public int rememberUntilAt(long slot) {
        return isLive(word(slot, 5)) ? Integer.MAX_VALUE : word(slot, 4);
    }

    /// How many ids are known.
    public long size() {
        return size;
    }

    /// The bytes of all slots, used or not.
    public long bytes() {
        return bytes;
    }

    /// Whether what may not be forgotten is more than the bound allows.
    public boolean overBound() {
        return overBound;
    }

    /// Forgets what is past its time in the next segment in turn: 256 calls go round the table.
    public void sweep(Forgetting forgetting) {
        Segment segment = segments[nextSweep];
        nextSweep = (nextSweep + 1) % SEGMENTS;
        if (segment.used > 0) {
            forget(segment, forgetting, Integer.MIN_VALUE);
            int enough = Segment.slotsFor(segment.used);
            // Not as soon as it could: what is forgotten is soon replaced, by as many.
            if (enough < segment.slots() / 2) {
                resize(segment, enough);
            }
            overBound &= bytes > maxBytes;
        }
    }

    private void makeRoom(Segment segment, Forgetting forgetting) {
        forget(segment, forgetting, Integer.MIN_VALUE);
        if (segment.hasRoom()) {
            return;
        }
        int grown = segment.grownSlots();
        if (bytes + (long) (grown - segment.slots()) * Segment.WORDS * Integer.BYTES <= maxBytes) {
            resize(segment, grown);
            return;
        }
        forget(segment, forgetting, segment.medianOfForgettable(forgetting));
        if (segment.isFull()) {
            overBound = true;
            resize(segment, grown);
        }
    }

    /// Frees the slots of what need not be remembered.
    ///
    /// @param forgetUpTo settled ids without dedup key that are remembered until then or before go
    ///     as well
    private void forget(Segment segment, Forgetting forgetting, int forgetUpTo) {
        int[] words = segment.words;
        int at = 0;
        while (at < words.length) {
            int packed = words[at + 5];
            if (packed != 0 && isForgotten(words, at, packed, forgetting, forgetUpTo)) {
                // Another key may stand there now.
                segment.remove(at);
                size--;
            } else {
                at += Segment.WORDS;
            }
        }
    }

    private static boolean isForgotten(
            int[] words, int at, int packed, Forgetting forgetting, int forgetUpTo) {
        if (isLive(packed)) {
            return false;
        }
        int until = words[at + 4];
        int offset = words[at + 8];
        return (until <= forgetUpTo && isForgettable(packed) && forgetting.forgetsEarly(offset))
                || forgetting.forgets(remembered(until, (packed & OFF_LADDER) != 0), offset);
    }

    private void resize(Segment segment, int slots) {
        bytes += (long) (slots - segment.slots()) * Segment.WORDS * Integer.BYTES;
        segment.rebuild(slots);
    }

    private int word(long slot, int word) {
        return segments[(int) (slot >>> 32)].words[(int) slot + word];
    }

    /// Until when an id is kept, which for one off the ladder is longer than its window.
    static int remembered(int until, boolean offLadder) {
        return offLadder ? (int) Math.min((long) until + REPEATED_SECONDS, MAX) : until;
    }

    private static int stateNumber(int packed) {
        return packed >>> STATE_SHIFT & 31;
    }

    private static boolean isLive(int packed) {
        return State.of(stateNumber(packed)).isLive();
    }

    static boolean isForgettable(int packed) {
        return !isLive(packed) && (packed & (DEDUPLICATED | OFF_LADDER)) == 0;
    }

    /// David Stafford's variant 13 of the 64-bit finaliser, over both halves.
    static long hash(long high, long low) {
        long hash = high * 0x9e3779b97f4a7c15L ^ low;
        hash = (hash ^ hash >>> 30) * 0xbf58476d1ce4e5b9L;
        hash = (hash ^ hash >>> 27) * 0x94d049bb133111ebL;
        return hash ^ hash >>> 31;
    }

    /// Says which settled ids need no longer be remembered.
    @FunctionalInterface
    public interface Forgetting {
        /// Forgets nothing.
        Forgetting NONE = (rememberUntil, offset) -> false;

        /// Forgets what is past its time and, by its offset, no longer above the frontier: what a
        /// crash could bring back is kept.
        static Forgetting past(int nowSeconds, long frontier) {
            return new Forgetting() {
                @Override
                public boolean forgets(int rememberUntil, int offset) {
                    return rememberUntil < nowSeconds && forgetsEarly(offset);
                }

                @Override
                public boolean forgetsEarly(int offset) {
                    return offset - (int) frontier < 0;
                }
            };
        }

        boolean forgets(int rememberUntil, int offset);

        /// Whether an id without dedup key may go before its time, when there is no more room.
        default boolean forgetsEarly(int offset) {
            return true;
        }
    }
}
