package dev.towpath.gateway.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towpath.schemas.id.JobId;
import dev.towpath.schemas.ledger.Mark;
import dev.towpath.schemas.ledger.MarkCodec;
import dev.towpath.schemas.ledger.State;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class PartitionLedgerTest {
    private static final long NOW = Instant.parse("2026-11-22T10:00:00Z").toEpochMilli();
    private static final long HOUR = 3_600_000;
    private static final long SMALL = 400_000;

    private final PartitionLedger ledger =
            new PartitionLedger("l-0", SMALL, InstantSource.fixed(Instant.ofEpochMilli(NOW)));

    @Test
    void anOffsetIsWholeAgainFromItsLowerHalf() {
        assertThat(PartitionLedger.wholeOffset(5, 6)).isEqualTo(5);
        assertThat(PartitionLedger.wholeOffset(5, 0x1_0000_0006L)).isEqualTo(0x1_0000_0005L);
        assertThat(PartitionLedger.wholeOffset(7, 0x1_0000_0006L)).isEqualTo(7);
        assertThat(PartitionLedger.wholeOffset(-1, 0x1_0000_0006L)).isEqualTo(0xffff_ffffL);
    }

    @Test
    void ownersConflictsDeletionsAndGarbageAreNoJobs() {
        ledger.take(
                List.of(
                        new ConsumerRecord<>("l", 0, 0, key(Mark.OWNER_KEY), mark(NOW, 0)),
                        new ConsumerRecord<>(
                                "l", 0, 1, key(id(1).tail() + "~0123456789abcdef"), mark(NOW, 0)),
                        new ConsumerRecord<>("l", 0, 2, key(id(1).tail()), null),
                        new ConsumerRecord<>("l", 0, 3, key(id(1).tail()), new byte[] {9, 9, 9}),
                        new ConsumerRecord<>("l", 0, 4, key("u".repeat(26)), mark(NOW, 0)),
                        new ConsumerRecord<>("l", 0, 5, null, mark(NOW, 0))));

        assertThat(ledger.size()).isZero();
    }

    @Test
    void whatIsInItsWindowIsKeptOverWhatIsNot() {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            records.add(record(i, NOW - HOUR, 2 * HOUR));
        }
        for (int i = 3_000; i < 40_000; i++) {
            records.add(record(i, NOW - HOUR, 0));
        }

        ledger.take(records);

        for (int i = 0; i < 3_000; i++) {
            assertThat(ledger.find(id(i))).isPresent();
        }
        assertThat(ledger.forgetful()).isTrue();
        assertThat(ledger.bytes()).isLessThan(SMALL + SMALL / 8);
    }

    @Test
    void windowsThatAreOverGoFirst() {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int i = 0; i < 30_000; i++) {
            records.add(record(i, NOW - 3 * HOUR, HOUR));
        }
        records.add(record(30_000, NOW - HOUR, 2 * HOUR));

        ledger.take(records);

        assertThat(ledger.find(id(30_000))).get().matches(known -> known.inWindow(NOW));
        assertThat(ledger.bytes()).isLessThan(SMALL + SMALL / 8);
    }

    @Test
    void whenWindowsAloneAreMoreThanTheBoundAllIsForgottenAndItGoesOn() {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int i = 0; i < 30_000; i++) {
            records.add(record(i, NOW, HOUR));
        }

        ledger.take(records);

        assertThat(ledger.size()).isZero();
        assertThat(ledger.forgetful()).isTrue();
        ledger.take(List.of(record(30_000, NOW, HOUR)));
        assertThat(ledger.find(id(30_000))).isPresent();
    }

    private static ConsumerRecord<byte[], byte[]> record(int i, long acceptedAt, long window) {
        return new ConsumerRecord<>("l", 0, i, key(id(i).tail()), mark(acceptedAt, window));
    }

    private static JobId id(int i) {
        return new JobId("default", 0, i * 0x9e3779b97f4a7c15L, i);
    }

    private static byte[] key(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] mark(long acceptedAt, long window) {
        return MarkCodec.encode(
                new Mark(
                        State.DONE,
                        0,
                        1,
                        0,
                        0,
                        0,
                        0,
                        0,
                        acceptedAt,
                        acceptedAt,
                        acceptedAt,
                        window,
                        0,
                        "site",
                        "",
                        "",
                        "t"));
    }
}
