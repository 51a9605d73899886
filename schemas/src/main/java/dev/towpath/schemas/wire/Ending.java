package dev.towpath.schemas.wire;

import java.util.Locale;

/// How an attempt of a job ended, or why none was made.
public enum Ending {
    DONE(1),
    /// It failed and is tried again.
    FAILED(2),
    DEAD(3),
    SNOOZED(4),
    /// The handler could not do its work, without blame.
    HINDERED(5),
    /// It was kept back and stood in the way of others, so it went to the ladder.
    ASIDE(6),
    EXPIRED(7),
    CONFLICT(8),
    CANCELLED(9),
    SUPERSEDED(10);

    private static final Ending[] ALL = values();

    private final int number;

    Ending(int number) {
        this.number = number;
    }

    /// Its number on the wire.
    public int number() {
        return number;
    }

    /// In small letters.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// Whether the job goes on after it.
    public boolean goesOn() {
        return switch (this) {
            case FAILED, SNOOZED, HINDERED, ASIDE -> true;
            case DONE, DEAD, EXPIRED, CONFLICT, CANCELLED, SUPERSEDED -> false;
        };
    }

    /// @throws MalformedException when none has this number
    static Ending of(int number) {
        if (number < 1 || number > ALL.length) {
            throw new MalformedException("ending: expected 1 to " + ALL.length + ", got " + number);
        }
        return ALL[number - 1];
    }
}
