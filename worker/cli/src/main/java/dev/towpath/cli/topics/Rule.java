package dev.towpath.cli.topics;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/// How the value that a topic's setting has is held against the value that it should have.
enum Rule {
    /// Nothing but this value will do.
    SAME,
    /// More is as good; less would lose jobs or refuse them.
    AT_LEAST,
    /// Less is as good; more would let the topic grow.
    AT_MOST,
    /// Less would lose jobs, so it is raised; more keeps what would otherwise be deleted at once,
    /// so it is lowered only when asked for.
    RAISE_FREELY;

    /// How far the value is from what it should be.
    enum Gap {
        NONE,
        /// Setting it is safe.
        SAFE,
        /// Setting it deletes records.
        DELETES
    }

    static Rule of(String setting) {
        return switch (setting) {
            case "retention.ms" -> RAISE_FREELY;
            case "max.message.bytes" -> AT_LEAST;
            case "segment.ms", "max.compaction.lag.ms" -> AT_MOST;
            default -> SAME;
        };
    }

    Gap gap(String expected, String found) {
        return switch (this) {
            case SAME -> words(expected).equals(words(found)) ? Gap.NONE : Gap.SAFE;
            case AT_LEAST -> amount(found) >= amount(expected) ? Gap.NONE : Gap.SAFE;
            case AT_MOST -> amount(found) <= amount(expected) ? Gap.NONE : Gap.SAFE;
            case RAISE_FREELY -> {
                long wanted = amount(expected);
                long there = amount(found);
                yield there == wanted ? Gap.NONE : there < wanted ? Gap.SAFE : Gap.DELETES;
            }
        };
    }

    /// `compact,delete` and `delete,compact` say the same.
    private static Set<String> words(String value) {
        return new HashSet<>(Arrays.asList(value.replace(" ", "").split(",", -1)));
    }

    /// Kafka's -1 stands for no limit.
    private static long amount(String value) {
        try {
            long amount = Long.parseLong(value.strip());
            return amount < 0 ? Long.MAX_VALUE : amount;
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
