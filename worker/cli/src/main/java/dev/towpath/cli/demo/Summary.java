package dev.towpath.cli.demo;

import dev.towpath.cli.demo.Tally.Loss;
import dev.towpath.cli.demo.Tally.Numbers;
import dev.towpath.cli.demo.Tally.Refused;
import dev.towpath.cli.terminal.Columns;
import dev.towpath.cli.terminal.Paragraph;
import dev.towpath.cli.terminal.Printable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What became of all that the demo posted, for people.
///
/// @param seconds from the first line to the last end
record Summary(Numbers numbers, double seconds) {
    private static final int MOST_DEAD_SHOWN = 5;
    private static final int LONGEST_EXAMPLE = 160;

    String text() {
        Columns columns =
                new Columns("  ")
                        .row("accepted", count(numbers.accepted()))
                        .row("done", count(numbers.done()))
                        .row("dead", count(numbers.dead().size()))
                        .row("duplicates", count(numbers.duplicates()));
        if (!numbers.refused().isEmpty()) {
            columns.row("refused", count(numbers.refusedLines()));
        }
        return String.format(
                        Locale.ROOT,
                        "%n%,d entries posted and settled in %.1f s%n%n",
                        numbers.posted(),
                        seconds)
                + columns.text()
                + (numbers.done() == 0
                        ? ""
                        : String.format(
                                Locale.ROOT,
                                "%nFrom POST to done: p50 %,d ms, p99 %,d ms%n",
                                numbers.p50Millis(),
                                numbers.p99Millis()))
                + dead(numbers.dead())
                + refused();
    }

    /// What died in an earlier run and was not posted again.
    ///
    /// @param command how the user calls Towpath
    static String left(int dead, String command) {
        return dead == 0
                ? ""
                : "\n"
                        + Paragraph.wrap(
                                String.format(
                                        Locale.ROOT,
                                        "%,d entries died in an earlier run and were left out:"
                                                + " posted again, they would be tried again. `%s"
                                                + " dead list` has them.",
                                        dead,
                                        command))
                        + "\n";
    }

    /// What the jobs have written so far.
    ///
    /// @param command how the user calls Towpath
    static String stored(Path file, String command) {
        if (!Files.exists(file)) {
            return "";
        }
        try (CompatStore store = CompatStore.open(file)) {
            CompatStore.Count count = store.count();
            return String.format(
                    Locale.ROOT,
                    "%n%,d rows in %s, %s. Search them:%n%n  %s demo search abort%n",
                    count.rows(),
                    file,
                    count.writtenAgain() == 0
                            ? "each written once"
                            : String.format(
                                    Locale.ROOT,
                                    "%,d of them written more than once%n(their jobs ran again"
                                            + " after a crash; each row is there once)",
                                    count.writtenAgain()),
                    command);
        }
    }

    private static String dead(List<Loss> dead) {
        if (dead.isEmpty()) {
            return "";
        }
        Columns columns = new Columns("  ");
        dead.stream()
                .limit(MOST_DEAD_SHOWN)
                .forEach(loss -> columns.row(loss.what(), loss.code(), loss.reason()));
        if (dead.size() > MOST_DEAD_SHOWN) {
            columns.row("and " + (dead.size() - MOST_DEAD_SHOWN) + " more");
        }
        return "\nDead letters, spoiled by the demo on purpose:\n\n" + columns.text();
    }

    private String refused() {
        if (numbers.refused().isEmpty()) {
            return "";
        }
        StringBuilder text =
                new StringBuilder("\nRefused by the gateway, with one example of each code:\n\n");
        for (Map.Entry<String, Refused> code : numbers.refused().entrySet()) {
            text.append(
                    String.format(
                            Locale.ROOT,
                            "  %s  %,d: %s%n",
                            code.getKey(),
                            code.getValue().lines(),
                            Printable.clip(code.getValue().example(), LONGEST_EXAMPLE)));
        }
        return text
                + "\n"
                + Paragraph.wrap(
                        "Some were refused: run the demo again, which posts those again and does"
                                + " nothing twice.")
                + "\n";
    }

    private static String count(int number) {
        return String.format(Locale.ROOT, "%,9d", number);
    }
}
