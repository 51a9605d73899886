package dev.towpath.gateway.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towpath.gateway.Records;
import dev.towpath.gateway.intake.OutboxJob;
import dev.towpath.gateway.problem.Refusal;
import dev.towpath.schemas.error.ErrorCode;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/// A relay is killed before and after each of its steps in turn, and another takes over.
class EnqueuedIfCommittedTest {
    /// What is planted between a relay and Kafka; the same for the relay that takes over.
    private interface Relays {
        Batch.Jobs over(Batch.Jobs real);

        /// What a relay does when a pass has ended well.
        default void afterPass() {}

        default void killed() {}
    }

    private static final Relays SOUND = real -> real;

    @Test
    void killedAfterEachStatementAndEachAckARowIsAJobIfAndOnlyIfItWasCommitted()
            throws SQLException {
        try (Bed bed = new Bed()) {
            EnqueuedIfCommitted guarantee = new EnqueuedIfCommitted();
            int steps = killAtEachStep(bed, guarantee, SOUND, 1);

            assertThat(guarantee.judge(Records.jobs(bed.installation))).isEmpty();
            assertThat(steps).isGreaterThan(60);
            assertThat(
                            bed.database.ask(
                                    "SELECT count(*) FROM towpath_outbox WHERE error LIKE 'TP-1004 %'"))
                    .as("rows that can be no jobs are all there")
                    .isEqualTo(Integer.toString(steps));
        }
    }

    @Test
    void aRelayThatDeletesBeforeKafkaHasTheJobIsCaught() throws SQLException {
        List<Runnable> pending = new ArrayList<>();
        Relays hasty =
                new Relays() {
                    @Override
                    public Batch.Jobs over(Batch.Jobs real) {
                        return with(
                                real,
                                row -> row,
                                job -> {
                                    pending.add(() -> send(real, job));
                                    return () -> {};
                                });
                    }

                    @Override
                    public void afterPass() {
                        pending.forEach(Runnable::run);
                        pending.clear();
                    }

                    @Override
                    public void killed() {
                        pending.clear();
                    }
                };
        assertThat(breaches(hasty)).anyMatch(breach -> breach.endsWith("is 0 jobs"));
    }

    @Test
    void aRelayThatTellsRowsApartByItsOwnTriesIsCaught() throws SQLException {
        Relays forgetful =
                real ->
                        with(
                                real,
                                row ->
                                        new Row(
                                                row.seq(),
                                                UUID.randomUUID(),
                                                row.job(),
                                                row.bytes(),
                                                row.traceParent(),
                                                row.waited()),
                                real::submit);
        assertThat(breaches(forgetful)).anyMatch(breach -> breach.endsWith("is 2 jobs"));
    }

    @Test
    void aSiteThatSendsBeforeItCommitsIsCaught() throws SQLException {
        try (Bed bed = new Bed()) {
            EnqueuedIfCommitted guarantee = new EnqueuedIfCommitted();
            Row unseen = new Row(1, UUID.randomUUID(), job("early", ""), 0, "", Duration.ZERO);
            bed.jobs().submit(bed.jobs().read(unseen, job("early", ""))).await();
            guarantee.rolledBack("early");

            assertThat(guarantee.judge(Records.jobs(bed.installation)))
                    .containsExactly("early was rolled back, and is a job");
        }
    }

    @Test
    void aGroupInAnotherOrderIsCaught() throws SQLException {
        try (Bed bed = new Bed()) {
            EnqueuedIfCommitted guarantee = new EnqueuedIfCommitted();
            write(bed, guarantee, "0");
            bed.finish(bed.jobs());
            EnqueuedIfCommitted otherwise = new EnqueuedIfCommitted();
            List.of("b3", "b2").forEach(name -> otherwise.committed("0." + name));

            assertThat(otherwise.judge(Records.jobs(bed.installation)))
                    .containsExactly("group g came as [0.b2, 0.b3]");
        }
    }

    private static void send(Batch.Jobs real, OutboxJob job) {
        try {
            real.submit(job).await();
        } catch (Refusal e) {
            assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
        }
    }

    private static List<String> breaches(Relays relays) throws SQLException {
        try (Bed bed = new Bed()) {
            EnqueuedIfCommitted guarantee = new EnqueuedIfCommitted();
            killAtEachStep(bed, guarantee, relays, 7);
            return guarantee.judge(Records.jobs(bed.installation));
        }
    }

    /// @param stride 1 for every step, 7 for each seventh
    /// @return how many rounds there were, one for each step and one that nobody was killed in
    private static int killAtEachStep(
            Bed bed, EnqueuedIfCommitted guarantee, Relays relays, int stride) throws SQLException {
        int rounds = 0;
        boolean killed = true;
        for (int at = 0; killed; at += stride) {
            write(bed, guarantee, Integer.toString(at));
            killed = false;
            try (Connection real = bed.connect()) {
                Cut cut = new Cut(at, real);
                bed.sweep(cut.connection(), cut.jobs(relays.over(bed.jobs())));
                relays.afterPass();
            } catch (Cut.Killed e) {
                relays.killed();
                killed = true;
            }
            bed.finish(relays.over(bed.jobs()));
            relays.afterPass();
            rounds++;
        }
        return rounds;
    }

    /// One transaction that is committed, between two that are not.
    private static void write(Bed bed, EnqueuedIfCommitted guarantee, String round)
            throws SQLException {
        try (Connection before = bed.database.open();
                Connection site = bed.database.open();
                Connection after = bed.database.open()) {
            before.setAutoCommit(false);
            site.setAutoCommit(false);
            after.setAutoCommit(false);
            SiteDatabase.enqueue(before, job(round + ".undone", ""));
            enqueue(site, guarantee, round + ".a", "");
            enqueue(site, guarantee, round + ".b1", ",\"group\":\"g\"");
            SiteDatabase.enqueue(site, "{\"type\":\"note.send\",\"dta\":1}");
            enqueue(site, guarantee, round + ".b2", ",\"group\":\"g\"");
            enqueue(site, guarantee, round + ".c", ",\"dedupKey\":\"key-" + round + "\"");
            enqueue(site, guarantee, round + ".b3", ",\"group\":\"g\"");
            enqueue(site, guarantee, round + ".later", ",\"delay\":\"1h\"");
            SiteDatabase.enqueue(after, job(round + ".given up", ""));
            before.rollback();
            site.commit();
            after.rollback();
        }
        guarantee.rolledBack(round + ".undone");
        guarantee.rolledBack(round + ".given up");
    }

    private static void enqueue(
            Connection site, EnqueuedIfCommitted guarantee, String name, String more)
            throws SQLException {
        SiteDatabase.enqueue(site, job(name, more));
        guarantee.committed(name);
    }

    private static String job(String name, String more) {
        return "{\"type\":\"note.send\",\"data\":\"" + name + "\"" + more + "}";
    }

    private interface Submit {
        OutboxJob.Confirmation submit(OutboxJob job);
    }

    private static Batch.Jobs with(Batch.Jobs real, UnaryOperator<Row> row, Submit submit) {
        return new Batch.Jobs() {
            @Override
            public OutboxJob read(Row read, String json) {
                return real.read(row.apply(read), json);
            }

            @Override
            public OutboxJob.Confirmation submit(OutboxJob job) {
                return submit.submit(job);
            }
        };
    }
}
