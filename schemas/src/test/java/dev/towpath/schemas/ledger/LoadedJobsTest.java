package dev.towpath.schemas.ledger;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.towpath.schemas.ledger.LedgerTable.Forgetting;
import dev.towpath.schemas.ledger.Unfinished.Note;
import dev.towpath.schemas.wire.JobEnvelope;
import org.junit.jupiter.api.Test;

/// What a ledger's records together say, beyond what became of each job.
class LoadedJobsTest {
    private static final byte[] JOB = "0".repeat(26).getBytes(US_ASCII);
    private static final byte[] OTHER = ("0".repeat(25) + "1").getBytes(US_ASCII);
    private static final byte[] CONFLICT =
            ("0".repeat(26) + "~" + "0".repeat(16)).getBytes(US_ASCII);
    private static final byte[] OWNER = Mark.OWNER_KEY.getBytes(US_ASCII);
    private static final byte[] CANCEL = Cancels.ledgerKey(JOB, "site");

    private final LedgerTable table = new LedgerTable(1 << 20);
    private final LedgerLoader loader = new LedgerLoader(table, Forgetting.NONE, false);

    @Test
    void theJobsTopicEndsBehindTheLastOfItsRecordsThatHasAMark() {
        assertThat(loader.jobsEnd()).isZero();

        load(loader, JOB, mark(State.DONE, 0, 41, 0));
        load(loader, OTHER, mark(State.DONE, 0, 7, 0));
        load(loader, OTHER, mark(State.DONE, 1, 99, 0));

        assertThat(loader.jobsEnd()).isEqualTo(42);
    }

    @Test
    void theLastMarkOfAnOwnerSaysWhetherItLeft() {
        load(loader, OWNER, Mark.owner(State.OPENED, 0, 1, "x"));
        assertThat(loader.unfinished().isUnclean()).isTrue();

        load(loader, OWNER, Mark.owner(State.CLOSED, 0, 2, "x"));
        assertThat(loader.unfinished().isUnclean()).isFalse();
        assertThat(loader.loaded()).isZero();
    }

    @Test
    void aJobIsUnfinishedUntilItsEnd() {
        load(loader, JOB, mark(State.NOTED, 0, 1, 2));
        load(loader, OTHER, mark(State.NOTED, 0, 2, 3));
        assertThat(loader.unfinished().of(0, 0)).isEqualTo(new Note(2, 0, ""));

        load(loader, JOB, mark(State.DONE, 0, 1, 3));

        assertThat(loader.unfinished().of(0, 0)).isEqualTo(new Note(0, 0, ""));
        assertThat(loader.unfinished().of(0, 1)).isEqualTo(new Note(3, 0, ""));
    }

    @Test
    void aConflictIsNotTheEndOfTheJobThatItIsInConflictWith() {
        load(loader, JOB, mark(State.NOTED, 0, 1, 2));

        load(loader, CONFLICT, mark(State.CONFLICT, 0, 5, 0));

        assertThat(loader.unfinished().of(0, 0)).isEqualTo(new Note(2, 0, ""));
        assertThat(table.stateAt(table.find(0, 0))).isEqualTo(State.NOTED);
    }

    @Test
    void aCancelIsKnownToWorkersAndPassedOverByGateways() {
        assertThat(loader.load(CANCEL, MarkCodec.encode(ask(9, 100)), 0)).isFalse();
        assertThat(loader.unfinished().cancels().find(0, 0, "site"))
                .isEqualTo(new Cancels.Ask(100, 9));

        LedgerLoader gateway = new LedgerLoader(table, Forgetting.NONE, true);
        assertThat(gateway.load(CANCEL, MarkCodec.encode(ask(9, 100)), 0)).isFalse();
        assertThat(gateway.unfinished().cancels().isEmpty()).isTrue();
    }

    @Test
    void aJobThatWaitsIsSparedByACancelThatDoesNotSpeakOfIt() {
        load(loader, CANCEL, ask(9, 100));

        load(loader, JOB, mark(State.WAITING, 0, 8, 1));
        assertThat(loader.unfinished().cancels().spares(0, 0, "site")).isFalse();

        load(loader, JOB, mark(State.WAITING, 0, 9, 1));
        assertThat(loader.unfinished().cancels().spares(0, 0, "site")).isTrue();
    }

    @Test
    void aGatewayKnowsAnIdByTheLedgersOffsetAndAWorkerByTheJobs() {
        loader.load(JOB, MarkCodec.encode(mark(State.DONE, 0, 41, 0)), 1_000);
        assertThat(table.offsetAt(table.find(0, 0))).isEqualTo(41);

        LedgerLoader gateway = new LedgerLoader(table, Forgetting.NONE, true);
        gateway.load(JOB, MarkCodec.encode(mark(State.DONE, 0, 41, 0)), 1_000);
        assertThat(table.offsetAt(table.find(0, 0))).isEqualTo(1_000);
    }

    @Test
    void whatCameOffTheLadderIsForgottenADayLater() {
        load(loader, JOB, mark(State.DONE, 1, 41, 0));
        load(loader, OTHER, mark(State.DONE, 0, 41, 0));
        int second = LedgerLoader.rememberUntil(100, 200, 0);

        sweep(second);
        assertThat(table.size()).as("what is of this second is kept").isEqualTo(2);
        sweep(second + 1);
        assertThat(table.find(0, 1)).isEqualTo(LedgerTable.ABSENT);
        sweep(second + 86_400);
        assertThat(table.find(0, 0)).isNotEqualTo(LedgerTable.ABSENT);
        sweep(second + 86_401);
        assertThat(table.find(0, 0)).isEqualTo(LedgerTable.ABSENT);
        assertThat(table.size()).isZero();
    }

    @Test
    void whatWasKnownOfAnIdDoesNotOutliveAnEndThatNeedNotBeRemembered() {
        LedgerLoader late =
                new LedgerLoader(table, Forgetting.past(Integer.MAX_VALUE, 1_000), false);
        load(late, JOB, mark(State.NOTED, 0, 41, 2));
        assertThat(late.load(OTHER, MarkCodec.encode(mark(State.DONE, 0, 41, 0)), 0)).isFalse();

        assertThat(late.load(JOB, MarkCodec.encode(mark(State.DONE, 0, 41, 2)), 0)).isTrue();
        assertThat(table.stateAt(table.find(0, 0))).isEqualTo(State.DONE);
    }

    private void sweep(int second) {
        for (int i = 0; i < 256; i++) {
            table.sweep(Forgetting.past(second, Long.MAX_VALUE >> 33));
        }
    }

    private static void load(LedgerLoader loader, byte[] key, Mark mark) {
        loader.load(key, MarkCodec.encode(mark), 7);
    }

    private static Mark ask(long jobsEnd, long askedAt) {
        return new Mark(
                State.ASKED, 0, 0, 0, 0, 1, jobsEnd, 0, askedAt, 0, 300, 0, 0, "site", "", "", "");
    }

    /// A mark of a job of the client `site`, accepted at 100 and marked at 200.
    ///
    /// @param source 1 for one that came off the ladder
    private static Mark mark(State state, int source, long offset, int attempt) {
        return new Mark(
                state,
                0,
                attempt,
                0,
                0,
                source,
                offset,
                0,
                100,
                0,
                200,
                0,
                source == 1 ? JobEnvelope.OFF_LADDER : 0,
                "site",
                "",
                "",
                "t");
    }
}
