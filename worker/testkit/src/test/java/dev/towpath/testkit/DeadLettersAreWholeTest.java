package dev.towpath.testkit;

import static dev.towpath.testkit.Histories.EXPRESS;
import static dev.towpath.testkit.Histories.accepted;
import static dev.towpath.testkit.Histories.breaks;
import static dev.towpath.testkit.Histories.is;
import static dev.towpath.testkit.Histories.keeps;
import static dev.towpath.testkit.Histories.letter;
import static dev.towpath.testkit.Histories.onExpress;
import static dev.towpath.testkit.Histories.onLadder;

import dev.towpath.schemas.ledger.State;
import org.junit.jupiter.api.Test;

class DeadLettersAreWholeTest {
    private final Guarantee guarantee = new DeadLettersAreWhole();

    @Test
    void aDeadJobHasALetterWithItsBytes() {
        keeps(guarantee, accepted("a", 0), letter("a", 0), is("a", State.DEAD));
        breaks(
                guarantee,
                "job a in generation 0 is dead without a letter",
                accepted("a", 0),
                is("a", State.DEAD));
        breaks(
                guarantee,
                "the dead letter of p@0 holds other bytes than record of a",
                accepted("a", 0),
                letter("a", 0, "something else"),
                is("a", State.DEAD));
    }

    @Test
    void aPointerHoldsNoBytes() {
        keeps(guarantee, accepted("a", 0), letter("a", 0, ""), is("a", State.DEAD));
    }

    @Test
    void whatIsNotDeadHasNone() {
        breaks(
                guarantee,
                "job a in generation 0 has a letter and is not dead",
                accepted("a", 0),
                letter("a", 0),
                is("a", State.DONE));
    }

    @Test
    void aRecordThatIsNoJobHasOneToo() {
        Event foreign = new Event.Foreign("p", 3, "garbage");
        keeps(guarantee, foreign, letter("", 3, "garbage"));
        breaks(guarantee, "the record at p@3 is no job and has no letter", foreign);
        breaks(guarantee, "where nothing was", foreign, letter("", 4, "garbage"));
    }

    @Test
    void aLetterOfAJobNamesIt() {
        breaks(
                guarantee,
                "the dead letter of p@0 names no job",
                accepted("a", 0),
                letter("", 0, "record of a"),
                is("a", State.DEAD));
    }

    @Test
    void theLetterOfAJobThatWasTriedAgainHoldsItsLastCopy() {
        Event.DeadLettered letter =
                new Event.DeadLettered("a", 0, EXPRESS, 0, "record of a", "TP-3001");
        keeps(
                guarantee,
                accepted("a", 0),
                onLadder("a", 1, 9),
                onExpress("a", 1, 0),
                letter,
                is("a", State.DEAD));
    }
}
