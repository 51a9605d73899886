package dev.towpath.worker.core;

import static dev.towpath.worker.core.Bed.P0;
import static org.assertj.core.api.Assertions.assertThat;

import dev.towpath.schemas.ledger.LedgerTable;
import dev.towpath.schemas.ledger.State;
import dev.towpath.schemas.ledger.Unfinished;
import dev.towpath.schemas.wire.JobEnvelope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.junit.jupiter.api.Test;

/// What the jobs of one type depend on is out for a working day, while jobs keep coming.
class EightHoursTest {
    private static final int EVERY_SECONDS = 5;
    private static final long OUT_MILLIS = Duration.ofHours(8).toMillis();
    private static final long BACK_MILLIS = Duration.ofMinutes(18).toMillis();
    private static final int BUFFER = 50;
    private static final Limits LIMITS = new Limits(10, 1L << 30, BUFFER, 1L << 30, 1_000, 5_000);
    private static final TypePolicy MAIL =
            new TypePolicy(
                    "mail",
                    "default",
                    "smtp",
                    false,
                    false,
                    0,
                    false,
                    60_000,
                    10,
                    false,
                    RetryPolicy.ONCE);

    private final Bed bed =
            new Bed(LIMITS, Map.of(), MAIL, Bed.T)
                    .open(P0, 0, new LedgerTable(1 << 24), new Unfinished());
    private final PriorityQueue<Waiting> ladder =
            new PriorityQueue<>(Comparator.comparingLong(Waiting::dueAt));
    private final Map<Long, Integer> mailAttempts = new HashMap<>();
    private int seen;
    private long jobsOffset;
    private long expressOffset;
    private int plainDone;

    /// A copy on the ladder.
    private record Waiting(long dueAt, Arrival.Submitted job, JobEnvelope envelope) {}

    @Test
    void theOthersGoOnMemoryIsBoundedTheFrontierMovesNothingIsBurnedAndItGoesOnByItself() {
        bed.step(new Event.GateClosed(Gates.target("smtp"), "target smtp is out", 0));
        int mails = 0;
        int mostInMemory = 0;
        for (long passed = 0; passed < OUT_MILLIS; passed += EVERY_SECONDS * 1_000) {
            arrive("mail");
            arrive("t");
            mails++;
            pass(EVERY_SECONDS);
            assertThat(plainDone).as("all others are done at once").isEqualTo(mails);
            mostInMemory = Math.max(mostInMemory, bed.view(P0).unsettled());
        }
        assertThat(mailAttempts).isEmpty();
        // What comes off the ladder may take as much again as what is new.
        assertThat(mostInMemory).isLessThan(2 * BUFFER);
        assertThat(jobsOffset - bed.view(P0).frontier())
                .as("what the frontier lies behind")
                .isLessThan(BUFFER);

        bed.step(new Event.GateOpened(Gates.target("smtp")));
        for (long passed = 0; passed < BACK_MILLIS; passed += EVERY_SECONDS * 1_000) {
            pass(EVERY_SECONDS);
        }

        assertThat(mailAttempts).hasSize(mails);
        assertThat(mailAttempts.values()).containsOnly(1);
        assertThat(ladder).isEmpty();
        assertThat(bed.view(P0).unsettled()).isZero();
    }

    private void arrive(String type) {
        bed.arrive(Submission.at(jobsOffset++).type(type).accepted(bed.now));
    }

    private void pass(int seconds) {
        bed.after(Duration.ofSeconds(seconds));
        List<Arrival> due = new ArrayList<>();
        while (!ladder.isEmpty() && ladder.peek().dueAt <= bed.now) {
            Waiting one = ladder.remove();
            due.add(offLadder(one));
        }
        if (!due.isEmpty()) {
            bed.step(new Event.Arrived(P0, bed.epoch(P0), true, due));
        }
        act();
        bed.step(new Event.FlushReady());
        act();
    }

    /// Runs what is started, and stores what is put back.
    private void act() {
        while (seen < bed.effects.size()) {
            Effect effect = bed.effects.get(seen++);
            if (effect instanceof Effect.Start start) {
                if (start.job().arrival().type().equals("t")) {
                    plainDone++;
                } else {
                    mailAttempts.merge(start.job().arrival().low(), start.attempt(), Integer::sum);
                }
                bed.done(start);
            } else if (effect instanceof Effect.PutBack copy) {
                ladder.add(
                        new Waiting(
                                bed.now + copy.delayMillis(),
                                copy.job().arrival(),
                                copy.envelope()));
                bed.step(new Event.PutBackEnded(copy.job(), copy.run(), true));
            } else if (effect instanceof Effect.Commit commit) {
                bed.step(new Event.FlushEnded(commit.flush(), true));
            } else if (effect instanceof Effect.Settled settled) {
                assertThat(settled.settlement().mark().state()).isIn(State.DONE, State.WAITING);
            }
        }
        bed.effects.clear();
        seen = 0;
    }

    private Arrival.Submitted offLadder(Waiting one) {
        Arrival.Submitted job = one.job;
        return new Arrival.Submitted(
                expressOffset++,
                job.bytes(),
                job.source(),
                job.high(),
                job.low(),
                one.envelope.dueAt(one.dueAt),
                job.type(),
                job.lane(),
                job.schema());
    }
}
