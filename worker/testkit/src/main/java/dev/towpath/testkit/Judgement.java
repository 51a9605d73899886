package dev.towpath.testkit;

import java.util.List;

/// What a [Guarantee] says of a history.
public sealed interface Judgement {
    /// The promise was kept.
    ///
    /// @param judged how many things were looked at
    record Kept(int judged) implements Judgement {}

    /// The promise was broken.
    ///
    /// @param breaches at least one
    record Broken(List<Breach> breaches) implements Judgement {
        public Broken {
            breaches = List.copyOf(breaches);
        }
    }

    /// The history does not tell: it lacks its beginning or its end, or nothing happened that the
    /// promise speaks of.
    record Unknown(String why) implements Judgement {}

    /// One event that breaks a promise.
    ///
    /// @param at its place in the history, from 0; for what is missing in the end, of the last
    ///     event
    record Breach(int at, Event event, String what) {
        @Override
        public String toString() {
            return "event " + at + ": " + what + " (" + event + ")";
        }
    }
}
