package dev.towpath.testkit.crew;

import dev.towpath.schemas.config.Jitter;
import dev.towpath.schemas.config.LimitConfig;
import dev.towpath.schemas.config.Order;
import dev.towpath.schemas.config.PayloadKind;
import dev.towpath.schemas.config.RetryConfig;
import dev.towpath.schemas.config.TypeConfig;
import dev.towpath.testkit.Event;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The types of the crew's jobs: what their handlers do, and how often they are tried.
enum Kind {
    PLAIN(1, 1, 1, Jitter.NONE, Order.NONE),
    /// Fails always.
    FAILS(1, 1, 1, Jitter.NONE, Order.NONE),
    FAILS_THRICE(3, 40, 4, Jitter.FULL, Order.NONE),
    /// Fails in the end, after long pauses.
    FAILS_SLOWLY(4, 2_000, 4, Jitter.HALF, Order.NONE),
    /// Fails now and then.
    FLAKY(4, 300, 2, Jitter.NONE, Order.NONE),
    /// Fails now and then, and is tried again the next day.
    PATIENT(2, 86_400_000, 1, Jitter.NONE, Order.NONE),
    /// Fails for good.
    HOPELESS(4, 50, 2, Jitter.NONE, Order.NONE),
    SNOOZES(2, 100, 2, Jitter.HALF, Order.NONE),
    /// Passes its deadline, mostly, and is interrupted.
    SLOW(2, 1_000, 1, Jitter.NONE, Order.NONE),
    /// Only the newest version has a handler for it.
    LATER(1, 1, 1, Jitter.NONE, Order.NONE),
    ORDERED(1, 1, 1, Jitter.NONE, Order.GROUP),
    ORDERED_FAILS(3, 500, 2, Jitter.HALF, Order.GROUP),
    ORDERED_FLAKY(3, 5, 2, Jitter.FULL, Order.GROUP),
    /// Holds its group until it has ended.
    ORDERED_STRICT(3, 1_500, 2, Jitter.HALF, Order.STRICT);

    static final String QUEUE = "q";

    private static final Duration MAX_PAUSE = Duration.ofDays(1);
    private static final Duration MAX_AGE = Duration.ofDays(365);
    private static final int CRASHES = 3;

    private final int attempts;
    private final long base;
    private final int factor;
    private final Jitter jitter;
    private final Order order;

    Kind(int attempts, long base, int factor, Jitter jitter, Order order) {
        this.attempts = attempts;
        this.base = base;
        this.factor = factor;
        this.jitter = jitter;
        this.order = order;
    }

    String type() {
        return name();
    }

    boolean ordered() {
        return order != Order.NONE;
    }

    TypeConfig config() {
        return new TypeConfig(
                QUEUE,
                PayloadKind.JSON,
                order,
                new RetryConfig(
                        attempts,
                        Duration.ofMillis(base),
                        factor,
                        MAX_PAUSE,
                        jitter,
                        MAX_AGE,
                        List.of(),
                        CRASHES),
                Duration.ofMillis(this == SLOW ? 500 : 60_000),
                Duration.ofDays(1),
                LimitConfig.of(this == SLOW ? 3 : 20),
                "",
                false);
    }

    /// What an operator has written about it.
    Event.Declared declared() {
        List<Long> pauses = new ArrayList<>();
        long pause = base;
        for (int attempt = 1; attempt < attempts; attempt++) {
            pauses.add(
                    switch (jitter) {
                        case FULL -> 0L;
                        case HALF -> pause / 2;
                        case NONE -> pause;
                    });
            pause *= factor;
        }
        return new Event.Declared(type(), order == Order.STRICT, attempts, pauses, CRASHES);
    }
}
