package dev.towpath.worker.core;

import dev.towpath.schemas.error.ErrorCode;

/// What the handlers of some types depend on, and how many of their jobs may run.
///
/// Where its policy says so, that number is found as TCP finds its window (slow start, additive
/// increase, multiplicative decrease: Jacobson, "Congestion Avoidance and Control", 1988; growth
/// only by what is in use: RFC 7661). It doubles a round while nothing is known, so that a target
/// that has just come back is not run over; it halves when a tenth of the latest attempts was
/// turned away, or half of them used up their time; from then on it grows by a tenth a round. What
/// fails in time says nothing of how much a target bears.
final class Target {
    /// Jobs that may run before anything is known.
    static final int FIRST = 64;

    /// Where slowness alone ends to take room away: a type that hangs must not stop the others.
    static final int LEAST_FOR_THE_SLOW = 16;

    private static final double WEIGHT_OF_THE_LATEST = 1.0 / 32;
    private static final double TURNED_AWAY = 1;
    private static final double SLOW = 0.2;
    private static final double TOO_MUCH = 0.1;
    private static final int GOOD_FOR_ONE_MORE = 10;

    private final TargetPolicy policy;
    private int room;
    private int inFlight;
    private boolean probed;
    private int doublesUpTo = Integer.MAX_VALUE;
    private int good;
    private double strain;
    private long cutAt;

    Target(TargetPolicy policy) {
        this.policy = policy;
        this.room = first();
    }

    /// A target that nobody named.
    static Target none() {
        return new Target(TargetPolicy.NONE);
    }

    /// How many jobs may run just now.
    int room() {
        return room;
    }

    int inFlight() {
        return inFlight;
    }

    boolean hasRoom() {
        return inFlight < room;
    }

    /// Why nothing more starts.
    String full() {
        return room < policy.maxInFlight()
                ? "as many jobs run as its target bears just now"
                : "as many jobs of its target run as may";
    }

    /// Nothing more starts: it is out.
    void wentOut() {
        if (!probed) {
            doublesUpTo = Math.max(1, Math.min(room, inFlight) / 2);
        }
    }

    /// So many may run, to see whether it is back.
    void probe(int jobs) {
        probed = true;
        room = Math.min(policy.maxInFlight(), jobs);
    }

    void recovered() {
        probed = false;
        strain = 0;
        room = first();
    }

    void started() {
        inFlight++;
    }

    void ended() {
        inFlight--;
    }

    /// Whether a job is done elsewhere, by the deployment that submitted it.
    boolean isElsewhere(Job job) {
        return policy.elsewhere().test(job.arrival.envelope().deployment());
    }

    /// Learns from what came of an attempt, before it counts as ended.
    ///
    /// @param startedAt milliseconds since 1970
    /// @param late whether it used up its time
    void learn(Verdict verdict, long startedAt, boolean late, long now) {
        if (!policy.adaptive() || probed) {
            return;
        }
        switch (verdict) {
            case Verdict.Done _, Verdict.Snoozed _ -> bore();
            case Verdict.Failed failed when failed.code() == ErrorCode.ATTEMPT_BROKE_OFF ->
                    strained(TURNED_AWAY, 1, startedAt, now);
            case Verdict.Failed _ when late -> strained(SLOW, LEAST_FOR_THE_SLOW, startedAt, now);
            case Verdict.Hindered hindered when hindered.byTarget() ->
                    strained(TURNED_AWAY, 1, startedAt, now);
            case Verdict.Failed _, Verdict.Hindered _ -> {}
        }
    }

    private void bore() {
        strain -= strain * WEIGHT_OF_THE_LATEST;
        if (room >= policy.maxInFlight() || inFlight <= room / 2) {
            return;
        }
        good++;
        if (room < doublesUpTo || good >= Math.min(GOOD_FOR_ONE_MORE, room)) {
            good = 0;
            room++;
        }
    }

    private void strained(double weight, int least, long startedAt, long now) {
        if (startedAt <= cutAt) {
            // It began when more might run: that was answered already.
            return;
        }
        strain += (weight - strain) * WEIGHT_OF_THE_LATEST;
        if (strain >= TOO_MUCH) {
            strain = 0;
            cutAt = now;
            room = Math.min(room, Math.max(least, Math.min(room, inFlight) / 2));
            doublesUpTo = room;
        }
    }

    private int first() {
        return policy.adaptive() ? Math.min(FIRST, policy.maxInFlight()) : policy.maxInFlight();
    }
}
