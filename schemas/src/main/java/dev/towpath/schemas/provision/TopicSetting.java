package dev.towpath.schemas.provision;

import dev.towpath.schemas.config.Units;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;

/// A setting that a topic needs, by Kafka's name.
///
/// @param name such as `retention.ms`
/// @param value as Kafka writes it
/// @param rule how a topic is held to it
public record TopicSetting(String name, String value, Rule rule) {
    /// How a topic is held to a setting.
    public enum Rule {
        /// Another value loses jobs or breaks a promise, and turning it is no small step: never
        /// changed on a topic that is there.
        FIXED,
        /// Another value loses jobs or breaks a promise.
        EXACT,
        /// A lower value loses jobs or breaks a promise; a higher one is left alone. -1 stands for
        /// no bound.
        AT_LEAST,
        /// Another value costs time or space alone.
        TUNING
    }

    /// Whether a topic with this value does what the setting is there for.
    boolean metBy(String actual) {
        return switch (rule) {
            case FIXED, EXACT, TUNING -> words(actual).equals(words(value));
            case AT_LEAST -> !lower(actual, value);
        };
    }

    /// Whether a topic has more than it needs.
    boolean exceededBy(String actual) {
        return rule == Rule.AT_LEAST && lower(value, actual);
    }

    /// A value as people read it: `7d` for a time, `1MiB` for a size.
    String show(String any) {
        if (any.equals("-1")) {
            return "no bound";
        }
        if (!any.matches("[0-9]{1,18}")) {
            return any;
        }
        if (name.endsWith(".ms")) {
            return Units.text(Duration.ofMillis(Long.parseLong(any)));
        }
        return name.endsWith(".bytes") ? Units.text(Long.parseLong(any)) : any;
    }

    /// A list, such as that of cleanup policies, has no order.
    private static Set<String> words(String list) {
        return new TreeSet<>(Arrays.asList(list.strip().split("\\s*,\\s*")));
    }

    private static boolean lower(String one, String other) {
        try {
            return bound(one) < bound(other);
        } catch (NumberFormatException e) {
            return true;
        }
    }

    private static long bound(String value) {
        long number = Long.parseLong(value);
        return number < 0 ? Long.MAX_VALUE : number;
    }
}
