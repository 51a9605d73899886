package dev.towpath.console.filter;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Some offsets of one partition: `2:100-250`, both ends included, or `2:100-` to its end.
///
/// @param from the first
/// @param to the last
public record Range(int partition, long from, long to) {
    private static final Pattern TEXT = Pattern.compile("(\\d{1,6}):(\\d{1,18})-(\\d{0,18})");

    /// Reads one; empty when the text is none.
    public static Optional<Range> parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String last = matcher.group(3);
        Range range =
                new Range(
                        Integer.parseInt(matcher.group(1)),
                        Long.parseLong(matcher.group(2)),
                        last.isEmpty() ? Long.MAX_VALUE : Long.parseLong(last));
        return range.from > range.to ? Optional.empty() : Optional.of(range);
    }

    boolean holds(int otherPartition, long offset) {
        return otherPartition == partition && offset >= from && offset <= to;
    }

    @Override
    public String toString() {
        return partition + ":" + from + "-" + (to == Long.MAX_VALUE ? "" : to);
    }
}
