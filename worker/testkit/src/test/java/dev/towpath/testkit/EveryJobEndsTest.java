package dev.towpath.testkit;

import static dev.towpath.testkit.Histories.accepted;
import static dev.towpath.testkit.Histories.breaks;
import static dev.towpath.testkit.Histories.is;
import static dev.towpath.testkit.Histories.keeps;
import static dev.towpath.testkit.Histories.onLadder;
import static dev.towpath.testkit.Histories.started;
import static dev.towpath.testkit.Histories.waiting;

import dev.towpath.schemas.ledger.State;
import dev.towpath.testkit.Event.Answer;
import org.junit.jupiter.api.Test;

class EveryJobEndsTest {
    private final Guarantee guarantee = new EveryJobEnds();

    @Test
    void anAcceptedJobEndsOnce() {
        keeps(guarantee, accepted("a", 0), started("a"), is("a", State.DONE));
        keeps(guarantee, accepted("a", 0), is("a", State.EXPIRED));
    }

    @Test
    void anAcceptedJobThatNeverEndsIsLost() {
        breaks(guarantee, "job a in generation 0 never ended", accepted("a", 0), started("a"));
        breaks(guarantee, "job a in generation 0 never ended", accepted("a", 0));
    }

    @Test
    void aJobEndsInOneStateAGeneration() {
        breaks(
                guarantee,
                "job a in generation 0 ended as",
                accepted("a", 0),
                is("a", State.DONE),
                is("a", State.DEAD));
        keeps(guarantee, accepted("a", 0), is("a", State.DEAD), is("a", 1, State.DONE, 1));
    }

    @Test
    void aGenerationThatStartedEnds() {
        breaks(
                guarantee,
                "job a in generation 1 never ended",
                accepted("a", 0),
                is("a", State.DEAD),
                started("a", 1, 1));
    }

    @Test
    void anUnknownAnswerHasNoneOrOneJob() {
        keeps(guarantee, accepted("a", 0), is("a", State.DONE), unknown("b"));
        keeps(guarantee, accepted("a", 0), is("a", State.DONE), unknown("b"), is("b", State.DONE));
        breaks(guarantee, "job b in generation 0 never ended", unknown("b"), started("b"));
    }

    @Test
    void aJobThatIsNotDueYetNeedNotHaveEnded() {
        keeps(guarantee, accepted("a", -1), onLadder("a", 0, 9));
        keeps(guarantee, accepted("a", 0), started("a"), onLadder("a", 1, 9), waiting("a", 1, 1));
        breaks(
                guarantee,
                "job a in generation 0 never ended",
                accepted("a", -1),
                onLadder("a", 0, 0));
        breaks(
                guarantee,
                "job a in generation 0 never ended",
                accepted("a", 0),
                started("a"),
                onLadder("a", 1, 9));
    }

    private static Event unknown(String job) {
        return accepted(job, -1).answered(Answer.UNKNOWN);
    }
}
