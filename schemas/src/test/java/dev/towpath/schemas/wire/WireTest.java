package dev.towpath.schemas.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Random;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WireTest {
    @Test
    void writesNumbersAndTextAsAvroDoesAndReadsThemBack() throws IOException {
        long seed = System.nanoTime();
        System.out.println("writesNumbersAndText: seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 5_000; round++) {
            long number = random.nextLong() >> random.nextInt(64);
            String text = (random.nextBoolean() ? "é🚣x" : "az_9").repeat(random.nextInt(40));
            ByteArrayOutputStream avros = new ByteArrayOutputStream();
            BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(avros, null);
            encoder.writeLong(number);
            encoder.writeString(text);

            byte[] bytes = new WireWriter(0).writeLong(number).writeString(text).toBytes();

            assertThat(bytes).isEqualTo(avros.toByteArray());
            WireReader reader = new WireReader(bytes, 0, bytes.length);
            assertThat(reader.readLong()).isEqualTo(number);
            assertThat(reader.readString("text", 10_000)).isEqualTo(text);
            assertThat(reader.remaining()).isZero();
            assertThat(DecoderFactory.get().binaryDecoder(bytes, null).readLong())
                    .isEqualTo(number);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 6, 1 << 20, Integer.MAX_VALUE, Long.MAX_VALUE, Long.MIN_VALUE})
    void aHostileLengthAllocatesNothing(long length) {
        byte[] bytes = Arrays.copyOf(new WireWriter(16).writeLong(length).toBytes(), 15);
        ThreadMXBean memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        assertThatThrownBy(() -> read(bytes)).isInstanceOf(MalformedException.class);

        long before = memory.getCurrentThreadAllocatedBytes();
        try {
            read(bytes);
        } catch (MalformedException expected) {
            assertThat(memory.getCurrentThreadAllocatedBytes() - before).isLessThan(8 * 1024);
            return;
        }
        throw new AssertionError("a string of length " + length + " was read out of 15 bytes");
    }

    private static String read(byte[] bytes) {
        return new WireReader(bytes, 0, bytes.length).readString("text", 5);
    }

    @Test
    void saysWhichFieldWhatWasExpectedAndWhatCame() {
        byte[] bytes = new WireWriter(16).writeLong(7).toBytes();

        assertThatThrownBy(() -> new WireReader(bytes, 0, 1).readInt("hop", 0, 6))
                .isInstanceOf(MalformedException.class)
                .hasMessage("hop: expected 0 to 6, got 7");
        assertThatThrownBy(() -> new WireReader(bytes, 0, 1).readString("client", 64))
                .isInstanceOf(MalformedException.class)
                .hasMessage("client: expected a string of at most 0 bytes, got a length of 7");
        assertThatThrownBy(() -> new WireReader(bytes, 1, 1).readLong())
                .isInstanceOf(MalformedException.class)
                .hasMessage("the bytes end inside a number, at byte 1");
        byte[] endless = new byte[11];
        Arrays.fill(endless, (byte) -1);
        assertThatThrownBy(() -> new WireReader(endless, 0, 11).readLong())
                .isInstanceOf(MalformedException.class)
                .hasMessage("a number has more than ten bytes, at byte 10");
    }

    /// Read as replacement characters it would be three times as long, and nobody could write it
    /// again.
    @Test
    void aTextThatIsReadAgainIsThatOfItsOwnBytes() {
        long seed = System.nanoTime();
        System.out.println("aTextThatIsReadAgain: seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 100_000; round++) {
            byte[] bytes = new byte[random.nextInt(4) == 0 ? random.nextInt(90) : 2];
            random.nextBytes(bytes);
            int from = random.nextInt(bytes.length + 1);
            int length = random.nextInt(bytes.length - from + 1);

            assertThat(Text.again(bytes, from, length)).isEqualTo(Text.utf8(bytes, from, length));
        }
    }

    @Test
    void bytesThatAreNotUtf8AreNoText() {
        byte[] broken = new WireWriter(16).writeString("text", "ab\uFFFD", 5).toBytes();
        assertThat(read(broken)).as("a replacement character can be meant").isEqualTo("ab\uFFFD");
        broken[2] = (byte) 0xff;

        assertThatThrownBy(() -> read(broken))
                .isInstanceOf(MalformedException.class)
                .hasMessage("text: expected UTF-8, got other bytes");
    }

    @Test
    void textIsCutAtAWholeCharacter() {
        assertThat(Text.cut("aé🚣", 7)).isEqualTo("aé🚣");
        assertThat(Text.cut("aé🚣", 6)).isEqualTo("aé");
        assertThat(Text.cut("aé🚣", 2)).isEqualTo("a");
        assertThat(Text.cut("é", 1)).isEmpty();
        assertThat(Text.cut("abc", 0)).isEmpty();
    }
}
