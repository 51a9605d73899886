package dev.towpath.testkit;

import static dev.towpath.testkit.Histories.accepted;
import static dev.towpath.testkit.Histories.attempt;
import static dev.towpath.testkit.Histories.breaks;
import static dev.towpath.testkit.Histories.crash;
import static dev.towpath.testkit.Histories.effect;
import static dev.towpath.testkit.Histories.ended;
import static dev.towpath.testkit.Histories.is;
import static dev.towpath.testkit.Histories.keeps;
import static dev.towpath.testkit.Histories.opened;
import static dev.towpath.testkit.Histories.runs;
import static dev.towpath.testkit.Histories.started;
import static dev.towpath.testkit.Histories.withNonce;

import dev.towpath.schemas.ledger.State;
import dev.towpath.testkit.Event.Result;
import dev.towpath.worker.handler.Fence;
import java.util.List;
import org.junit.jupiter.api.Test;

class EffectiveOnceTest {
    private final Guarantee guarantee = new EffectiveOnce();

    @Test
    void whatIsDoneTookEffect() {
        keeps(guarantee, accepted("a", 0), started("a"), effect("a"), is("a", State.DONE));
        breaks(
                guarantee,
                "job a in generation 0 is done without any effect",
                accepted("a", 0),
                started("a"),
                is("a", State.DONE));
        breaks(
                guarantee,
                "job a in generation 0 is done without any effect",
                accepted("a", 0),
                started("a"),
                is("a", State.DONE),
                effect("a"));
    }

    @Test
    void whatAnEarlierGenerationWroteThatDidNotEndAsDoneNeedsNotBeWrittenAgain() {
        Event.Submitted first = accepted("a", 0);
        Event.Submitted second = accepted("a", 1);
        keeps(
                guarantee,
                first,
                is(first, 0, State.CANCELLED),
                effect("a", 0, 1),
                second,
                runs(second, 1),
                is(second, 1, State.DONE));
        breaks(
                guarantee,
                "job a in generation 1 is done without any effect",
                first,
                runs(first, 0),
                effect("a", 0, 1),
                is(first, 0, State.DONE),
                second,
                runs(second, 1),
                is(second, 1, State.DONE));
        breaks(
                guarantee,
                "job a in generation 1 is done without any effect",
                first,
                is(first, 0, State.CANCELLED),
                second,
                runs(second, 1),
                is(second, 1, State.DONE),
                effect("a", 0, 1));
        Event.Submitted another = second.with("another payload");
        breaks(
                guarantee,
                "job a in generation 1 is done without any effect",
                first,
                is(first, 0, State.CANCELLED),
                effect("a", 0, 1),
                another,
                runs(another, 1),
                is(another, 1, State.DONE));
    }

    @Test
    void executionsStayWithinWhatTheFaultsPutAtStake() {
        keeps(
                guarantee,
                accepted("a", 0),
                started("a"),
                crash(1),
                started("a", 0, 2),
                effect("a", 0, 2),
                is("a", 0, State.DONE, 2));
        breaks(
                guarantee,
                "partition p has 1 executions too many, and its faults allow 0",
                accepted("a", 0),
                started("a"),
                started("a", 0, 2),
                effect("a", 0, 2),
                is("a", 0, State.DONE, 2));
    }

    @Test
    void whatWasSnoozedIsNoExecutionTooMany() {
        keeps(
                guarantee,
                accepted("a", 0),
                started("a"),
                ended("a", Result.AGAIN),
                started("a"),
                effect("a"),
                is("a", State.DONE));
    }

    @Test
    void whatIsTriedAgainIsNoExecutionTooMany() {
        keeps(
                guarantee,
                accepted("a", 0),
                attempt("a", 1, 0),
                ended("a", 1, Result.FAILED, 0),
                attempt("a", 2, 0),
                effect("a"),
                is("a", State.DONE));
        breaks(
                guarantee,
                "partition p has 1 executions too many, and its faults allow 0",
                accepted("a", 0),
                attempt("a", 1, 0),
                ended("a", 1, Result.FAILED, 0),
                attempt("a", 1, 0),
                effect("a"),
                is("a", State.DONE));
    }

    @Test
    void aGenerationIsOfTheSubmissionThatEndedItAndNotOfWhatAZombieBeganSince() {
        Event.Submitted first = accepted("a", 0).keyed("k", 0, 500);
        Event.Submitted repeat = accepted("a", 1).keyed("k", 100, 500);
        Event.Submitted next = accepted("a", 2).keyed("k", 550, 500);
        keeps(
                guarantee,
                first,
                repeat,
                next,
                run("a", 0, first.submission()),
                effect("a", 0, 1),
                is(first, 0, State.DONE),
                crash(1),
                run("a", 0, repeat.submission()),
                run("a", 1, next.submission()),
                effect("a", 1, 1),
                is(next, 1, State.DONE));
    }

    @Test
    void whatWasOvertakenByADelayedOneThatDiedTakesEffectOnceMore() {
        keeps(
                guarantee,
                accepted("a", 0).keyed("k", 0, 500),
                run("a", 0, "a@0"),
                effect("a", 0, 1),
                is("a", 0, State.DONE, 1),
                accepted("a", 1).keyed("k", 100, 500),
                accepted("a", -1).keyed("k", 600, 500),
                run("a", 1, "a@-1"),
                is("a", 1, State.DEAD, 1),
                run("a", 2, "a@1"),
                effect("a", 2, 1),
                is("a", 2, State.DONE, 1));
    }

