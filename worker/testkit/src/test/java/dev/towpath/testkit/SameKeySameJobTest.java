package dev.towpath.testkit;

import static dev.towpath.testkit.Histories.accepted;
import static dev.towpath.testkit.Histories.breaks;
import static dev.towpath.testkit.Histories.conflict;
import static dev.towpath.testkit.Histories.is;
import static dev.towpath.testkit.Histories.keeps;
import static dev.towpath.testkit.Histories.started;

import dev.towpath.schemas.ledger.State;
import dev.towpath.testkit.Event.Submitted;
import org.junit.jupiter.api.Test;

class SameKeySameJobTest {
    private final Guarantee guarantee = new SameKeySameJob();

    private static Submitted keyed(String job, long offset, String key) {
        return accepted(job, offset).keyed(key, 0, 1_000);
    }

    @Test
    void aKeyIsOneJob() {
        keeps(guarantee, keyed("a", 0, "k"), keyed("a", 1, "k"), started("a"));
        breaks(
                guarantee,
                "key k is job b, and was job a",
                keyed("a", 0, "k"),
                keyed("b", 1, "k"),
                started("a"),
                started("b"));
    }

    @Test
    void whatIsCalledOffNeedNotRun() {
        Submitted other = keyed("a", 1, "k").with("other");
        keeps(guarantee, keyed("a", 0, "k"), other, Histories.cancel("a", 0, 2, 0), started("a"));
        breaks(
                guarantee,
                "with other never ran and is no conflict",
                keyed("a", 0, "k"),
                Histories.cancel("a", 0, 1, 0),
                other,
                started("a"));
    }

    @Test
    void whatRepeatsAJobOnTheLadderMayBeCalledOffWithItUntilTheCancelIsRead() {
        Submitted delayed = keyed("a", -1, "k").with("other");
        Event climbs = new Event.OnLadder("c", "a", 0, 0, 0, delayed.submission(), 9);
        Event.CancelAsked cancel = Histories.cancel("a", 0, 1, 1_000);
        Submitted repeat = keyed("a", 1, "k").with("other");
        keeps(guarantee, keyed("a", 0, "k"), delayed, climbs, cancel, repeat, started("a"));
        breaks(
                guarantee,
                "with other never ran and is no conflict",
                keyed("a", 0, "k"),
                delayed,
                climbs,
                cancel,
                Histories.read(cancel, 0),
                repeat,
                started("a"));
    }

    @Test
    void aJobIsOfOneKey() {
        breaks(
                guarantee,
                "job a is that of key l, and was that of key k",
                keyed("a", 0, "k"),
                keyed("a", 1, "l"),
                started("a"));
        breaks(
                guarantee,
                "job a has no key, and is that of key k",
                keyed("a", 0, "k"),
                accepted("a", 1),
                started("a"));
    }

    @Test
    void aRepeatSharesTheFateOfWhatItRepeats() {
        Submitted other = keyed("a", 1, "k").with("other");
        Submitted repeat = keyed("a", 2, "k").with("other");
        keeps(guarantee, keyed("a", 0, "k"), other, repeat, started("a"), conflict(other));
    }

    @Test
    void whatIsNotDueYetHasNoFateYet() {
        Submitted other = keyed("a", -1, "k").with("other");
        Event climbs = new Event.OnLadder("c", "a", 0, 0, 0, other.submission(), 9);
        keeps(guarantee, keyed("a", 0, "k"), other, climbs, started("a"));
        breaks(guarantee, "never ran and is no conflict", keyed("a", 0, "k"), other, started("a"));
    }

    @Test
    void anotherPayloadIsAVisibleConflict() {
        Submitted other = keyed("a", 1, "k").with("other");
        keeps(guarantee, keyed("a", 0, "k"), other, started("a"), conflict(other));
        breaks(
                guarantee,
                "never ran and is no conflict",
                keyed("a", 0, "k"),
                other,
                started("a"),
                is("a", State.DONE));
    }

    @Test
    void aGenerationRunsWithOnePayload() {
        breaks(
                guarantee,
                "job a in generation 0 runs with other, and ran with payload of a",
                keyed("a", 0, "k"),
                keyed("a", 1, "k").with("other"),
                started("a"),
                started("a", 0, 1, "other"));
    }

    @Test
    void whatExpiredNeverRan() {
        keeps(guarantee, keyed("a", 0, "k"), is("a", State.EXPIRED));
    }

    @Test
    void whatIsDeadBeforeItsFirstAttemptNeedNotRunThoughALaterOneDid() {
        Submitted first = keyed("a", 0, "k").with("other");
        Submitted repeat = keyed("a", 1, "k").with("other");
        Submitted later = keyed("a", 2, "k");
        Event again = started("a", 1, 1);
        keeps(guarantee, first, repeat, is(first, 0, State.DEAD), later, again);
        breaks(
                guarantee,
                "with other never ran and is no conflict",
                first,
                is(first, 0, State.DONE),
                later,
                again);
        breaks(
                guarantee,
                "with payload of a never ran and is no conflict",
                later,
                started("a", 0, 1, "other"),
                is(later, 0, State.DEAD));
    }
}
