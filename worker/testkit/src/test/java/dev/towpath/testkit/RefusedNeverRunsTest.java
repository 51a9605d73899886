package dev.towpath.testkit;

import static dev.towpath.testkit.Histories.accepted;
import static dev.towpath.testkit.Histories.breaks;
import static dev.towpath.testkit.Histories.is;
import static dev.towpath.testkit.Histories.keeps;
import static dev.towpath.testkit.Histories.runs;
import static dev.towpath.testkit.Histories.started;
import static dev.towpath.testkit.Histories.tellsNothing;

import dev.towpath.schemas.ledger.State;
import dev.towpath.testkit.Event.Answer;
import dev.towpath.testkit.Event.Submitted;
import org.junit.jupiter.api.Test;

class RefusedNeverRunsTest {
    private final Guarantee guarantee = new RefusedNeverRuns();
    private final Submitted refused = accepted("b", 0).answered(Answer.REFUSED);

    @Test
    void aRefusedJobNeverStarts() {
        keeps(guarantee, refused);
        breaks(guarantee, "job b was refused, and started", refused, started("b"));
        breaks(guarantee, "job b was refused, and started", refused, runs(refused, 0));
    }

    @Test
    void whatWasAcceptedUnderTheSameIdMayRun() {
        Submitted other = accepted("b", 1);
        keeps(guarantee, refused, other, runs(other, 0), is(other, 0, State.DONE));
        breaks(guarantee, "job b was refused, and started", refused, other, runs(refused, 0));
    }

    @Test
    void whatMayHaveBeenAcceptedMayRun() {
        keeps(guarantee, refused, refused.answered(Answer.UNKNOWN), runs(refused, 0));
    }

    @Test
    void withoutARefusalItTellsNothing() {
        tellsNothing(guarantee, accepted("a", 0), started("a"));
    }
}
