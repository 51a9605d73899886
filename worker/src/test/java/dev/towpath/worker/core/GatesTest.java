package dev.towpath.worker.core;

import static dev.towpath.worker.core.Bed.P0;
import static dev.towpath.worker.core.Bed.only;
import static dev.towpath.worker.core.Bed.settled;
import static dev.towpath.worker.core.Bed.startedAt;
import static org.assertj.core.api.Assertions.assertThat;

import dev.towpath.schemas.ledger.Mark;
import dev.towpath.schemas.wire.Hop;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GatesTest {
    private static final TypePolicy OTHER = new TypePolicy("other", false, 60_000, 1_000);

    private final Bed bed = new Bed(Bed.WIDE, Map.of(), Bed.T, Bed.ORDERED, OTHER).open(P0, 0);

    @Test
    void nothingOfAClosedTypeStartsAndOthersDo() {
        close(Gates.type("t"));
        assertThat(startedAt(bed.arrive(Submission.at(0), Submission.at(1).type("other"))))
                .containsExactly(1L);
        assertThat(startedAt(open(Gates.type("t")))).containsExactly(0L);
    }

    @Test
    void nothingOfAClosedQueueStarts() {
        close(Gates.queue("default"));
        assertThat(startedAt(bed.arrive(Submission.at(0), Submission.at(1).type("other"))))
                .isEmpty();
        assertThat(startedAt(open(Gates.queue("default")))).containsExactlyInAnyOrder(0L, 1L);
    }

    @Test
    void whatRunsAlreadyRunsOn() {
        bed.arrive(Submission.at(0));
        assertThat(close(Gates.type("t"))).isEmpty();
        bed.done(bed.start(0));
        assertThat(settled(bed.commit())).containsExactly("0 done");
    }

    @Test
    void aGateOpensByItselfAtItsTime() {
        bed.step(new Event.GateClosed(Gates.type("t"), "why", Bed.START + 5_000));
        bed.arrive(Submission.at(0));
        assertThat(startedAt(bed.after(Duration.ofMillis(4_999)))).isEmpty();
        assertThat(startedAt(bed.after(Duration.ofMillis(1)))).containsExactly(0L);
    }

    @Test
    void whatStandsInTheWayForTenSecondsGoesToTheLadderWithoutBurningAnAttempt() {
        close(Gates.type("t"));
        bed.arrive(Submission.at(0), Submission.at(1).type("other"));
        bed.done(bed.start(1));
        assertThat(copies(bed.after(Duration.ofMillis(9_999)))).isEmpty();

        List<Effect.PutBack> copies = copies(bed.after(Duration.ofMillis(1)));

        assertThat(copies).hasSize(1);
        assertThat(copies.getFirst().envelope().attempt()).isZero();
        assertThat(Hop.count(copies.getFirst().envelope().hop())).isEqualTo(1);
        assertThat(copies.getFirst().delayMillis()).isEqualTo(16_000);
        bed.putBack(true);
        Flush flush = bed.commit();
        assertThat(Bed.frontiers(flush)).containsExactly("default-0 2");
        Mark mark = ((Settlement.Settled) flush.settlements().getLast()).mark();
        assertThat(mark.reason()).isEqualTo("type/t is closed");
    }

    @Test
    void whatIsHeldAgainAndAgainComesBackLessAndLessOften() {
        close(Gates.type("t"));
        Submission job = Submission.at(0);
        bed.arrive(job);
        bed.after(Duration.ofSeconds(10));
        bed.putBack(true);
        for (int hop = 1; hop <= 5; hop++) {
            bed.express(job.offLadder(hop, 0, hop));
            List<Effect.PutBack> copies = copies(bed.after(Duration.ofSeconds(10)));
            assertThat(copies.getFirst().delayMillis()).isEqualTo(16_000L << 2 * Math.min(hop, 3));
            bed.putBack(true);
        }
    }

    @Test
    void whereNothingElseCouldRunEverythingStays() {
        close(Gates.queue("default"));
        bed.arrive(Submission.at(0));
        assertThat(copies(bed.after(Duration.ofMinutes(10)))).isEmpty();
    }

    @Test
    void theJobsOfAGroupStayForTheirOrdersSake() {
        close(Gates.type("ordered"));
        bed.arrive(Submission.at(0).type("ordered").group(1), Submission.at(1));
        assertThat(copies(bed.after(Duration.ofMinutes(10)))).isEmpty();
        assertThat(startedAt(open(Gates.type("ordered")))).containsExactly(0L);
    }

    @Test
    void aFullBufferGoesToTheLadderAtOnce() {
        Limits small = new Limits(10, 1L << 30, 4, 1L << 30, 100, 5_000);
        Bed full = new Bed(small, Map.of(), Bed.T, OTHER).open(P0, 0);
        full.step(new Event.GateClosed(Gates.type("t"), "why", 0));
        full.arrive(Submission.at(0), Submission.at(1), Submission.at(2), Submission.at(3));
        assertThat(copies(full.after(Duration.ofMillis(50)))).hasSize(4);
    }

    private List<Effect> close(String gate) {
        return bed.step(new Event.GateClosed(gate, gate + " is closed", 0));
    }

    private List<Effect> open(String gate) {
        return bed.step(new Event.GateOpened(gate));
    }

    @Test
    void whatCannotKeepUpIsPutAsideOnlyWhereOthersCameLately() {
        Limits small = new Limits(1_000, 1L << 30, 20, 1L << 30, 100_000, 5_000);
        TypePolicy slow = new TypePolicy("slow", false, 60_000, 1);
        for (boolean others : new boolean[] {false, true}) {
            Bed bed = new Bed(small, Map.of(), slow, Bed.T).open(P0, 0);
            Submission[] backlog = new Submission[10_001];
            Arrays.setAll(backlog, i -> Submission.at(i).type("slow"));
            bed.arrive(backlog);
            if (others) {
                bed.arrive(Submission.at(10_001), Submission.at(10_002).type("slow"));
            }
            assertThat(copies(bed.after(Duration.ofSeconds(11))).isEmpty()).isEqualTo(!others);
        }
    }

    private static List<Effect.PutBack> copies(List<Effect> effects) {
        return only(Effect.PutBack.class, effects);
    }
}
