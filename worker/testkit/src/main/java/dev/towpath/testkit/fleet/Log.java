package dev.towpath.testkit.fleet;

import java.util.ArrayList;
import java.util.List;

/// One partition of a jobs or of an express topic, and how far the group has committed it.
final class Log {
    final String name;
    private final List<Line> lines = new ArrayList<>();
    private long readTo;
    long end;
    long committed = -1;

    Log(String name) {
        this.name = name;
    }

    /// @param gap offsets that are left out
    Line append(Line line, int gap, long now) {
        Line placed = line.at(name, end + gap, now);
        lines.add(placed);
        end = placed.offset() + 1;
        return placed;
    }

    /// The records from an offset on, at most so many.
    List<Line> read(long from, int most) {
        int at = lines.size();
        while (at > 0 && lines.get(at - 1).offset() >= from) {
            at--;
        }
        return List.copyOf(lines.subList(at, Math.min(lines.size(), at + most)));
    }

    /// Whether somebody has read a record before.
    boolean readBefore(Line line) {
        boolean before = line.offset() < readTo;
        readTo = Math.max(readTo, line.offset() + 1);
        return before;
    }

    /// The offset from which a new owner reads.
    long start() {
        return Math.max(0, committed);
    }
}
