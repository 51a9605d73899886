package dev.towpath.schemas.ledger;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.towpath.schemas.id.JobId;
import dev.towpath.schemas.ledger.LedgerTable.Forgetting;
import dev.towpath.schemas.wire.MalformedException;
import dev.towpath.schemas.wire.NewerFormatException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LedgerLoaderTest {
    private static final long NOW = 1_800_000_000_000L;

    private final LedgerTable table = new LedgerTable(Long.MAX_VALUE);
    private final LedgerLoader loader = new LedgerLoader(table, Forgetting.NONE, false);

    /// The loader skips over fields by their place, so this holds it to what the codec wrote.
    @Test
    void whatTheCodecWroteIsWhatTheTableHolds() {
        long seed = System.nanoTime();
        System.out.println("whatTheCodecWrote: seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 5_000; round++) {
            JobId id = new JobId("x", 0, random.nextLong(), random.nextLong());
            Mark mark = any(random);
            byte[] value = MarkCodec.encode(mark);
            if (random.nextBoolean()) {
                value = Arrays.copyOf(value, value.length + 5);
                value[1] = MarkCodec.LEVEL + 1;
            }

            assertThat(loader.load(id.tail().getBytes(US_ASCII), value, 99)).isTrue();

            long slot = table.find(id.high(), id.low());
            assertThat(table.stateAt(slot)).isEqualTo(mark.state());
            assertThat(table.generationAt(slot)).isEqualTo(mark.generation());
            assertThat(table.hopAt(slot)).isEqualTo(mark.state().isLive() ? mark.hop() : -1);
            assertThat(table.deduplicatedAt(slot)).isEqualTo(mark.windowMillis() > 0);
            assertThat(table.checksumAt(slot)).isEqualTo((int) mark.checksum());
            assertThat(table.nonceAt(slot)).isEqualTo((int) mark.nonce());
            assertThat(table.offsetAt(slot)).isEqualTo((int) mark.sourceOffset());
            assertThat(table.rememberUntilAt(slot))
                    .isEqualTo(
                            LedgerLoader.rememberUntil(
                                    mark.acceptedAt(), mark.settledAt(), mark.windowMillis()));
        }
        assertThat(loader.loaded()).isEqualTo(5_000);
    }

    @Test
    void anIdIsTheSameThingForItsWindowAndUntilItsEndAndForgottenTenMinutesLater() {
        int second = (int) (NOW / 1000);

        assertThat(LedgerLoader.rememberUntil(NOW, NOW + 1_000, 0)).isEqualTo(second + 2);
        assertThat(LedgerLoader.rememberUntil(NOW, NOW + 1_000, 86_400_000))
                .isEqualTo(second + 86_401);
        assertThat(LedgerLoader.forgottenBefore(NOW)).isEqualTo(second - 600);
    }

    @Test
    void whatIsPastItsTimeIsNotPutInAtAll() {
        LedgerLoader late =
                new LedgerLoader(
                        table, Forgetting.past((int) (NOW / 1000) + 1_000_000, 1_000), true);

        assertThat(late.load("0".repeat(26).getBytes(US_ASCII), mark(), 7)).isFalse();
        assertThat(table.size()).isZero();
    }

    @Test
    void aMarkIsRememberedFromWhenTheBrokerTookItWhateverTheClockThatMadeItShowed() {
        byte[] key = "0".repeat(26).getBytes(US_ASCII);

        assertThat(loader.load(key, MarkCodec.encode(mark(State.DONE, 0)), 7, NOW + 3_600_000))
                .isTrue();

        assertThat(table.rememberUntilAt(table.find(0, 0))).isEqualTo((int) (NOW / 1000) + 3_601);
    }

    @Test
    void aConflictIsRememberedFromItsAcceptanceThoughTheClockThatMarkedItWasBehind() {
        long hourAgo = NOW - 3_600_000;
        Mark conflict =
                new Mark(
                        State.CONFLICT,
                        0,
                        0,
                        0,
                        42,
                        0,
                        5,
                        6,
                        NOW,
                        0,
                        hourAgo,
                        1,
                        16,
                        "site",
                        "",
                        "",
                        "t");
        byte[] key = ("0".repeat(26) + "~" + "0".repeat(16)).getBytes(US_ASCII);
        LedgerLoader soonAfter =
                new LedgerLoader(
                        table, Forgetting.past(LedgerLoader.forgottenBefore(NOW), 1_000), false);

        assertThat(soonAfter.load(key, MarkCodec.encode(conflict), 7)).isTrue();
    }

    @Test
    void aJobThatWaitsIsKeptUntilItsEndIsReadHoweverOldBothAre() {
        LedgerLoader late =
                new LedgerLoader(
                        table, Forgetting.past((int) (NOW / 1000) + 1_000_000, 1_000), false);
        byte[] key = "0".repeat(26).getBytes(US_ASCII);

        assertThat(late.load(key, MarkCodec.encode(mark(State.WAITING, 3)), 7)).isTrue();
        long slot = table.find(0, 0);
        assertThat(table.hopAt(slot)).isEqualTo(3);
        table.sweep(Forgetting.past(Integer.MAX_VALUE, Long.MAX_VALUE));
        assertThat(table.size()).isEqualTo(1);

        assertThat(late.load(key, MarkCodec.encode(mark(State.DONE, 3)), 8)).isTrue();
        assertThat(table.stateAt(table.find(0, 0))).isEqualTo(State.DONE);
    }

    private static Mark mark(State state, int hop) {
        return new Mark(
                state, 0, 1, hop, 42, 1, 5, 6, NOW, NOW, NOW, 0, 2, "site", "", "", "t", 0, NOW,
                "");
    }

    @Test
    void theOwnersMarkIsPassedOver() {
        assertThat(loader.load(Mark.OWNER_KEY.getBytes(US_ASCII), mark(), 0)).isFalse();
        assertThat(table.size()).isZero();
    }

    @Test
    void aConflictIsRememberedBesideItsJobByWorkersAlone() {
        byte[] key = ("0".repeat(26) + "~0123456789abcdef").getBytes(US_ASCII);
        long nonce = MarkCodec.decode(mark()).nonce();

        assertThat(loader.load(key, mark(), 0)).isTrue();
        assertThat(table.find(0, 0)).isEqualTo(LedgerTable.ABSENT);
        long slot = table.find(LedgerLoader.conflictHigh(0, nonce), 0);
        assertThat(slot).isNotEqualTo(LedgerTable.ABSENT);
        assertThat(table.deduplicatedAt(slot)).isFalse();
        assertThat(new LedgerLoader(table, Forgetting.NONE, true).load(key, mark(), 0)).isFalse();
    }

    @Test
    void whatWasDoneIsRememberedByWorkersThoughAnotherTookItsPlace() {
        byte[] key = "0".repeat(26).getBytes(US_ASCII);
        for (LedgerLoader each :
                List.of(
                        loader,
                        new LedgerLoader(new LedgerTable(1 << 16), Forgetting.NONE, true))) {
            each.load(key, mark(State.DONE, 0, 1), 0);
            each.load(key, mark(State.CANCELLED, 1, 2), 1);
            each.load(key, mark(State.DONE, 2, 3), 2);
            each.load(key, mark(State.DONE, 2, 3), 2);
        }

        assertThat(table.isSpent(0, 0, 1)).isTrue();
        assertThat(table.isSpent(0, 0, 2)).as("it did nothing").isFalse();
        assertThat(table.isSpent(0, 0, 3)).as("it is the last").isFalse();
        assertThat(table.size()).isEqualTo(2);
    }

    private static byte[] mark(State state, int generation, long nonce) {
        return MarkCodec.encode(
                new Mark(
                        state,
                        generation,
                        1,
                        0,
                        nonce,
                        0,
                        5,
                        6,
                        NOW,
                        NOW,
                        NOW,
                        1,
                        0,
                        "site",
                        "",
                        "",
                        "t"));
    }

    @Test
    void whatIsNoMarkOfAJobIsMalformed() {
        byte[] key = "0".repeat(26).getBytes(US_ASCII);
        byte[] newer = mark();
        newer[0] = 2;

        assertThatThrownBy(() -> loader.load("U".repeat(26).getBytes(US_ASCII), mark(), 0))
                .isInstanceOf(MalformedException.class)
                .hasMessage("key: expected the end of a job id, got " + "U".repeat(26));
        assertThatThrownBy(() -> loader.load(key, Arrays.copyOf(mark(), 12), 0))
                .isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> loader.load(key, newer, 0))
                .isInstanceOf(NewerFormatException.class)
                .hasMessage("the mark has format 2, this version knows 1");
    }

    private static byte[] mark() {
        return MarkCodec.encode(any(new Random(1)));
    }

    private static Mark any(Random random) {
        State[] ends = {State.DONE, State.DEAD, State.CANCELLED, State.EXPIRED, State.CONFLICT};
        long accepted = NOW - random.nextInt(1_000_000);
        return new Mark(
                ends[random.nextInt(ends.length)],
                random.nextInt(LedgerTable.MAX_GENERATION + 1),
                random.nextInt(100),
                random.nextInt(4_096),
                random.nextLong(),
                random.nextInt(2),
                random.nextInt(Integer.MAX_VALUE),
                random.nextLong(),
                accepted,
                accepted + 5,
                accepted + 10,
                random.nextBoolean() ? 0 : random.nextInt(86_400_000),
                random.nextInt(32),
                "site",
                "TP-3001",
                "a reason",
                "article.publish");
    }
}
