package dev.towpath.e2e.proxy;

/// What a [Link] does to the bytes that pass.
public enum Weather {
    CLEAR,
    /// Nothing passes either way; what was sent comes late.
    BLACKHOLE,
    /// Requests get lost, answers pass.
    REQUESTS_LOST,
    /// Requests pass, answers get lost: what was asked for is done, and nobody hears of it.
    ANSWERS_LOST,
    /// Requests pass, answers come when it has cleared up.
    ANSWERS_HELD,
    /// Both ways take longer.
    SLOW;

    boolean loses(boolean request) {
        return switch (this) {
            case REQUESTS_LOST -> request;
            case ANSWERS_LOST -> !request;
            case CLEAR, BLACKHOLE, ANSWERS_HELD, SLOW -> false;
        };
    }

    boolean holds(boolean request) {
        return switch (this) {
            case BLACKHOLE -> true;
            case ANSWERS_HELD -> !request;
            case CLEAR, REQUESTS_LOST, ANSWERS_LOST, SLOW -> false;
        };
    }
}
