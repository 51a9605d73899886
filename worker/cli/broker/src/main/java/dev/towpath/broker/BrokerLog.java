package dev.towpath.broker;

import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.error.TowpathException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// What a broker has logged since one start, read when it fails.
final class BrokerLog {
    private static final int QUOTED_LINES = 6;
    private static final int LONGEST_LINE = 300;
    private static final long MOST_BYTES = 256 << 10;

    private final Path file;
    private final long start;

    private BrokerLog(Path file, long start) {
        this.file = file;
        this.start = start;
    }

    /// From the present end of the file on.
    static BrokerLog from(Path file) throws IOException {
        return new BrokerLog(file, Files.exists(file) ? Files.size(file) : 0);
    }

    /// The failure that the log tells of: a full disk and a taken port are known by what Kafka
    /// writes about them, all else is quoted.
    TowpathException failure(Path data, String how, String ports) {
        String text = text();
        if (text.contains("No space left on device")) {
            return new TowpathException(
                    ErrorCode.DISK_FULL,
                    "the embedded broker "
                            + how
                            + ", because the disk of its data folder "
                            + data
                            + " is full. What was acknowledged before is kept. Free some space and"
                            + " start again.");
        }
        if (text.contains("Address already in use")) {
            return new TowpathException(
                    ErrorCode.PORT_TAKEN,
                    "one of the ports "
                            + ports
                            + " on 127.0.0.1, meant for the embedded broker, was taken by another"
                            + " process while it started. Its data is unchanged. Stop that process,"
                            + " or choose other ports.");
        }
        return new TowpathException(
                ErrorCode.BROKER_FAILED,
                "the embedded broker "
                        + how
                        + ". Its data is kept as it is in "
                        + data
                        + ". Starting again is safe; if it fails the same way, read "
                        + file
                        + ", whose last lines are:\n"
                        + quoted(text));
    }

    private static String quoted(String text) {
        List<String> lines =
                text.lines().filter(l -> !l.isBlank() && !l.startsWith("\tat ")).toList();
        List<String> last = lines.subList(Math.max(0, lines.size() - QUOTED_LINES), lines.size());
        StringBuilder quoted = new StringBuilder();
        for (String line : last) {
            String cut = line.length() > LONGEST_LINE ? line.substring(0, LONGEST_LINE) : line;
            quoted.append("  ").append(cut).append('\n');
        }
        return quoted.isEmpty() ? "  (nothing)" : quoted.toString().stripTrailing();
    }

    private String text() {
        try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "r")) {
            // A shorter file was rolled over in between.
            long from = log.length() < start ? 0 : Math.max(start, log.length() - MOST_BYTES);
            log.seek(from);
            byte[] bytes = new byte[(int) (log.length() - from)];
            log.readFully(bytes);
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "(" + file + " cannot be read: " + e.getMessage() + ")";
        }
    }
}
