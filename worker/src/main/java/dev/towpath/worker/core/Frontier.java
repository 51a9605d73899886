package dev.towpath.worker.core;

/// The lowest offset of a partition that is not settled, kept over a ring of the offsets that came
/// in.
///
/// Offsets need not be contiguous: control records and compaction leave gaps.
final class Frontier {
    private long[] offsets = new long[1024];
    private boolean[] settled = new boolean[1024];
    private long first;
    private long next;
    private long position;

    /// @param position the offset from which the partition is read
    Frontier(long position) {
        this.position = position;
    }

    /// Takes the next offset.
    ///
    /// @return its sequence number, by which it is settled
    long add(long offset) {
        if (offset < position) {
            throw new BrokenInvariant(
                    "offset " + offset + " came after the position was " + position);
        }
        if (next - first == offsets.length) {
            grow();
        }
        int at = (int) next & (offsets.length - 1);
        offsets[at] = offset;
        settled[at] = false;
        position = offset + 1;
        return next++;
    }

    void settle(long sequence) {
        int at = (int) sequence & (offsets.length - 1);
        if (sequence < first || sequence >= next || settled[at]) {
            throw new BrokenInvariant(
                    "sequence " + sequence + " is settled twice or was never taken");
        }
        settled[at] = true;
        while (first < next && settled[(int) first & (offsets.length - 1)]) {
            first++;
        }
    }

    /// The offset from which a successor must read.
    long offset() {
        return first == next ? position : offsets[(int) first & (offsets.length - 1)];
    }

    /// The offset that is read next.
    long position() {
        return position;
    }

    /// How many offsets lie between the frontier and the newest, settled or not.
    long span() {
        return next - first;
    }

    private void grow() {
        long[] moreOffsets = new long[offsets.length * 2];
        boolean[] moreSettled = new boolean[offsets.length * 2];
        for (long sequence = first; sequence < next; sequence++) {
            int from = (int) sequence & (offsets.length - 1);
            int to = (int) sequence & (moreOffsets.length - 1);
            moreOffsets[to] = offsets[from];
            moreSettled[to] = settled[from];
        }
        offsets = moreOffsets;
        settled = moreSettled;
    }
}
