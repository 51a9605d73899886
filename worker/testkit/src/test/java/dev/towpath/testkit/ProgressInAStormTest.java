package dev.towpath.testkit;

import static dev.towpath.testkit.Histories.accepted;
import static dev.towpath.testkit.Histories.breaks;
import static dev.towpath.testkit.Histories.is;
import static dev.towpath.testkit.Histories.keeps;
import static dev.towpath.testkit.Histories.started;
import static dev.towpath.testkit.Histories.tellsNothing;

import dev.towpath.schemas.ledger.State;
import dev.towpath.testkit.Event.Looked;
import dev.towpath.testkit.Event.StormBegan;
import dev.towpath.testkit.Event.StormEnded;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProgressInAStormTest {
    private final Guarantee guarantee = new ProgressInAStorm(Duration.ofMillis(100));

    @Test
    void somethingEndsInEveryWindow() {
        keeps(
                guarantee,
                accepted("a", 0),
                accepted("b", 1),
                new StormBegan(1_000),
                new Looked(1_100),
                is("a", State.DONE),
                new StormEnded(1_200));
    }

    @Test
    void aWindowInWhichNothingEndsHasNoProgress() {
        breaks(
                guarantee,
                "nothing moved for 101 ms of a storm, and there is work: job b",
                accepted("a", 0),
                accepted("b", 1),
                new StormBegan(1_000),
                new Looked(1_100),
                is("a", State.DONE),
                new StormEnded(1_201));
    }

    @Test
    void toStartIsNoProgress() {
        breaks(
                guarantee,
                "nothing moved for 110 ms of a storm",
                accepted("a", 0),
                new StormBegan(1_000),
                new Looked(1_050),
                started("a"),
                new Looked(1_110));
    }

    @Test
    void withoutWorkNothingNeedsToMove() {
        keeps(
                guarantee,
                accepted("a", 0),
                new StormBegan(1_000),
                is("a", State.DONE),
                new Looked(9_000),
                accepted("b", 1),
                new Looked(9_100),
                is("b", State.DONE),
                new StormEnded(99_000));
    }

    @Test
    void withoutAStormItTellsNothing() {
        tellsNothing(guarantee, accepted("a", 0), new Looked(90_000), is("a", State.DONE));
    }
}
