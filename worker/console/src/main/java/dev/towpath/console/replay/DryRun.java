package dev.towpath.console.replay;

import dev.towpath.console.replay.Choice.Why;
import dev.towpath.console.topic.Place;
import java.util.EnumMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// What a replay would do, counted.
///
/// @param matched how many records the filter fits
/// @param run how many jobs would run
/// @param left how many would be left out, by why
/// @param kinds how many of each kind would run
public record DryRun(long matched, long run, Map<Why, Long> left, SortedMap<String, Long> kinds) {
    public DryRun {
        left = new EnumMap<>(left.isEmpty() ? new EnumMap<>(Why.class) : left);
    }

    /// @param max how many jobs run at most; 0 for no bound
    static DryRun of(Source source, SentBefore sent, long max) {
        long matched = 0;
        long run = 0;
        Map<Why, Long> left = new EnumMap<>(Why.class);
        SortedMap<String, Long> kinds = new TreeMap<>();
        for (Place place : source.places()) {
            matched++;
            switch (Chosen.of(source, sent, place)) {
                case Choice.Run _ -> {
                    run++;
                    if (max == 0 || run <= max) {
                        kinds.merge(source.kind(place), 1L, Long::sum);
                    }
                }
                case Choice.Leave leave -> left.merge(leave.why(), 1L, Long::sum);
            }
        }
        return new DryRun(matched, max > 0 ? Math.min(max, run) : run, left, kinds);
    }
}
