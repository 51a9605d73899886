package dev.towpath.worker.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towpath.schemas.error.ErrorCode;
import org.junit.jupiter.api.Test;

/// How many jobs of a target may run.
class TargetTest {
    private static final Verdict TURNED_AWAY = new Verdict.Hindered("429", true, 0);
    private static final Verdict BROKE =
            new Verdict.Failed(ErrorCode.ATTEMPT_BROKE_OFF, "it broke", "", "");

    private final Target target = new Target(new TargetPolicy(1_000, true));
    private long now = 1;

    @Test
    void itBeginsSmallAndDoublesARound() {
        assertThat(target.room()).isEqualTo(Target.FIRST);
        round(Verdict.DONE);
        assertThat(target.room()).isEqualTo(2 * Target.FIRST);
        round(Verdict.DONE);
        assertThat(target.room()).isEqualTo(4 * Target.FIRST);
    }

    @Test
    void itNeverPassesItsPolicy() {
        for (int i = 0; i < 10; i++) {
            round(Verdict.DONE);
        }
        assertThat(target.room()).isEqualTo(1_000);
    }

    @Test
    void aSmallPolicyIsWhereItBegins() {
        assertThat(new Target(new TargetPolicy(5, true)).room()).isEqualTo(5);
    }

    @Test
    void whatIsNotUsedDoesNotGrow() {
        for (int i = 0; i < 1_000; i++) {
            one(Verdict.DONE);
        }
        assertThat(target.room()).isEqualTo(Target.FIRST);
    }

    @Test
    void itHalvesOnceForWhatRanTogether() {
        round(Verdict.DONE);
        round(TURNED_AWAY);
        assertThat(target.room()).isBetween(Target.FIRST - 5, Target.FIRST);
    }

    @Test
    void afterThatItGrowsByATenthARound() {
        round(TURNED_AWAY);
        int halved = target.room();
        round(Verdict.DONE);
        assertThat(target.room()).isBetween(halved + halved / 10, halved + halved / 10 + 1);
    }

    @Test
    void aConnectionThatBreaksCountsLikeOneThatIsRefused() {
        round(BROKE);
        assertThat(target.room()).isLessThan(Target.FIRST);
    }

    @Test
    void itEndsAtOneAndComesBackFromThere() {
        for (int i = 0; i < 100; i++) {
            round(TURNED_AWAY);
        }
        assertThat(target.room()).isEqualTo(1);
        round(Verdict.DONE);
        assertThat(target.room()).isEqualTo(2);
    }

    @Test
    void oneOfTwentyThatIsTurnedAwayIsNotTooMuch() {
        for (int i = 0; i < 1_000; i++) {
            one(i % 20 == 0 ? TURNED_AWAY : Verdict.DONE);
        }
        assertThat(target.room()).isEqualTo(Target.FIRST);
    }

    @Test
    void whatFailsInTimeSaysNothing() {
        for (int i = 0; i < 100; i++) {
            one(Bed.FAILED);
        }
        assertThat(target.room()).isEqualTo(Target.FIRST);
    }

    @Test
    void aTypeThatIsSlowAmongOthersTakesNoRoomAway() {
        for (int i = 0; i < 1_000; i++) {
            late(i % 4 == 0);
        }
        assertThat(target.room()).isEqualTo(Target.FIRST);
    }

    @Test
    void whenNearlyAllUseUpTheirTimeFewerRunButNeverVeryFew() {
        for (int i = 0; i < 1_000; i++) {
            late(true);
        }
        assertThat(target.room()).isEqualTo(Target.LEAST_FOR_THE_SLOW);
    }

    @Test
    void aTargetThatIsBackDoublesOnlyUpToHalfOfWhatRanBefore() {
        round(Verdict.DONE);
        round(Verdict.DONE);
        round(Verdict.DONE);
        start(target.room());
        int before = target.inFlight();
        target.wentOut();
        target.probe(3);
        for (int i = 0; i < before; i++) {
            end(TURNED_AWAY, now, false);
        }
        target.recovered();
        assertThat(target.room()).isEqualTo(Target.FIRST);
        round(Verdict.DONE);
        round(Verdict.DONE);
        assertThat(target.room()).isEqualTo(before / 2);
        round(Verdict.DONE);
        assertThat(target.room()).isBetween(before / 2 + before / 20, before / 2 + before / 20 + 1);
    }

    @Test
    void whatIsHeldBackIsToldWhetherItsPolicyOrItsTargetDoesThat() {
        assertThat(target.full()).isEqualTo("as many jobs run as its target bears just now");
        for (int i = 0; i < 10; i++) {
            round(Verdict.DONE);
        }
        assertThat(target.full()).isEqualTo("as many jobs of its target run as may");
    }

    @Test
    void whereItIsSwitchedOffAsManyRunAsMay() {
        Target fixed = new Target(new TargetPolicy(1_000, false));
        assertThat(fixed.room()).isEqualTo(1_000);
        for (int i = 0; i < 100; i++) {
            fixed.started();
            fixed.learn(TURNED_AWAY, now++, false, now);
            fixed.ended();
        }
        assertThat(fixed.room()).isEqualTo(1_000);
    }

    /// As many as may run, with others that wait, and all end alike.
    private void round(Verdict verdict) {
        now++;
        int jobs = target.room() - target.inFlight();
        long began = now;
        start(jobs);
        now++;
        for (int i = 0; i < jobs; i++) {
            target.learn(verdict, began, false, now);
            target.ended();
            // What waits takes its place.
            target.started();
        }
        for (int i = 0; i < jobs; i++) {
            target.ended();
        }
    }

    private void start(int jobs) {
        for (int i = 0; i < jobs; i++) {
            target.started();
        }
    }

    private void one(Verdict verdict) {
        now++;
        start(1);
        end(verdict, now, false);
    }

    private void late(boolean slow) {
        now++;
        start(1);
        end(slow ? Bed.FAILED : Verdict.DONE, now, slow);
    }

    private void end(Verdict verdict, long began, boolean slow) {
        target.learn(verdict, began, slow, now);
        target.ended();
    }
}