    @Test
    void whatWasOvertakenByADelayedOneThatWasCalledOffDoesSoToo() {
        Event.Submitted delayed = accepted("a", -1).keyed("k", 600, 500);
        keeps(
                guarantee,
                accepted("a", 0).keyed("k", 0, 500),
                run("a", 0, "a@0"),
                effect("a", 0, 1),
                is("a", 0, State.DONE, 1),
                accepted("a", 1).keyed("k", 100, 500),
                delayed,
                Histories.is(delayed, 1, State.CANCELLED),
                run("a", 2, "a@1"),
                effect("a", 2, 1),
                is("a", 2, State.DONE, 1));
    }

    @Test
    void aMarkMayHaveTheLowerHalfAloneOfTheOneThatWasCalledOff() {
        Event.Submitted overtaken = accepted("a", -1).keyed("k", 100, 500);
        Event.Submitted later =
                withNonce(accepted("a", -1).keyed("k", 600, 500), "f8ae99fb9132a4b6");
        for (String told : List.of("ffffffff9132a4b6", "f8ae99fb9132a4b6")) {
            keeps(
                    guarantee,
                    accepted("a", 0).keyed("k", 0, 500),
                    run("a", 0, "a@0"),
                    effect("a", 0, 1),
                    is("a", 0, State.DONE, 1),
                    overtaken,
                    later,
                    new Event.Terminal("a", 1, State.CANCELLED, told, "p", 1),
                    run("a", 2, "a@-1"),
                    effect("a", 2, 1),
                    is("a", 2, State.DONE, 1));
        }
    }

    @Test
    void aDelayedOneThatIsReadAgainAfterALaterOneWasCalledOffDoesSoToo() {
        Event.Submitted delayed = accepted("a", -1).keyed("k", 0, 500);
        Event.Submitted later = accepted("a", 1).keyed("k", 600, 500);
        keeps(
                guarantee,
                delayed,
                run("a", 0, "a@-1"),
                effect("a", 0, 1),
                is("a", 0, State.DONE, 1),
                later,
                Histories.is(later, 1, State.CANCELLED),
                run("a", 2, "a@-1"),
                effect("a", 2, 1),
                is("a", 2, State.DONE, 1));
        breaks(
                guarantee,
                "job a in generation 1 took effect 0 ms after job a in generation 0",
                delayed,
                run("a", 0, "a@-1"),
                effect("a", 0, 1),
                is("a", 0, State.DONE, 1),
                run("a", 1, "a@-1"),
                effect("a", 1, 1),
                is("a", 1, State.DONE, 1));
    }

    @Test
    void afterAReplayTheWindowOfWhatWasDoneBeforeNoLongerHolds() {
        keeps(
                guarantee,
                accepted("a", 0).keyed("k", 1_000, 500),
                run("a", 0, "a@0"),
                effect("a", 0, 1),
                is("a", 0, State.DONE, 1),
                new Event.Replayed("a", 1, "r", true),
                is("a", 1, State.DEAD, 1),
                accepted("a", 1).keyed("k", 1_100, 500),
                run("a", 2, "a@1"),
                effect("a", 2, 1),
                is("a", 2, State.DONE, 1));
    }

    @Test
    void theSinkTakesNoOlderFence() {
        breaks(
                guarantee,
                "the sink took fence 1.0.1 of job a after 2.0.1",
                accepted("a", 0),
                started("a"),
                crash(1),
                started("a", 0, 2),
                effect("a", 0, 2),
                effect("a", 0, 1),
                is("a", 0, State.DONE, 2));
    }

    @Test
    void theFenceTellsAnOwnerFromTheOneBefore() {
        Fence same = new Fence(7, 0, 1);
        breaks(
                guarantee,
                "from w1 after one of a later owner",
                accepted("a", 0),
                opened(1),
                opened(2),
                new Event.Effect("a", 0, same, "w2", true),
                new Event.Effect("a", 0, same, "w1", true));
    }

    @Test
    void aKeyTakesEffectOncePerWindow() {
        Event.Submitted first = accepted("a", 0).keyed("k", 1_000, 500);
        breaks(
                guarantee,
                "job a in generation 1 took effect 499 ms after job a in generation 0, whose window"
                        + " is 500 ms",
                first,
                accepted("a", 1).keyed("k", 1_499, 500),
                run("a", 0, "a@0"),
                effect("a", 0, 1),
                is("a", 0, State.DONE, 1),
                run("a", 1, "a@1"),
                effect("a", 1, 1),
                is("a", 1, State.DONE, 1));
        keeps(
                guarantee,
                first,
                accepted("a", 1).keyed("k", 1_500, 500),
                run("a", 0, "a@0"),
                effect("a", 0, 1),
                is("a", 0, State.DONE, 1),
                run("a", 1, "a@1"),
                effect("a", 1, 1),
                is("a", 1, State.DONE, 1));
    }

    @Test
    void anOperatorMayRunItAgain() {
        keeps(
                guarantee,
                accepted("a", 0),
                started("a"),
                effect("a"),
                is("a", State.DONE),
                new Event.Replayed("a", 1, "r", false),
                started("a", 1, 1),
                effect("a", 1, 1),
                is("a", 1, State.DONE, 1));
        breaks(
                guarantee,
                "job a in generation 1 took effect after job a in generation 0 did",
                accepted("a", 0),
                started("a"),
                effect("a"),
                is("a", State.DONE),
                started("a", 1, 1),
                effect("a", 1, 1),
                is("a", 1, State.DONE, 1));
    }

    private static Event run(String job, int generation, String submission) {
        return new Event.AttemptStarted(
                job, generation, 1, new Fence(1, generation, 1), "w1", submission, "t", "p", 0);
    }
}
