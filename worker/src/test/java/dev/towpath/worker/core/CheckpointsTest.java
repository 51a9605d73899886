package dev.towpath.worker.core;

import static dev.towpath.worker.core.Bed.P0;
import static dev.towpath.worker.core.Bed.settled;
import static dev.towpath.worker.core.Bed.startedAt;
import static org.assertj.core.api.Assertions.assertThat;

import dev.towpath.schemas.id.JobId;
import dev.towpath.schemas.ledger.LedgerLoader;
import dev.towpath.schemas.ledger.LedgerTable;
import dev.towpath.schemas.ledger.Mark;
import dev.towpath.schemas.ledger.MarkCodec;
import dev.towpath.schemas.ledger.State;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What a job said of itself before it ended: how far it got, and the attempts of one that holds
/// its group.
class CheckpointsTest {
    private static final RetryPolicy THRICE = new RetryPolicy(3, 5_000, 1, 5_000, 0, 86_400_000, 3);
    private static final TypePolicy T = new TypePolicy("t", false, 60_000, 1_000, THRICE);
    private static final TypePolicy STRICT =
            new TypePolicy(
                    "strict", "default", "", true, true, 0, false, 60_000, 1_000, false, THRICE);

    private final Bed bed = new Bed(Bed.WIDE, Map.of(), T, STRICT).open(P0, 0);
    private final Submission job = Submission.at(0);

    @Test
    void theLastCursorBeforeAFlushIsDurableWithIt() {
        bed.arrive(job);
        checkpoint("page 1");
        checkpoint("page 2");

        Flush flush = bed.commit();

        assertThat(settled(flush)).containsExactly("0 noted");
        Mark mark = ((Settlement.Noted) flush.settlements().getFirst()).mark();
        assertThat(mark.cursor()).isEqualTo("page 2");
        assertThat(mark.attempt()).isZero();
        assertThat(bed.nothingToFlush()).isTrue();
    }

    @Test
    void anHeirStartsFromTheCursorWithTheSameAttempt() {
        bed.arrive(job);
        checkpoint("page 2");

        Bed heir = heir(bed.commit());
        heir.arrive(job);

        assertThat(heir.start(0).cursor()).isEqualTo("page 2");
        assertThat(heir.start(0).attempt()).isEqualTo(1);
        heir.done(heir.start(0));
        assertThat(settled(heir.commit())).containsExactly("0 done");
    }

    @Test
    void aRetryStartsFromTheCursorOfTheAttemptThatFailed() {
        bed.arrive(job);
        checkpoint("page 3");
        bed.fail(bed.start(0));
        bed.putBack(true);
        Flush flush = bed.commit();
        assertThat(((Settlement.Settled) flush.settlements().getFirst()).mark().cursor())
                .isEqualTo("page 3");

        bed.express(job.offLadder(0, 1, 1));
        assertThat(bed.start(0).cursor()).isEqualTo("page 3");
        assertThat(bed.start(0).attempt()).isEqualTo(2);

        Bed heir = heir(flush);
        heir.express(job.offLadder(0, 1, 1));
        assertThat(heir.start(0).cursor()).isEqualTo("page 3");
    }

    @Test
    void whatAJobSaidIsNotNotedWhileItLeavesForTheLadder() {
        bed.arrive(job);
        checkpoint("page 3");
        bed.fail(bed.start(0));
        assertThat(bed.nothingToFlush()).isTrue();
    }

    @Test
    void whatAnAttemptSaysThatIsOverCountsNoMore() {
        bed.arrive(job);
        Effect.Start first = bed.start(0);
        bed.done(first);
        bed.commit();
        bed.step(new Event.Checkpointed(first.job(), first.run(), "late"));
        assertThat(bed.nothingToFlush()).isTrue();
    }

    @Test
    void aJobOfStrictOrderHoldsItsGroupUntilItHasEnded() {
        bed.arrive(strict(0), strict(1));
        bed.fail(bed.start(0));
        assertThat(startedAt(bed.after(Duration.ofMillis(4_999)))).isEmpty();
        assertThat(startedAt(bed.after(Duration.ofMillis(1)))).containsExactly(0L);
        assertThat(bed.start(0).attempt()).isEqualTo(2);
        bed.fail(bed.start(0));
        bed.after(Duration.ofSeconds(5));
        assertThat(startedAt(bed.fail(bed.start(0)))).containsExactly(1L);
        assertThat(settled(bed.commit())).contains("0 dead");
    }

    @Test
    void anHeirKnowsTheAttemptsOfAJobThatHoldsItsGroup() {
        bed.arrive(strict(0), strict(1));
        bed.fail(bed.start(0));
        Flush flush = bed.commit();
        assertThat(settled(flush)).containsExactly("0 noted");

        Bed heir = heir(flush);
        heir.arrive(strict(0), strict(1));
        heir.after(Duration.ofSeconds(5));

        assertThat(heir.start(0).attempt()).isEqualTo(2);
    }

    @Test
    void anHeirLetsThePauseOfAJobThatHoldsItsGroupBeginAnew() {
        bed.arrive(strict(0), strict(1));
        bed.fail(bed.start(0));

        Bed heir = heir(bed.commit());

        assertThat(startedAt(heir.arrive(strict(0), strict(1)))).isEmpty();
        assertThat(startedAt(heir.after(Duration.ofMillis(4_999)))).isEmpty();
        assertThat(startedAt(heir.after(Duration.ofMillis(1)))).containsExactly(0L);
    }

    private void checkpoint(String cursor) {
        Effect.Start start = bed.start(0);
        bed.step(new Event.Checkpointed(start.job(), start.run(), cursor));
    }

    private static Submission strict(long offset) {
        return Submission.at(offset).type("strict").group(1);
    }

    /// Whoever opens the partition after a clean leave, with what was flushed.
    private static Bed heir(Flush flush) {
        LedgerTable table = new LedgerTable(1 << 20);
        LedgerLoader loader = new LedgerLoader(table, LedgerTable.Forgetting.NONE, false);
        for (Settlement settlement : flush.settlements()) {
            switch (settlement) {
                case Settlement.Settled one -> load(loader, one.arrival(), one.mark());
                case Settlement.Noted one -> load(loader, one.job().arrival(), one.mark());
                case Settlement.Asked _, Settlement.Withdrawn _, Settlement.Rejected _ ->
                        throw new AssertionError("nothing was cancelled or rejected");
            }
        }
        loader.load(
                Mark.OWNER_KEY.getBytes(StandardCharsets.ISO_8859_1),
                MarkCodec.encode(Mark.owner(State.CLOSED, 0, Bed.START, "w")),
                9);
        return new Bed(Bed.WIDE, Map.of(), T, STRICT).open(P0, 0, table, loader.unfinished());
    }

    private static void load(LedgerLoader loader, Arrival.Submitted arrival, Mark mark) {
        loader.load(JobId.tailBytes(arrival.high(), arrival.low()), MarkCodec.encode(mark), 0);
    }
}
