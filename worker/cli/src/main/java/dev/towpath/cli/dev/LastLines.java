package dev.towpath.cli.dev;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/// The last lines of a log, for an error message.
final class LastLines {
    private static final long MOST_BYTES = 16 << 10;
    private static final int MOST_LINES = 6;
    private static final int LONGEST = 300;

    private LastLines() {}

    /// The last six lines that are neither blank nor stack frames, each indented and cut to 300
    /// characters.
    static String of(Path log) {
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            long from = Math.max(0, file.length() - MOST_BYTES);
            file.seek(from);
            byte[] bytes = new byte[(int) (file.length() - from)];
            file.readFully(bytes);
            List<String> lines =
                    new String(bytes, StandardCharsets.UTF_8)
                            .lines()
                            .filter(line -> !line.isBlank() && !line.startsWith("\t"))
                            .map(line -> line.substring(0, Math.min(line.length(), LONGEST)))
                            .toList();
            return "  "
                    + String.join(
                            "\n  ",
                            lines.subList(Math.max(0, lines.size() - MOST_LINES), lines.size()));
        } catch (IOException e) {
            return "  (" + log + " cannot be read: " + e.getMessage() + ")";
        }
    }
}
