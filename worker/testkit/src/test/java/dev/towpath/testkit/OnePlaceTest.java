package dev.towpath.testkit;

import static dev.towpath.testkit.Histories.accepted;
import static dev.towpath.testkit.Histories.breaks;
import static dev.towpath.testkit.Histories.committed;
import static dev.towpath.testkit.Histories.expressCommitted;
import static dev.towpath.testkit.Histories.is;
import static dev.towpath.testkit.Histories.keeps;
import static dev.towpath.testkit.Histories.onExpress;
import static dev.towpath.testkit.Histories.onLadder;
import static dev.towpath.testkit.Histories.tellsNothing;
import static dev.towpath.testkit.Histories.waiting;

import dev.towpath.schemas.ledger.State;
import org.junit.jupiter.api.Test;

class OnePlaceTest {
    private final Guarantee guarantee = new OnePlace();

    @Test
    void aJobThatWaitsIsOnTheLadderOrInExpress() {
        keeps(guarantee, accepted("a", 0), onLadder("a", 1, 9), waiting("a", 1, 1), committed(1));
        keeps(
                guarantee,
                accepted("a", 0),
                onLadder("a", 1, 9),
                waiting("a", 1, 1),
                committed(1),
                onExpress("a", 1, 0));
        breaks(
                guarantee,
                "job a waits for hop 1, which is gone",
                accepted("a", 0),
                onLadder("a", 1, 9),
                waiting("a", 1, 1),
                onExpress("a", 1, 0),
                expressCommitted(1));
    }

    @Test
    void aCopyOfAnotherHopIsNotThatJob() {
        breaks(
                guarantee,
                "job a waits for hop 2, which is gone",
                accepted("a", 0),
                onLadder("a", 1, 9),
                waiting("a", 2, 2));
    }

    @Test
    void aJobThatNobodyTouchedIsWhereItWasSubmittedTo() {
        keeps(guarantee, accepted("a", 0));
        keeps(guarantee, accepted("a", -1), onLadder("a", 0, 9));
        keeps(guarantee, accepted("a", -1), onLadder("a", 0, 9), onExpress("a", 0, 0));
        breaks(guarantee, "job a is in 0 places", accepted("a", 0), committed(1));
        breaks(guarantee, "job a is in 2 places", accepted("a", 0), onLadder("a", 0, 9));
    }

    @Test
    void aKeyMayBeSubmittedBothWays() {
        keeps(guarantee, accepted("a", 0).keyed("k", 0, 1_000), onLadder("a", 0, 9));
    }

    @Test
    void whenAllHaveEndedItTellsNothing() {
        tellsNothing(guarantee, accepted("a", 0), is("a", State.DONE), committed(1));
    }
}
