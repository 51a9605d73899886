package dev.towpath.testkit.broker;

import java.util.random.RandomGenerator;

/// How often a broker leaves a client without an answer.
public enum Odds {
    /// Now and then a record or a commit is lost, or goes through and nobody says so.
    ROUGH {
        @Override
        int fate(RandomGenerator random, int of) {
            return random.nextInt(of);
        }
    },

    /// Everything that is asked is answered, and markers come soon; what is slow and what comes
    /// first chance says all the same.
    CALM {
        @Override
        int fate(RandomGenerator random, int of) {
            return of - 1;
        }
    };

    /// One of so many fates, the last of which is that nothing happens.
    abstract int fate(RandomGenerator random, int of);
}
