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
import dev.towpath.schemas.ledger.Unfinished;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SuspectsTest {
    private static final int IN_FLIGHT = 3;
    private static final Limits LIMITS =
            new Limits(IN_FLIGHT, 1L << 30, 10_000, 1L << 30, 100_000, 5_000);

    private final List<byte[][]> ledger = new ArrayList<>();

    @Test
    void afterACleanLeaveNothingIsASuspect() {
        owner(State.OPENED);
        owner(State.CLOSED);
        assertThat(startedAt(heir().arrive(Submission.at(0)))).containsExactly(0L);
    }

    @Test
    void afterACrashAJobBeginsOnlyBehindADurableStartMark() {
        owner(State.OPENED);
        Bed heir = heir();

        assertThat(startedAt(heir.arrive(Submission.at(0)))).isEmpty();

        assertThat(settled(heir.flush())).containsExactly("0 begun");
        assertThat(startedAt(heir.flushed(true))).containsExactly(0L);
        heir.done(heir.start(0));
        assertThat(settled(heir.commit())).containsExactly("0 done");
    }

    @Test
    void aStartMarkThatIsNotCommittedIsWrittenAgain() {
        owner(State.OPENED);
        Bed heir = heir();
        heir.arrive(Submission.at(0));
        heir.flush();
        assertThat(startedAt(heir.flushed(false))).isEmpty();
        assertThat(settled(heir.flush())).containsExactly("0 begun");
        assertThat(startedAt(heir.flushed(true))).containsExactly(0L);
    }

    @Test
    void onlyAsManyAreSuspectsAsAWorkerRunsAtOnce() {
        owner(State.OPENED);
        Bed heir = heir();
        heir.arrive(Submission.at(0), Submission.at(1), Submission.at(2), Submission.at(3));
        heir.commit();

        heir.done(heir.start(0));

        assertThat(startedAt(heir.effects)).containsExactly(0L, 1L, 2L, 3L);
    }

    @Test
    void suspectsKeepTheLimitOfTheirType() {
        owner(State.OPENED);
        Bed heir = heir(new TypePolicy("t", false, 60_000, 1));
        heir.arrive(Submission.at(0), Submission.at(1));
        assertThat(settled(heir.commit())).containsExactly("0 begun");
        assertThat(startedAt(heir.effects)).containsExactly(0L);

        heir.done(heir.start(0));
        heir.commit();

        assertThat(startedAt(heir.effects)).containsExactly(0L, 1L);
    }

    @Test
    void suspectsKeepTheRoomOfTheirTarget() {
        owner(State.OPENED);
        Bed heir =
                heir(
                        new Core(
                                LIMITS,
                                Map.of("index", ofSearch("index"), "drop", ofSearch("drop")),
                                Map.of(),
                                Map.of("search", new TargetPolicy(1, false)),
                                Set.of()));
        heir.arrive(Submission.at(0).type("index"), Submission.at(1).type("drop"));
        assertThat(settled(heir.commit())).hasSize(1);
        assertThat(startedAt(heir.effects)).hasSize(1);

        heir.done(Bed.starts(heir.effects).getFirst());
        heir.commit();

        assertThat(startedAt(heir.effects)).containsExactlyInAnyOrder(0L, 1L);
    }

    @Test
    void sixtyFourSuspectsRunAtATimeAndTheNextWhenOneHasEnded() {
        owner(State.OPENED);
        Bed heir = heir(new Core(Bed.WIDE, Map.of("t", Bed.T), Map.of(), Set.of()));
        heir.arrive(IntStream.range(0, 66).mapToObj(Submission::at).toArray(Submission[]::new));
        heir.commit();
        assertThat(startedAt(heir.effects)).hasSize(64);

        heir.done(heir.start(0));
        heir.commit();

        assertThat(startedAt(heir.effects)).hasSize(65);
    }

    @Test
    void whatAWorkerDiedWithRunsAloneAndIsDeadAfterSoManyCrashes() {
        Submission killer = Submission.at(0);
        Submission innocent = Submission.at(1);
        for (int crashes = 0; crashes < 3; crashes++) {
            owner(State.OPENED);
            Bed heir = heir();
            assertThat(startedAt(heir.arrive(killer, innocent))).isEmpty();
            Flush flush = heir.commit();
            if (crashes == 0) {
                assertThat(settled(flush)).containsExactly("0 begun", "1 begun");
            } else {
                assertThat(settled(flush)).containsExactly("0 begun");
            }
            write(flush);
        }
        owner(State.OPENED);
        Bed heir = heir();
        heir.arrive(killer, innocent);

        Flush flush = heir.commit();

        assertThat(settled(flush)).containsExactly("0 dead", "1 begun");
        assertThat(((Settlement.Settled) flush.settlements().getFirst()).mark().code())
                .isEqualTo("TP-3008");
        assertThat(startedAt(heir.effects)).containsExactly(1L);
    }

    @Test
    void aCleanLeaveCountsNoCrash() {
        Submission job = Submission.at(0);
        for (int round = 0; round < 5; round++) {
            owner(State.OPENED);
            Bed heir = heir();
            heir.arrive(job);
            if (round == 0) {
                write(heir.commit());
            }
            owner(State.CLOSED);
        }
        Bed heir = heir();
        assertThat(startedAt(heir.arrive(job))).containsExactly(0L);
        heir.done(heir.start(0));
        assertThat(settled(heir.commit())).containsExactly("0 done");
    }

    private Bed heir() {
        return heir(Bed.T);
    }

    private Bed heir(TypePolicy policy) {
        return heir(new Core(LIMITS, Map.of(policy.type(), policy), Map.of(), Set.of()));
    }

    private Bed heir(Core core) {
        LedgerTable table = new LedgerTable(1 << 20);
        LedgerLoader loader = new LedgerLoader(table, LedgerTable.Forgetting.NONE, false);
        for (int i = 0; i < ledger.size(); i++) {
            loader.load(ledger.get(i)[0], ledger.get(i)[1], i);
        }
        Unfinished unfinished = loader.unfinished();
        return new Bed(core).open(P0, 0, table, unfinished);
    }

    private static TypePolicy ofSearch(String type) {
        return new TypePolicy(
                type,
                "default",
                "search",
                false,
                false,
                0,
                false,
                60_000,
                1_000,
                false,
                RetryPolicy.ONCE);
    }

    private void owner(State state) {
        ledger.add(
                new byte[][] {
                    Mark.OWNER_KEY.getBytes(StandardCharsets.ISO_8859_1),
                    MarkCodec.encode(Mark.owner(state, 0, Bed.START, "w"))
                });
    }

    private void write(Flush flush) {
        for (Settlement settlement : flush.settlements()) {
            if (settlement instanceof Settlement.Noted begun) {
                Arrival.Submitted arrival = begun.job().arrival();
                ledger.add(
                        new byte[][] {
                            JobId.tailBytes(arrival.high(), arrival.low()),
                            MarkCodec.encode(begun.mark())
                        });
            }
        }
    }
}
