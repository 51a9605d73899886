package dev.towpath.schemas.topic;

import java.time.Duration;

/// One rung of the ladder: a topic in which every job waits equally long, so that it is a queue in
/// which the first to come is the first to go on.
///
/// A job waits on the longest rung not above its remaining time, then on a shorter one, and what is
/// due within [#TIMER] waits in a gateway's memory. `NOW` holds what is due that soon already.
public enum Rung {
    NOW(0),
    S4(4),
    S16(16),
    S64(64),
    S256(256),
    S1024(1_024),
    S4096(4_096),
    S16384(16_384),
    S65536(65_536),
    S262144(262_144),
    S1048576(1_048_576);

    /// The remaining time below which a job waits in memory.
    public static final Duration TIMER = Duration.ofSeconds(4);

    /// For how long all gateways may be away before a job is lost on its rung.
    public static final Duration OUTAGE = Duration.ofDays(7);

    private static final Rung[] ALL = values();

    private final long seconds;

    Rung(long seconds) {
        this.seconds = seconds;
    }

    /// The longest rung not above the remaining time.
    ///
    /// @param millis until the job is due; less than the shortest rung, or none, gives `NOW`
    public static Rung below(long millis) {
        Rung best = NOW;
        for (Rung rung : ALL) {
            if (rung.millis() <= millis) {
                best = rung;
            }
        }
        return best;
    }

    /// How long each job waits here.
    public long millis() {
        return seconds * 1_000;
    }

    /// The last part of its topic's name, such as `64s`.
    public String word() {
        return seconds + "s";
    }

    /// How long its topic keeps a record.
    public Duration retention() {
        return Duration.ofMillis(millis()).plus(OUTAGE);
    }
}
