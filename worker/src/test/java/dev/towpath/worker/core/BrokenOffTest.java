package dev.towpath.worker.core;

import static dev.towpath.worker.core.Bed.P0;
import static org.assertj.core.api.Assertions.assertThat;

import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.ledger.State;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Attempts that broke off in the middle, and jobs that are hindered for long.
class BrokenOffTest {
    private static final Verdict BROKE_OFF =
            new Verdict.Failed(ErrorCode.ATTEMPT_BROKE_OFF, "connection reset", "", "");
    private static final Verdict HELD = new Verdict.Hindered("404", true, 0);

    @Test
    void anAttemptThatBrokeOffCountsAsACrashAndAsAnAttempt() {
        Bed bed = bed(policy(5, 3));
        bed.arrive(Submission.at(0));

        List<Effect> effects = bed.finish(bed.start(0), BROKE_OFF);
        Effect.PutBack copy = Bed.only(Effect.PutBack.class, effects).getFirst();
        assertThat(copy.envelope().attempt()).isEqualTo(1);
        bed.putBack(true);
        Settlement.Settled waits = (Settlement.Settled) bed.commit().settlements().getFirst();

        assertThat(waits.mark().state()).isEqualTo(State.WAITING);
        assertThat(waits.mark().crashes()).isEqualTo(1);
        assertThat(waits.mark().code()).isEqualTo("TP-3010");
    }

    @Test
    void afterAsManyAsItsTypeAllowsTheJobIsDead() {
        Bed bed = bed(policy(5, 1));
        bed.arrive(Submission.at(0));

        bed.finish(bed.start(0), BROKE_OFF);
        Settlement.Settled dead = (Settlement.Settled) bed.commit().settlements().getFirst();

        assertThat(dead.mark().state()).isEqualTo(State.DEAD);
        assertThat(dead.mark().code()).isEqualTo("TP-3010");
        assertThat(dead.mark().reason()).isEqualTo("connection reset");
        assertThat(bed.view(P0).frontier()).isEqualTo(1);
    }

    @Test
    void anOrdinaryFailureIsNoCrash() {
        Bed bed = bed(policy(5, 1));
        bed.arrive(Submission.at(0));

        bed.fail(bed.start(0));
        bed.putBack(true);
        Settlement.Settled waits = (Settlement.Settled) bed.commit().settlements().getFirst();

        assertThat(waits.mark().state()).isEqualTo(State.WAITING);
        assertThat(waits.mark().crashes()).isZero();
    }

    @Test
    void oneThatBrokeOffBeforeIsASuspectWhenItComesBack() {
        Bed bed = bed(policy(5, 3));
        bed.arrive(Submission.at(0));
        bed.finish(bed.start(0), BROKE_OFF);
        bed.putBack(true);
        bed.commit();

        bed.express(Submission.at(0).offLadder(0, 1, 1));

        assertThat(Bed.settled(bed.flush())).containsExactly("0 begun");
    }

    @Test
    void whatIsHinderedIsTriedAgainInItsPlaceAndAfterAWhileMakesRoom() {
        Bed bed = bed(policy(5, 3));
        bed.arrive(Submission.at(0));
        for (int second = 0; second < 10; second++) {
            List<Effect> effects = bed.finish(bed.start(0), HELD);
            assertThat(Bed.only(Effect.PutBack.class, effects)).isEmpty();
            bed.after(Duration.ofSeconds(1));
            assertThat(bed.start(0).run()).isEqualTo(second + 2);
        }

        List<Effect> effects = bed.finish(bed.start(0), HELD);

        Effect.PutBack copy = Bed.only(Effect.PutBack.class, effects).getFirst();
        assertThat(copy.delayMillis()).isEqualTo(16_000);
        assertThat(copy.envelope().attempt()).isZero();
    }

    @Test
    void whoAsksForMoreTimeThanASecondIsGivenIt() {
        Bed bed = bed(policy(5, 3));
        bed.arrive(Submission.at(0));

        List<Effect> effects = bed.finish(bed.start(0), new Verdict.Hindered("429", true, 60_000));

        assertThat(Bed.only(Effect.PutBack.class, effects).getFirst().delayMillis())
                .isEqualTo(60_000);
    }

    private static Bed bed(TypePolicy policy) {
        return new Bed(Bed.WIDE, Map.of(), policy).open(P0, 0);
    }

    private static TypePolicy policy(int attempts, int maxCrashes) {
        return new TypePolicy(
                "t",
                false,
                60_000,
                100,
                new RetryPolicy(attempts, 1_000, 2, 60_000, 0, Long.MAX_VALUE, maxCrashes));
    }
}
