package dev.towpath.worker.core;

import static dev.towpath.worker.core.Bed.only;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.towpath.schemas.error.ErrorCode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class RetryPolicyTest {
    private static final long AGE = 100_000;
    private static final long ACCEPTED = Bed.START - AGE + 5_000;

    @Test
    void itsBoundsAreItsBounds() {
        assertThat(new RetryPolicy(1, 0, 1, 0, 0, 0, 1)).isNotNull();
        assertThat(new RetryPolicy(1, 0, 1, 0, 100, 0, 1)).isNotNull();
        refused(0, 0, 1, 0, 0, 0);
        refused(1, -1, 1, 0, 0, 0);
        refused(1, 0, 0, 0, 0, 0);
        refused(1, 0, 1, -1, 0, 0);
        refused(1, 0, 1, 0, -1, 0);
        refused(1, 0, 1, 0, 101, 0);
        refused(1, 0, 1, 0, 0, -1);
    }

    @Test
    void eachPauseIsLongerByTheFactorUpToTheLongest() {
        RetryPolicy policy = new RetryPolicy(9, 1_000, 3, 20_000, 0, Long.MAX_VALUE, 3);
        List<Long> pauses = new ArrayList<>();
        Job job = job(0);
        for (job.attempt = 1; job.attempt <= 5; job.attempt++) {
            pauses.add(policy.backoff(job));
        }
        assertThat(pauses).containsExactly(1_000L, 3_000L, 9_000L, 20_000L, 20_000L);
        assertThat(new RetryPolicy(9, 50, 1, 20, 0, 0, 3).backoff(job)).isEqualTo(20);
    }

    /// Pinned: a worker that takes over must wait as long as the one before it would have.
    @Test
    void theChanceInAPauseIsDrawnFromJobAndAttemptAlone() {
        RetryPolicy policy = new RetryPolicy(9, 1_000_000, 1, 1_000_000, 100, 0, 3);
        List<Long> pauses = new ArrayList<>();
        for (int offset = 0; offset < 2; offset++) {
            Job job = job(offset);
            for (job.attempt = 1; job.attempt <= 2; job.attempt++) {
                pauses.add(policy.backoff(job));
                assertThat(policy.backoff(job)).isEqualTo(pauses.getLast());
            }
        }
        assertThat(pauses).containsExactly(422_613L, 809_675L, 809_675L, 422_613L);
    }

    @Test
    void theChanceLeavesNothingOutAndExceedsNothing() {
        RetryPolicy policy = new RetryPolicy(9, 3, 1, 3, 100, 0, 3);
        List<Long> pauses = new ArrayList<>();
        Job job = job(0);
        for (job.attempt = 1; job.attempt <= 1_000; job.attempt++) {
            pauses.add(policy.backoff(job));
        }
        assertThat(pauses).containsOnly(0L, 1L, 2L, 3L);
        for (long pause = 0; pause <= 3; pause++) {
            assertThat(Collections.frequency(pauses, pause)).isBetween(200, 300);
        }
    }

    @Test
    void aJobIsNotTriedAgainOnceItWouldBeTooOld() {
        Job job = job(0);
        assertThat(policy(5_000).pause(job, failed(0), Bed.START)).isEqualTo(5_000);
        assertThat(policy(5_001).pause(job, failed(0), Bed.START)).isEqualTo(RetryPolicy.NEVER);
        assertThat(policy(1_000).pause(job, failed(5_000), Bed.START)).isEqualTo(5_000);
        assertThat(policy(1_000).pause(job, failed(5_001), Bed.START)).isEqualTo(RetryPolicy.NEVER);
    }

    @Test
    void afterItsLastAttemptOrAFailureForGoodAJobIsNotTriedAgain() {
        Job job = job(0);
        job.attempt = 2;
        assertThat(policy(1).pause(job, failed(0), Bed.START)).isEqualTo(1);
        assertThat(policy(1).pause(job, Verdict.Failed.last(ErrorCode.HANDLER_FAILED, "no"), 0))
                .isEqualTo(RetryPolicy.NEVER);
        job.attempt = 3;
        assertThat(policy(1).pause(job, failed(0), Bed.START)).isEqualTo(RetryPolicy.NEVER);
    }

    private static RetryPolicy policy(long pause) {
        return new RetryPolicy(3, pause, 1, pause, 0, AGE, 3);
    }

    private static Verdict.Failed failed(long after) {
        return new Verdict.Failed(ErrorCode.HANDLER_FAILED, "it broke", false, after, "", "");
    }

    private static Job job(long offset) {
        Bed bed = Bed.open();
        bed.arrive(Submission.at(offset).accepted(ACCEPTED));
        return only(Effect.Start.class, bed.effects).getFirst().job();
    }

    private static void refused(
            int attempts, long base, int factor, long most, int chance, long age) {
        assertThatThrownBy(() -> new RetryPolicy(attempts, base, factor, most, chance, age, 3))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
