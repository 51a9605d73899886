package dev.towpath.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towpath.schemas.config.GatewayConfig;
import dev.towpath.schemas.id.JobId;
import dev.towpath.schemas.ledger.Mark;
import dev.towpath.schemas.ledger.State;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class LedgerTest {
    private static final Installation INSTALLATION = Installation.onSharedBroker();
    private static final Ledger LEDGER = new Ledger(INSTALLATION);
    private static Gateway gateway;
    private static Site site;

    @BeforeAll
    static void start() {
        gateway = INSTALLATION.start();
        site = new Site(gateway.port(), Installation.SITE_KEY);
    }

    @AfterAll
    static void stop() {
        gateway.close();
        LEDGER.close();
    }

    @Test
    void aDoneJobIsToldWithItsTimes() {
        JobId id = id(site.post("{\"type\":\"note.send\"}"));
        LEDGER.settle(id, mark(State.DONE, 1_700_000_000_123L, "", ""));

        JsonNode job = LEDGER.await(site, id, "done");

        assertThat(job.toString())
                .isEqualTo(
                        "{\"id\":\""
                                + id
                                + "\",\"state\":\"done\",\"type\":\"note.send\",\"attempts\":1,"
                                + "\"generation\":0,\"acceptedAt\":\"2023-11-14T22:13:20.123Z\","
                                + "\"acceptedAtMillis\":1700000000123,"
                                + "\"startedAt\":\"2023-11-14T22:13:20.133Z\","
                                + "\"startedAtMillis\":1700000000133,"
                                + "\"settledAt\":\"2023-11-14T22:13:20.143Z\","
                                + "\"settledAtMillis\":1700000000143}");
    }

    @Test
    void aDeadJobIsToldWithCodeAndReason() {
        JobId id = id(site.post("{\"type\":\"note.send\"}"));
        LEDGER.settle(id, mark(State.DEAD, 1_700_000_000_123L, "TP-3002", "no such article"));

        JsonNode job = LEDGER.await(site, id, "dead");

        assertThat(job.get("code").stringValue()).isEqualTo("TP-3002");
        assertThat(job.get("reason").stringValue()).isEqualTo("no such article");
    }

    @Test
    void aLaterGenerationReplacesAnEarlierEnd() {
        JobId id = id(site.post("{\"type\":\"note.send\"}"));
        LEDGER.settle(id, mark(State.DEAD, 1_700_000_000_123L, "TP-3002", "no"));
        LEDGER.await(site, id, "dead");
        LEDGER.settle(id, mark(State.DONE, 1_700_000_000_123L, "", ""));

        assertThat(LEDGER.await(site, id, "done").has("code")).isFalse();
    }

    @Test
    void anotherClientsJobIsAsUnknownAsOneThatNeverWas() {
        JobId id = id(site.post("{\"type\":\"note.send\"}"));
        LEDGER.settle(id, mark(State.DONE, System.currentTimeMillis(), "", ""));
        LEDGER.await(site, id, "done");
        Site other = new Site(gateway.port(), Installation.OTHER_KEY);

        Site.Answer theirs = other.get("/v1/jobs/" + id);
        Site.Answer never = other.get("/v1/jobs/default_0_00000000000000000000000000");

        assertThat(theirs.status()).isEqualTo(404);
        assertThat(theirs.text()).isEqualTo(never.text());
    }

    @Test
    void whatIsDoneInsideItsWindowIsADuplicateAndNotPutOnKafkaAgain() {
        String job = "{\"type\":\"note.send\",\"dedupKey\":\"once\",\"data\":{\"a\":1,\"b\":2}}";
        JobId id = id(site.post(job));
        LEDGER.settleDone(id, Records.find(INSTALLATION, id));
        LEDGER.await(site, id, "done");

        Site.Answer again =
                site.post(
                        "{\"dedupKey\":\"once\",\"data\":{\"b\":2,\"a\":1},\"type\":\"note.send\"}");

        assertThat(again.status()).isEqualTo(202);
        assertThat(again.json().get("duplicate").booleanValue()).isTrue();
        assertThat(id(again)).isEqualTo(id);
        assertThat(Records.all(INSTALLATION, id)).hasSize(1);
    }

    @Test
    void whatIsDoneInsideItsWindowConflictsWithAnotherPayload() {
        JobId id = id(site.post("{\"type\":\"note.send\",\"dedupKey\":\"c\",\"data\":1}"));
        LEDGER.settleDone(id, Records.find(INSTALLATION, id));
        LEDGER.await(site, id, "done");
        // Another gateway has only the ledger to go by.
        try (Gateway second = INSTALLATION.start()) {
            Site there = new Site(second.port(), Installation.SITE_KEY);
            LEDGER.await(there, id, "done");

            Site.Answer answer =
                    there.post("{\"type\":\"note.send\",\"dedupKey\":\"c\",\"data\":2}");

            assertThat(answer.status()).isEqualTo(422);
            assertThat(answer.code()).isEqualTo("TP-1010");
            assertThat(answer.json().get("detail").stringValue())
                    .isEqualTo(
                            "job "
                                    + id
                                    + " was submitted before under the same dedup key with another"
                                    + " payload, and the key's window still holds; nothing was"
                                    + " stored. Use another dedup key for other content");
            assertThat(Records.all(INSTALLATION, id)).hasSize(1);
        }
    }

    @Test
    void twoSubmissionsSecondsApartWithDifferentPayloadsConflictBeforeAnyWorkerSawThem() {
        JobId id = id(site.post("{\"type\":\"note.send\",\"dedupKey\":\"r\",\"data\":1}"));

        Site.Answer same = site.post("{\"type\":\"note.send\",\"dedupKey\":\"r\",\"data\":1.0}");
        Site.Answer other = site.post("{\"type\":\"note.send\",\"dedupKey\":\"r\",\"data\":2}");

        assertThat(same.status()).isEqualTo(202);
        assertThat(same.json().get("duplicate").booleanValue()).isTrue();
        assertThat(other.code()).isEqualTo("TP-1010");
        assertThat(Records.all(INSTALLATION, id)).hasSize(2);
    }

    @Test
    void whatIsDeadIsTakenAgainWithAnotherPayload() {
        JobId id = id(site.post("{\"type\":\"note.send\",\"dedupKey\":\"d\",\"data\":1}"));
        LEDGER.settle(id, mark(State.DEAD, System.currentTimeMillis(), "TP-3001", "broke"));
        LEDGER.await(site, id, "dead");

        Site.Answer again = site.post("{\"type\":\"note.send\",\"dedupKey\":\"d\",\"data\":2}");

        assertThat(again.status()).isEqualTo(202);
        assertThat(again.json().get("duplicate").booleanValue()).isFalse();
        assertThat(Records.all(INSTALLATION, id)).hasSize(2);
    }

    @Test
    void whatWasDoneBeforeItsWindowEndedIsTakenAgain() {
        JobId id = id(site.post("{\"type\":\"note.send\",\"dedupKey\":\"w\",\"data\":1}"));
        ConsumerRecord<byte[], byte[]> record = Records.find(INSTALLATION, id);
        long longAgo = System.currentTimeMillis() - 25L * 3_600_000;
        LEDGER.settle(id, Ledger.done(record, longAgo));
        LEDGER.await(site, id, "done");
        try (Gateway second = INSTALLATION.start()) {
            Site there = new Site(second.port(), Installation.SITE_KEY);
            LEDGER.await(there, id, "done");

            Site.Answer again =
                    there.post("{\"type\":\"note.send\",\"dedupKey\":\"w\",\"data\":1}");

            assertThat(again.json().get("duplicate").booleanValue()).isFalse();
            assertThat(Records.all(INSTALLATION, id)).hasSize(2);
        }
    }

    @Test
    void withLittleMemoryTheOldestGoFirstAndAreToldAsPerhapsForgotten() {
        Installation small =
                Installation.onSharedBroker()
                        .gateway(Installation.ledgerMemory(GatewayConfig.defaults(), 3 * 400_000));
        try (Ledger ledger = new Ledger(small);
                Gateway frugal = small.start()) {
            Site there = new Site(frugal.port(), Installation.SITE_KEY);
            JobId old = id(there.post("{\"type\":\"note.send\"}"));
            long start = System.currentTimeMillis() - 3_600_000;
            ledger.settle(old, mark(State.DONE, start, "", ""));
            ledger.await(there, old, "done");
            JobId last = ledger.settleMany(old, 60_000, start);

            ledger.await(there, last, "done");

            JsonNode job = ledger.await(there, old, "accepted");
            assertThat(job.get("note").stringValue())
                    .isEqualTo(
                            "nothing is known of it: it has not ended yet, or so long ago that it"
                                    + " is forgotten here");
        }
    }

    @Test
    void untilTheLedgerIsReadNothingIsToldOfAnyJobButJobsAreTaken() {
        Installation bare = Installation.withoutLedger();
        try (Gateway early = bare.start()) {
            Site there = new Site(early.port(), Installation.SITE_KEY);

            Site.Answer taken = there.post("{\"type\":\"note.send\",\"dedupKey\":\"x\"}");
            Site.Answer told = there.get("/v1/jobs/" + id(taken));

            assertThat(taken.status()).isEqualTo(202);
            assertThat(told.status()).isEqualTo(503);
            assertThat(told.code()).isEqualTo("TP-2008");
            assertThat(told.header("retry-after")).isEqualTo("1");
            assertThat(there.get("/readyz").status()).isEqualTo(503);
            assertThat(there.get("/readyz").text()).contains("ledger.default does not exist");
        }
    }

    private static Mark mark(State state, long acceptedAt, String code, String reason) {
        return new Mark(
                state,
                0,
                1,
                0,
                0,
                0,
                0,
                0,
                acceptedAt,
                acceptedAt + 10,
                acceptedAt + 20,
                0,
                0,
                "site",
                code,
                reason,
                "note.send");
    }

    private static JobId id(Site.Answer answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(202);
        return JobId.parse(answer.json().get("id").stringValue()).orElseThrow();
    }
}
