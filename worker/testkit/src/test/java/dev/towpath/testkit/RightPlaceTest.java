package dev.towpath.testkit;

import static dev.towpath.testkit.Histories.accepted;
import static dev.towpath.testkit.Histories.breaks;
import static dev.towpath.testkit.Histories.keeps;
import static dev.towpath.testkit.Histories.started;

import dev.towpath.testkit.Event.Submitted;
import dev.towpath.worker.handler.Fence;
import org.junit.jupiter.api.Test;

class RightPlaceTest {
    private final Guarantee guarantee = new RightPlace();

    @Test
    void aHandlerSeesWhatWasSubmitted() {
        keeps(guarantee, accepted("a", 0), started("a"));
        breaks(
                guarantee,
                "which is not what was submitted",
                accepted("a", 0),
                accepted("b", 1),
                started("a", 0, 1, "payload of b"));
    }

    @Test
    void aHandlerSeesTheTypeThatWasSubmitted() {
        breaks(
                guarantee,
                "starts as type u",
                accepted("a", 0),
                new Event.AttemptStarted(
                        "a", 0, 1, new Fence(1, 0, 1), "w", "", "u", "payload of a", 0));
    }

    @Test
    void nothingStartsThatNobodySubmitted() {
        breaks(guarantee, "job b starts, and nobody submitted it", accepted("a", 0), started("b"));
    }

    @Test
    void anIdIsInOnePartition() {
        breaks(
                guarantee,
                "job a is in q and in p",
                accepted("a", 0),
                Submitted.accepted("a", "q", 0));
    }
}
