package dev.towpath.testkit;

import static dev.towpath.testkit.Histories.accepted;
import static dev.towpath.testkit.Histories.breaks;
import static dev.towpath.testkit.Histories.crash;
import static dev.towpath.testkit.Histories.ended;
import static dev.towpath.testkit.Histories.is;
import static dev.towpath.testkit.Histories.keeps;
import static dev.towpath.testkit.Histories.letter;
import static dev.towpath.testkit.Histories.opened;
import static dev.towpath.testkit.Histories.started;
import static dev.towpath.testkit.Histories.tellsNothing;

import dev.towpath.schemas.ledger.State;
import dev.towpath.testkit.Event.Healed;
import dev.towpath.testkit.Event.Looked;
import dev.towpath.testkit.Event.Result;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class EveryPartitionMovesTest {
    private final Guarantee guarantee = new EveryPartitionMoves(Duration.ofMillis(100));

    @Test
    void aPartitionWhoseJobsEndMoves() {
        keeps(
                guarantee,
                accepted("a", 0),
                accepted("b", 1),
                new Healed(1_000),
                new Looked(1_100),
                is("a", State.DONE),
                new Looked(1_200),
                is("b", State.DONE));
    }

    @Test
    void oneWithWorkWhereNothingEndsStandsStill() {
        breaks(
                guarantee,
                "partition p stands still for 101 ms, and has work: job b",
                accepted("a", 0),
                accepted("b", 1),
                new Healed(1_000),
                new Looked(1_100),
                is("a", State.DONE),
                new Looked(1_201));
    }

    @Test
    void anAttemptAtWorkIsNoStandstill() {
        keeps(
                guarantee,
                accepted("a", 0),
                new Healed(1_000),
                started("a"),
                new Looked(9_000),
                ended("a", Result.DONE),
                new Looked(9_100),
                is("a", State.DONE));
    }

    @Test
    void theDeadAreNotAtWork() {
        breaks(
                guarantee,
                "partition p stands still for 101 ms",
                accepted("a", 0),
                started("a"),
                crash(1),
                new Healed(1_000),
                new Looked(1_101));
        breaks(
                guarantee,
                "partition p stands still for 101 ms",
                accepted("a", 0),
                started("a"),
                opened(2),
                new Healed(1_000),
                new Looked(1_101));
    }

    @Test
    void whatRunsAgainAndAgainAndNeverEndsStandsStill() {
        breaks(
                guarantee,
                "partition p stands still for 120 ms",
                accepted("a", 0),
                new Healed(1_000),
                started("a"),
                ended("a", Result.DONE),
                new Looked(1_060),
                started("a"),
                ended("a", Result.DONE),
                new Looked(1_120));
    }

    @Test
    void aDeadLetterIsAMove() {
        keeps(
                guarantee,
                accepted("a", 0),
                new Healed(1_000),
                new Looked(1_100),
                letter("", 1),
                new Looked(1_200),
                is("a", State.DONE));
    }

    @Test
    void withoutWorkItTellsNothing() {
        tellsNothing(guarantee, new Healed(1_000), new Looked(90_000));
    }
}
