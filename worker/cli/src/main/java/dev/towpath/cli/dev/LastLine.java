package dev.towpath.cli.dev;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/// The last line of a log, for an error message.
final class LastLine {
    private static final long MOST_BYTES = 16 << 10;
    private static final int LONGEST = 600;

    private LastLine() {}

    /// The last line that is neither blank nor a stack frame, cut to 600 characters.
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
                            .toList();
            String last = lines.isEmpty() ? "(nothing)" : lines.getLast();
            return last.length() > LONGEST ? last.substring(0, LONGEST) : last;
        } catch (IOException e) {
            return "(" + log + " cannot be read: " + e.getMessage() + ")";
        }
    }
}
