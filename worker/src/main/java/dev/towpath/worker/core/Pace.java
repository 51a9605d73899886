package dev.towpath.worker.core;

/// How many jobs of a type may begin in a time: a bucket of tokens (Turner, "New directions in
/// communications", 1986) that holds what a tenth of a second brings, at least one.
final class Pace {
    private static final double BURST_SECONDS = 0.1;

    private double perSecond;
    private double tokens;
    private long filledAt;

    /// @param perSecond 0 for none, infinity for any number
    Pace(double perSecond) {
        this.perSecond = perSecond;
    }

    void set(double rate, long now) {
        fill(now);
        perSecond = rate;
    }

    boolean allows(long now) {
        if (perSecond == Double.POSITIVE_INFINITY) {
            return true;
        }
        fill(now);
        return tokens >= 1;
    }

    /// One begins.
    void take() {
        if (perSecond != Double.POSITIVE_INFINITY) {
            tokens--;
        }
    }

    /// It does not begin, or is counted anew.
    void giveBack() {
        if (perSecond != Double.POSITIVE_INFINITY) {
            tokens++;
        }
    }

    private void fill(long now) {
        if (now > filledAt && perSecond != Double.POSITIVE_INFINITY) {
            double most = Math.max(1, perSecond * BURST_SECONDS);
            tokens = Math.min(most, tokens + (now - filledAt) / 1_000.0 * perSecond);
        }
        filledAt = Math.max(filledAt, now);
    }
}
