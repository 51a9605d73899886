package dev.towpath.testkit;

import static dev.towpath.testkit.Histories.accepted;
import static dev.towpath.testkit.Histories.breaks;
import static dev.towpath.testkit.Histories.conflict;
import static dev.towpath.testkit.Histories.is;
import static dev.towpath.testkit.Histories.keeps;
import static dev.towpath.testkit.Histories.tellsNothing;

import dev.towpath.schemas.ledger.State;
import dev.towpath.testkit.Event.Counted;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConservationTest {
    private final Guarantee guarantee = new Conservation();

    @Test
    void everythingAcceptedIsTold() {
        Event.Submitted other = accepted("a", 3).with("other");
        keeps(
                guarantee,
                accepted("a", 0),
                accepted("b", 1),
                accepted("a", 2),
                other,
                accepted("c", 4),
                is("a", State.DONE),
                is("b", State.DEAD),
                conflict(other),
                new Counted(Map.of(State.DONE, 1L, State.DEAD, 1L, State.CONFLICT, 1L), 1, 1));
    }

    @Test
    void aJobThatNobodyCountsIsMissed() {
        breaks(
                guarantee,
                "2 jobs were accepted, and 1 are told of",
                accepted("a", 0),
                accepted("b", 1),
                is("a", State.DONE),
                new Counted(Map.of(State.DONE, 1L), 0, 0));
    }

    @Test
    void theMetricsSayWhatTheLedgerSays() {
        breaks(
                guarantee,
                "the ledger has 1 jobs that are done, the metrics 0",
                accepted("a", 0),
                is("a", State.DONE),
                new Counted(Map.of(State.DEAD, 1L), 0, 0));
    }

    @Test
    void withoutMetricsItTellsNothing() {
        tellsNothing(guarantee, accepted("a", 0), is("a", State.DONE));
    }
}
