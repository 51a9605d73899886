package dev.towpath.worker.core;

import dev.towpath.schemas.wire.Hop;

/// How a job that did not end comes back: in its place after a while, or by the ladder.
final class Returns {
    private static final long HINDERED_PAUSE_MILLIS = 1_000;
    private static final long SHORT_SNOOZE_MILLIS = 1_000;
    private static final long ASIDE_MILLIS = 16_000;
    private static final int MOST_ASIDE_FOURFOLDS = 3;

    private final Waiting waiting;
    private final Departures departures;
    private final Notes notes;
    private final Wanted wanted;

    Returns(Waiting waiting, Departures departures, Notes notes, Wanted wanted) {
        this.waiting = waiting;
        this.departures = departures;
        this.notes = notes;
        this.wanted = wanted;
    }

    /// An attempt failed.
    ///
    /// @return whether another one will be made
    boolean failed(Job job, Verdict.Failed failed, long now) {
        TypePolicy policy = job.type.policy;
        long pause = policy == null ? RetryPolicy.NEVER : policy.retry().pause(job, failed, now);
        if (pause == RetryPolicy.NEVER) {
            return false;
        }
        if (holdsItsGroup(job)) {
            notes.add(job);
            stay(job, now + pause, failed, now);
        } else {
            wanted.add(departures.leave(job, pause, failed));
        }
        return true;
    }

    /// The attempt that was just made is not burned.
    void snoozed(Job job, Verdict.Snoozed snoozed, long now) {
        job.attempt--;
        long pause = Math.min(snoozed.until() - now, RetryPolicy.MOST_AFTER_MILLIS);
        if (pause <= SHORT_SNOOZE_MILLIS || holdsItsGroup(job)) {
            stay(job, now + pause, snoozed, now);
        } else {
            wanted.add(departures.leave(job, pause, snoozed));
        }
    }

    /// The attempt that was just made is not burned. What is hindered for long makes room for
    /// others.
    void hindered(Job job, Verdict.Hindered hindered, long now) {
        job.attempt--;
        if (job.hinderedSince == 0) {
            job.hinderedSince = now;
        }
        long asked = Math.min(hindered.afterMillis(), RetryPolicy.MOST_AFTER_MILLIS);
        boolean inTheWay = now - job.hinderedSince >= Turns.STANDS_IN_THE_WAY_MILLIS;
        if (holdsItsGroup(job) || (!inTheWay && asked <= HINDERED_PAUSE_MILLIS)) {
            stay(job, now + Math.max(asked, HINDERED_PAUSE_MILLIS), hindered, now);
        } else {
            long pause = inTheWay ? Math.max(asked, asideMillis(job)) : asked;
            wanted.add(departures.leave(job, pause, hindered));
        }
    }

    /// A job that is kept back goes to the ladder, so that what is behind it can run.
    void aside(Job job, long now) {
        String held = job.type.held(now);
        String reason = held.isEmpty() ? "this worker runs as many of its type as it may" : held;
        wanted.add(departures.leave(job, asideMillis(job), new Verdict.Hindered(reason)));
    }

    /// The longer, the more often the job was put back.
    private static long asideMillis(Job job) {
        int hops = Math.min(Hop.count(job.arrival.envelope().hop()), MOST_ASIDE_FOURFOLDS);
        return ASIDE_MILLIS << 2 * hops;
    }

    private void stay(Job job, long until, Verdict verdict, long now) {
        waiting.sleep(job, until);
        wanted.add(new Effect.Stayed(job, Marks.stays(job, until, now, verdict), verdict));
    }

    private static boolean holdsItsGroup(Job job) {
        return job.type.policy != null && job.type.policy.strict() && job.lane != null;
    }
}
