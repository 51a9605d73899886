package dev.towpath.worker.core;

import dev.towpath.schemas.wire.JobEnvelope;

/// How often a job of a type is tried, and how long it waits between two attempts: exponential
/// backoff with jitter (Brooker, "Exponential Backoff And Jitter", 2015), the chance of which is
/// drawn from job and attempt, so that the same attempt always waits equally long.
///
/// @param attempts from 1
/// @param baseMillis the pause before the second attempt
/// @param factor what each further pause is longer by, from 1
/// @param maxMillis the longest pause
/// @param chancePercent how much of a pause is left to chance, 0 to 100
/// @param maxAgeMillis how long after it was accepted a job may still be tried again
/// @param maxCrashes how many workers may die with a job before it is dead
public record RetryPolicy(
        int attempts,
        long baseMillis,
        int factor,
        long maxMillis,
        int chancePercent,
        long maxAgeMillis,
        int maxCrashes) {
    /// No attempt after the first.
    public static final RetryPolicy ONCE = new RetryPolicy(1, 1, 1, 1, 0, Long.MAX_VALUE, 3);

    /// What a handler may ask for at most; it can ask again.
    static final long MOST_AFTER_MILLIS = 86_400_000;

    static final long NEVER = -1;

    public RetryPolicy {
        if (chancePercent < 0 || chancePercent > 100) {
            throw new IllegalArgumentException("expected a chance of 0 to 100 percent");
        }
        if (attempts < 1 || baseMillis < 0 || factor < 1 || maxMillis < 0 || maxAgeMillis < 0) {
            throw new IllegalArgumentException(
                    "expected attempts and factor from 1 and no negative time");
        }
    }

    /// How long a job waits that has just failed, or [#NEVER] when it is not tried again.
    long pause(Job job, Verdict.Failed failed, long now) {
        if (failed.last() || job.attempt >= attempts) {
            return NEVER;
        }
        long asked = Math.min(failed.afterMillis(), MOST_AFTER_MILLIS);
        long pause = Math.max(backoff(job), asked);
        JobEnvelope envelope = job.arrival.envelope();
        // Whoever replays a job knows that it is old.
        boolean tooOld =
                !envelope.has(JobEnvelope.REPLAYED)
                        && now - envelope.acceptedAt() + pause > maxAgeMillis;
        return tooOld ? NEVER : pause;
    }

    /// The pause after the last attempt of a job, without what its handler asked for.
    long backoff(Job job) {
        long whole = whole(job.attempt);
        return whole - part(job, whole * chancePercent / 100);
    }

    private long whole(int attempt) {
        long whole = Math.min(baseMillis, maxMillis);
        for (int i = 1; i < attempt && whole < maxMillis && factor > 1; i++) {
            whole = Math.min(whole * factor, maxMillis);
        }
        return whole;
    }

    /// Anything from 0 to the whole.
    private static long part(Job job, long whole) {
        long hash = job.arrival.high() * 31 + job.arrival.low();
        hash = (hash ^ job.generation * 1_000_003L ^ job.attempt) * 0x9e3779b97f4a7c15L;
        hash = (hash ^ hash >>> 30) * 0xbf58476d1ce4e5b9L;
        hash = (hash ^ hash >>> 27) * 0x94d049bb133111ebL;
        return Long.remainderUnsigned(hash ^ hash >>> 31, whole + 1);
    }
}
