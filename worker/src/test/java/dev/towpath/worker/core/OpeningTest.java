package dev.towpath.worker.core;

import static dev.towpath.worker.core.Bed.P0;
import static dev.towpath.worker.core.Bed.settled;
import static dev.towpath.worker.core.Bed.startedAt;
import static org.assertj.core.api.Assertions.assertThat;

import dev.towpath.schemas.id.JobId;
import dev.towpath.schemas.ledger.LedgerLoader;
import dev.towpath.schemas.ledger.LedgerTable;
import dev.towpath.schemas.ledger.MarkCodec;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What is read while a partition opens.
class OpeningTest {
    private static final TypePolicy T =
            new TypePolicy(
                    "t",
                    false,
                    60_000,
                    1_000,
                    new RetryPolicy(3, 1_000, 4, 60_000, 0, 86_400_000, 3));

    private final Submission job = Submission.at(0).key("k", Duration.ofDays(1));

    @Test
    void whatComesBehindASubmissionThatIsKeptIsNotJudgedBeforeIt() {
        Bed heir = heirOfAJobOnTheLadder();
        heir.arrive(job.againAt(1), job.againAt(2).payload(2));
        heir.express(job.offLadder(3, 1, 1));
        heir.cancel(job, 4, 1);

        heir.arrive(job.againAt(3), job.againAt(4).payload(2).replayed(7));
        assertThat(startedAt(heir.effects)).isEmpty();
        heir.cancel(Submission.at(9), 9, 0);

        assertThat(startedAt(heir.effects)).containsExactly(1L);
        assertThat(settled(heir.flush())).contains("2 conflict").doesNotContain("3 conflict");
    }

    @Test
    void anotherJobIsNot() {
        Bed heir = heirOfAJobOnTheLadder();
        heir.arrive(job.againAt(1), Submission.at(2));
        heir.cancel(job, 9, 1);
        assertThat(startedAt(heir.effects)).containsExactlyInAnyOrder(1L, 2L);
    }

    /// Its express topic is to be read up to offset 9.
    private Bed heirOfAJobOnTheLadder() {
        Bed bed = new Bed(Bed.WIDE, Map.of(), T).open(P0, 0);
        bed.arrive(job);
        bed.fail(bed.start(0));
        bed.putBack(true);
        Settlement.Settled left = (Settlement.Settled) bed.commit().settlements().getFirst();
        LedgerTable table = new LedgerTable(1 << 20);
        LedgerLoader loader = new LedgerLoader(table, LedgerTable.Forgetting.NONE, false);
        Arrival.Submitted of = job.arrival();
        loader.load(JobId.tailBytes(of.high(), of.low()), MarkCodec.encode(left.mark()), 0);
        return new Bed(Bed.WIDE, Map.of(), T).open(P0, 1, 10, table, loader.unfinished());
    }
}
