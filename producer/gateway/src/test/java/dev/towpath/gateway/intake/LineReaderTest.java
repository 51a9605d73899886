package dev.towpath.gateway.intake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LineReaderTest {
    private static final int MOST = 10;

    @Test
    void linesComeAsTheyWereWhereverTheBytesAreCut() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 500; round++) {
            List<String> lines = new ArrayList<>();
            for (int i = random.nextInt(8); i >= 0; i--) {
                lines.add("x".repeat(random.nextInt(2 * MOST)));
            }
            String text = String.join("\n", lines);
            List<String> expected =
                    text.endsWith("\n") || text.isEmpty() ? withoutLast(lines) : lines;

            assertThat(read(text, random)).as("seed " + seed).isEqualTo(told(expected));
        }
    }

    @Test
    void aLongLineIsCountedAndItsBytesAreGone() throws IOException {
        LineReader reader =
                new LineReader(
                        new ByteArrayInputStream("12345678901\nok".getBytes(UTF_8)),
                        MOST,
                        () -> {});

        assertThat(reader.next()).isTrue();
        assertThat(reader.tooLong()).isTrue();
        assertThat(reader.length()).isEqualTo(11);
        assertThat(reader.bytes()).isEmpty();
        assertThat(reader.next()).isTrue();
        assertThat(reader.tooLong()).isFalse();
        assertThat(reader.bytes()).asString(UTF_8).isEqualTo("ok");
        assertThat(reader.next()).isFalse();
    }

    @Test
    void whiteSpaceAloneIsBlankAndALongLineIsNot() throws IOException {
        LineReader reader =
                new LineReader(
                        new ByteArrayInputStream(
                                (" \t\r\n" + " ".repeat(MOST + 1) + "\nx").getBytes(UTF_8)),
                        MOST,
                        () -> {});

        reader.next();
        assertThat(reader.blank()).isTrue();
        reader.next();
        assertThat(reader.blank()).isFalse();
        reader.next();
        assertThat(reader.blank()).isFalse();
    }

    private static List<String> read(String text, Random random) throws IOException {
        InputStream inPieces =
                new ByteArrayInputStream(text.getBytes(UTF_8)) {
                    @Override
                    public synchronized int read(byte[] into, int from, int most) {
                        return super.read(into, from, Math.min(most, 1 + random.nextInt(5)));
                    }
                };
        LineReader reader = new LineReader(inPieces, MOST, () -> {});
        List<String> lines = new ArrayList<>();
        while (reader.next()) {
            lines.add(reader.length() + ":" + new String(reader.bytes(), UTF_8));
        }
        return lines;
    }

    private static List<String> told(List<String> lines) {
        return lines.stream()
                .map(line -> line.length() + ":" + (line.length() > MOST ? "" : line))
                .toList();
    }

    private static List<String> withoutLast(List<String> lines) {
        return lines.subList(0, lines.size() - 1);
    }
}
