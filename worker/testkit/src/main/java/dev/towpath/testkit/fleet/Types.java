package dev.towpath.testkit.fleet;

import dev.towpath.testkit.Event;
import dev.towpath.worker.core.RetryPolicy;
import dev.towpath.worker.core.TypePolicy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/// The types of the fleet's jobs: what their handlers do, and how often they are tried.
enum Types {
    PLAIN("plain", 1, 0, 1, 0),
    /// Fails always.
    FAILS("fails", 1, 0, 1, 0),
    FAILS_THRICE("thrice fails", 3, 40, 4, 100),
    /// Fails in the end, after long pauses.
    FAILS_SLOWLY("slowly fails", 4, 2_000, 4, 50),
    /// Fails now and then.
    FLAKY("flaky", 4, 300, 2, 0),
    /// Fails now and then, and is tried again the next day.
    PATIENT("patient", 2, 86_400_000, 1, 0),
    /// Fails for good.
    HOPELESS("hopeless", 4, 50, 2, 0),
    SNOOZES("snoozes", 2, 100, 2, 50),
    /// Is interrupted, mostly, because it passes its deadline.
    SLOW("slow", 2, 1_000, 1, 0),
    /// Of a payload schema that not every worker knows.
    AVRO("avro", 2, 100, 2, 0),
    /// Only the newest version has a handler for it.
    LATER("later", 1, 0, 1, 0),
    ORDERED("ordered", 1, 0, 1, 0),
    ORDERED_FAILS("ordered fails", 3, 500, 2, 50),
    ORDERED_FLAKY("ordered flaky", 3, 5, 2, 100),
    /// Holds its group until it has ended.
    ORDERED_STRICT("strict", 3, 1_500, 2, 50);

    private static final long MAX_PAUSE = 86_400_000;
    private static final int CRASHES = 3;

    final String word;
    private final int attempts;
    private final long base;
    private final int factor;
    private final int chancePercent;

    Types(String word, int attempts, long base, int factor, int chancePercent) {
        this.word = word;
        this.attempts = attempts;
        this.base = base;
        this.factor = factor;
        this.chancePercent = chancePercent;
    }

    boolean ordered() {
        return name().startsWith("ORDERED");
    }

    private boolean strict() {
        return this == ORDERED_STRICT;
    }

    static Types of(String word) {
        for (Types type : values()) {
            if (type.word.equals(word)) {
                return type;
            }
        }
        throw new AssertionError("no type " + word);
    }

    static Types any(RandomGenerator random, Types... types) {
        return types[random.nextInt(types.length)];
    }

    static Map<String, TypePolicy> policies(boolean newestVersion) {
        Map<String, TypePolicy> policies = new HashMap<>();
        for (Types type : values()) {
            if (newestVersion || type != LATER) {
                policies.put(type.word, type.policy());
            }
        }
        return policies;
    }

    private TypePolicy policy() {
        boolean slow = this == SLOW;
        return new TypePolicy(
                word,
                "q",
                "",
                ordered(),
                strict(),
                0,
                false,
                slow ? 500 : 60_000,
                slow ? 3 : 20,
                false,
                new RetryPolicy(
                        attempts,
                        base,
                        factor,
                        MAX_PAUSE,
                        chancePercent,
                        Long.MAX_VALUE / 2,
                        CRASHES));
    }

    /// What an operator has written about it.
    Event.Declared declared() {
        List<Long> pauses = new ArrayList<>();
        long pause = base;
        for (int attempt = 1; attempt < attempts; attempt++) {
            pauses.add(pause - pause * chancePercent / 100);
            pause *= factor;
        }
        return new Event.Declared(word, strict(), attempts, pauses, CRASHES);
    }
}
