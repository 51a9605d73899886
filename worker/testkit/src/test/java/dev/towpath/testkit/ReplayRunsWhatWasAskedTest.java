package dev.towpath.testkit;

import static dev.towpath.testkit.Histories.accepted;
import static dev.towpath.testkit.Histories.breaks;
import static dev.towpath.testkit.Histories.ended;
import static dev.towpath.testkit.Histories.is;
import static dev.towpath.testkit.Histories.keeps;
import static dev.towpath.testkit.Histories.opened;
import static dev.towpath.testkit.Histories.runs;
import static dev.towpath.testkit.Histories.started;
import static dev.towpath.testkit.Histories.tellsNothing;

import dev.towpath.schemas.ledger.State;
import dev.towpath.testkit.Event.Answer;
import dev.towpath.testkit.Event.Result;
import dev.towpath.testkit.Event.Submitted;
import dev.towpath.worker.handler.Fence;
import org.junit.jupiter.api.Test;

class ReplayRunsWhatWasAskedTest {
    private static final long DAY = 86_400_000;
    private static final long HOUR = 3_600_000;

    private final Guarantee guarantee = new ReplayRunsWhatWasAsked();
    private final Submitted job = accepted("a", 0);
    private final Submitted again = accepted("a", 1).answered(Answer.UNKNOWN);

    @Test
    void withoutAReplayItTellsNothing() {
        tellsNothing(guarantee, job, runs(job, 0), is(job, 0, State.DONE));
    }

    @Test
    void aDeadLetterRunsAgainAsTheGenerationThatWasAskedFor() {
        keeps(
                guarantee,
                job,
                is(job, 0, State.DEAD),
                replayed(1, false),
                again,
                runs(again, 1),
                is(again, 1, State.DONE));
        breaks(
                guarantee,
                "job a in generation 2 runs by a replay of generation 1",
                job,
                is(job, 0, State.DEAD),
                replayed(1, false),
                again,
                runs(again, 2),
                is(again, 2, State.DONE));
    }

    @Test
    void whatWasAskedForIsRun() {
        breaks(
                guarantee,
                "job a was to be replayed as generation 1, and was not",
                job,
                is(job, 0, State.DEAD),
                replayed(1, false),
                again);
    }

    @Test
    void nothingElseIs() {
        breaks(
                guarantee,
                "job a in generation 1 runs again, and nobody asked for that",
                job,
                is(job, 0, State.DEAD),
                started("a", 1, 1));
        keeps(
                guarantee,
                job,
                is(job, 0, State.DEAD),
                replayed(1, false),
                started("a", 1, 1),
                is("a", 1, State.DONE, 1));
    }

    @Test
    void whatIsSubmittedOnceMoreRunsAgainByItself() {
        Submitted second = accepted("a", 1);
        keeps(guarantee, job, is(job, 0, State.DEAD), second, runs(second, 1));
    }

    @Test
    void whatIsDoneIsLeftOutUnlessItIsForced() {
        keeps(guarantee, job, is(job, 0, State.DONE), replayed(1, false), again);
        breaks(
                guarantee,
                "job a in generation 1 runs by a replay without force, and is done",
                job,
                is(job, 0, State.DONE),
                replayed(1, false),
                again,
                runs(again, 1),
                is(again, 1, State.DONE));
        keeps(
                guarantee,
                job,
                is(job, 0, State.DONE),
                replayed(1, true),
                again,
                runs(again, 1),
                is(again, 1, State.DONE));
    }

    @Test
    void whatRanAgainByForceAndDiedIsDeadAndNotDone() {
        Submitted third = accepted("a", 2);
        keeps(
                guarantee,
                job,
                is(job, 0, State.DONE),
                replayed(1, true),
                again,
                runs(again, 1),
                is(again, 1, State.DEAD),
                new Event.Replayed("a", 2, third.submission(), false),
                third,
                runs(third, 2),
                is(third, 2, State.DONE));
    }

    @Test
    void whatWasDoneLongAgoMayBeForgotten() {
        Submitted key = job.keyed("k", 1, HOUR);
        keeps(guarantee, history(key, again.keyed("k", DAY, HOUR)));
        breaks(guarantee, "without force, and is done", history(key, again.keyed("k", HOUR, HOUR)));
    }

    @Test
    void aWorkerThatHasLostThePartitionMayNotKnow() {
        keeps(
                guarantee,
                job,
                opened(1),
                opened(2),
                is(job, 0, State.DONE),
                replayed(1, false),
                again,
                runs(again, 1));
    }

    private static Event[] history(Submitted first, Submitted second) {
        return new Event[] {
            first,
            new Event.AttemptEnded("a", 0, 1, new Fence(1, 0, 1), "w1", Result.DONE, 5),
            is(first, 0, State.DONE),
            new Event.Replayed("a", 1, second.submission(), false),
            second,
            runs(second, 1),
            ended("a", 1, 1, Result.DONE),
            is(second, 1, State.DONE)
        };
    }

    private Event replayed(int generation, boolean forced) {
        return new Event.Replayed("a", generation, again.submission(), forced);
    }
}
