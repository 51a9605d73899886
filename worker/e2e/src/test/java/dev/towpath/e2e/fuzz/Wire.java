package dev.towpath.e2e.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towpath.schemas.id.JobId;
import dev.towpath.schemas.ledger.LedgerLoader;
import dev.towpath.schemas.ledger.LedgerTable;
import dev.towpath.schemas.ledger.Mark;
import dev.towpath.schemas.ledger.MarkCodec;
import dev.towpath.schemas.wire.Cancel;
import dev.towpath.schemas.wire.DeadLetter;
import dev.towpath.schemas.wire.EnvelopeCodec;
import dev.towpath.schemas.wire.MalformedException;
import dev.towpath.schemas.wire.NewerFormatException;
import dev.towpath.schemas.wire.PastAttempt;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What Towpath writes for itself in Avro binary: read, it can be written again, and is the same
/// when that is read.
final class Wire {
    private static final byte[] TAIL =
            "01k3z8kq5mxyrndw2c4v7b9hfg".getBytes(StandardCharsets.ISO_8859_1);

    private Wire() {}

    static boolean envelope(byte[] input) {
        return readsBack(input, EnvelopeCodec::decode, EnvelopeCodec::encode) != null;
    }

    static boolean stored(byte[] input) {
        boolean cancel = readsBack(input, Cancel::decode, Cancel::encode) != null;
        boolean letter = readsBack(input, DeadLetter::decode, DeadLetter::encode) != null;
        // Level 1 has no note, of which the length is written.
        int lacks = input.length > 1 && input[1] == 1 ? 1 : 0;
        boolean attempt = readsBack(input, lacks, PastAttempt::decode, PastAttempt::encode) != null;
        return cancel || letter || attempt;
    }

    /// A mark, and what the ledger's reader makes of it under the key of a job, of its owner, of a
    /// conflict and of a cancel.
    static boolean mark(byte[] input) {
        Mark mark = readsBack(input, MarkCodec::decode, MarkCodec::encode);
        byte[] conflict = Arrays.copyOf(TAIL, TAIL.length + 17);
        conflict[TAIL.length] = '~';
        byte[] cancel = Arrays.copyOf(TAIL, TAIL.length + 2);
        cancel[TAIL.length] = '!';
        cancel[TAIL.length + 1] = 'c';
        byte[] owner = Mark.OWNER_KEY.getBytes(StandardCharsets.ISO_8859_1);
        LedgerTable table = new LedgerTable(1 << 16);
        LedgerLoader loader = new LedgerLoader(table, LedgerTable.Forgetting.NONE, false);
        assertThat(loads(loader, owner, input)).isFalse();
        assertThat(loads(loader, cancel, input)).isFalse();
        boolean job = loads(loader, TAIL, input);
        boolean inConflict = loads(loader, conflict, input);
        if (mark != null) {
            assertThat(job && inConflict).as("a mark goes into the table").isTrue();
            JobId id =
                    JobId.parseTail("q", 0, new String(TAIL, StandardCharsets.ISO_8859_1), 0)
                            .orElseThrow();
            long slot = table.find(id.high(), id.low());
            assertThat(table.stateAt(slot)).isEqualTo(mark.state());
            assertThat(table.generationAt(slot))
                    .isEqualTo(Math.min(mark.generation(), LedgerTable.MAX_GENERATION));
        }
        return mark != null;
    }

    private static boolean loads(LedgerLoader loader, byte[] key, byte[] value) {
        try {
            return loader.load(key, value, 7);
        } catch (MalformedException | NewerFormatException e) {
            assertThat(e.getMessage()).isNotBlank();
            return false;
        }
    }

    private static <T> @Nullable T readsBack(
            byte[] input, Function<byte[], T> decode, Function<T, byte[]> encode) {
        return readsBack(input, 0, decode, encode);
    }

    /// @param lacks bytes by which it grows, because its level is an older one
    private static <T> @Nullable T readsBack(
            byte[] input, int lacks, Function<byte[], T> decode, Function<T, byte[]> encode) {
        T value;
        try {
            value = decode.apply(input);
        } catch (MalformedException | NewerFormatException e) {
            assertThat(e.getMessage()).isNotBlank();
            return null;
        }
        byte[] again = encode.apply(value);
        assertThat(again).hasSizeLessThanOrEqualTo(input.length + lacks);
        assertThat(decode.apply(again)).isEqualTo(value);
        assertThat(encode.apply(decode.apply(again))).isEqualTo(again);
        return value;
    }
}
