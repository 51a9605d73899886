package dev.towpath.worker.core;

import static dev.towpath.worker.core.Bed.P0;
import static dev.towpath.worker.core.Bed.only;
import static dev.towpath.worker.core.Bed.settled;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DeathsTest {
    private static final TypePolicy TELLS =
            new TypePolicy(
                    "t", "default", "", true, false, 0, false, 60_000, 10, true, RetryPolicy.ONCE);

    private final Bed bed = new Bed(Bed.WIDE, Map.of(), TELLS).open(P0, 0);

    @Test
    void aJobIsDeadOnlyWhenTheJobThatTellsOfItIsStored() {
        bed.arrive(Submission.at(0));
        bed.fail(bed.start(0));
        assertThat(told()).hasSize(1);
        assertThat(told().getFirst().failed()).isEqualTo(Bed.FAILED);
        assertThat(bed.nothingToFlush()).isTrue();
        assertThat(bed.core.isQuiet(P0)).isFalse();

        tell(true);

        assertThat(settled(bed.commit())).containsExactly("0 dead");
        assertThat(bed.core.isQuiet(P0)).isTrue();
    }

    @Test
    void whatWasPerhapsNotStoredIsSentAgainAfterASecond() {
        bed.arrive(Submission.at(0));
        bed.fail(bed.start(0));
        tell(false);
        bed.after(Duration.ofMillis(999));
        assertThat(told()).hasSize(1);

        bed.after(Duration.ofMillis(1));

        assertThat(told()).hasSize(2);
        tell(true);
        assertThat(settled(bed.commit())).containsExactly("0 dead");
    }

    @Test
    void theNextOfTheGroupWaitsForIt() {
        bed.arrive(Submission.at(0).group(1), Submission.at(1).group(1));
        bed.fail(bed.start(0));
        assertThat(Bed.startedAt(bed.effects)).containsExactly(0L);
        tell(true);
        assertThat(Bed.startedAt(bed.effects)).containsExactly(0L, 1L);
    }

    @Test
    void whatDiesInAPartitionThatIsGoneIsTheHeirs() {
        bed.arrive(Submission.at(0));
        bed.fail(bed.start(0));
        bed.step(new Event.Closed(Set.of(P0)));
        tell(true);
        assertThat(bed.nothingToFlush()).isTrue();
    }

    private List<Effect.TellOfDeath> told() {
        return only(Effect.TellOfDeath.class, bed.effects);
    }

    private void tell(boolean stored) {
        Effect.TellOfDeath last = told().getLast();
        bed.step(new Event.DeathTold(last.job(), last.run(), stored));
    }
}
