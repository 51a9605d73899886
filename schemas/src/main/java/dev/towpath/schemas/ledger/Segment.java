package dev.towpath.schemas.ledger;

import java.util.Arrays;

/// A part of the table: linear probing over slots of nine words, at most 41 of 50
/// used.
final class Segment {
    static final int WORDS = 9;

    private static final int FIRST_SLOTS = 8;

    int[] words = new int[0];
    int used;

    int slots() {
        return words.length / WORDS;
    }

    boolean isFull() {
        return used >= limit(slots());
    }

    /// Whether so much is free that it pays to have looked for it.
    boolean hasRoom() {
        return used + slots() / 16 < limit(slots());
    }

    int grownSlots() {
        int slots = slots();
        return slots < 64 ? Math.max(FIRST_SLOTS, slots * 2) : slots + slots / 7;
    }

    static int slotsFor(int keys) {
        return Math.max(FIRST_SLOTS, keys + keys / 3 + 1);
    }

    private static int limit(int slots) {
        return (int) (slots * 41L / 50);
    }

    /// The first word of the id's slot, or -1.
    int find(long hash, long high, long low) {
        int[] table = words;
        if (table.length == 0) {
            return -1;
        }
        int a = (int) (high >>> 32);
        int b = (int) high;
        int c = (int) (low >>> 32);
        int d = (int) low;
        int at = first(hash, table.length);
        while (table[at + 5] != 0) {
            if (table[at + 3] == d && table[at + 2] == c && table[at + 1] == b && table[at] == a) {
                return at;
            }
            at += WORDS;
            if (at == table.length) {
                at = 0;
            }
        }
        return -1;
    }

    void write(int at, LedgerTable.Entry entry) {
        words[at + 4] = entry.hopOrEnd();
        words[at + 5] = entry.packed();
        words[at + 6] = entry.checksum();
        words[at + 7] = entry.nonce();
        words[at + 8] = entry.offset();
    }

    /// Takes a free slot for an id that is not there, and returns its first word.
    int claim(long hash, long high, long low) {
        int at = free(words, hash);
        words[at] = (int) (high >>> 32);
        words[at + 1] = (int) high;
        words[at + 2] = (int) (low >>> 32);
        words[at + 3] = (int) low;
        used++;
        return at;
    }

    /// Frees a slot. What follows it and would not be found any more moves up (Knuth, The Art of
    /// Computer Programming 3, 6.4, algorithm R), so that another key may stand there then.
    void remove(int at) {
        int[] table = words;
        int hole = at;
        int next = at;
        while (true) {
            next = next + WORDS == table.length ? 0 : next + WORDS;
            if (table[next + 5] == 0) {
                break;
            }
            int home = first(hash(table, next), table.length);
            boolean isFound =
                    hole < next ? hole < home && home <= next : hole < home || home <= next;
            if (!isFound) {
                System.arraycopy(table, next, table, hole, WORDS);
                hole = next;
            }
        }
        table[hole + 5] = 0;
        used--;
    }

    private static long hash(int[] table, int at) {
        long high = (long) table[at] << 32 | Integer.toUnsignedLong(table[at + 1]);
        long low = (long) table[at + 2] << 32 | Integer.toUnsignedLong(table[at + 3]);
        return LedgerTable.hash(high, low);
    }

    /// Moves everything to new slots.
    void rebuild(int slots) {
        int[] old = words;
        int[] fresh = new int[slots * WORDS];
        used = 0;
        for (int at = 0; at < old.length; at += WORDS) {
            if (old[at + 5] != 0) {
                System.arraycopy(old, at, fresh, free(fresh, hash(old, at)), WORDS);
                used++;
            }
        }
        words = fresh;
    }

    /// The median of the ends of what may be forgotten early, so that about half of it goes.
    int medianOfForgettable(LedgerTable.Forgetting forgetting) {
        int[] ends = new int[used];
        int count = 0;
        for (int at = 0; at < words.length; at += WORDS) {
            if (words[at + 5] != 0
                    && LedgerTable.isForgettable(words[at + 5])
                    && forgetting.forgetsEarly(words[at + 8])) {
                ends[count++] = words[at + 4];
            }
        }
        if (count == 0) {
            return Integer.MIN_VALUE;
        }
        Arrays.sort(ends, 0, count);
        return ends[count / 2];
    }

    private static int free(int[] table, long hash) {
        int at = first(hash, table.length);
        while (table[at + 5] != 0) {
            at += WORDS;
            if (at == table.length) {
                at = 0;
            }
        }
        return at;
    }

    private static int first(long hash, int length) {
        return (int) ((hash & 0xffffffffL) * (length / WORDS) >>> 32) * WORDS;
    }
}
