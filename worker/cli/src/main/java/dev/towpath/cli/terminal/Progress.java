package dev.towpath.cli.terminal;

import java.io.Console;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Optional;

/// A bar that fills up: redrawn in place on a terminal, a line now and then elsewhere.
///
/// Not safe for use by several threads.
public final class Progress {
    private static final int WIDTH = 30;
    private static final long LINE_EVERY_NANOS = 5_000_000_000L;
    private static final long REDRAW_EVERY_NANOS = 100_000_000L;

    private final PrintWriter out;
    private final boolean redraws;
    private long lastNanos;
    private int lastLength;

    public Progress(PrintWriter out) {
        this.out = out;
        this.redraws =
                Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
        this.lastNanos = System.nanoTime() - (redraws ? REDRAW_EVERY_NANOS : 0);
    }

    /// Shows how far things are, unless that was shown a moment ago.
    ///
    /// @param note what is behind the bar
    public void show(long done, long all, String note) {
        long now = System.nanoTime();
        if (now - lastNanos >= (redraws ? REDRAW_EVERY_NANOS : LINE_EVERY_NANOS)) {
            lastNanos = now;
            draw(done, all, note);
        }
    }

    /// Shows the end.
    public void end(long done, long all, String note) {
        draw(done, all, note);
        if (redraws) {
            out.println();
            out.flush();
        }
    }

    private void draw(long done, long all, String note) {
        double part = all == 0 ? 1 : Math.min(1, (double) done / all);
        int filled = (int) Math.round(part * WIDTH);
        String line =
                String.format(
                        Locale.ROOT,
                        "[%s%s] %3d %%  %s",
                        "=".repeat(filled),
                        " ".repeat(WIDTH - filled),
                        (int) (part * 100),
                        note);
        if (redraws) {
            out.print("\r" + line + " ".repeat(Math.max(0, lastLength - line.length())));
            lastLength = line.length();
        } else {
            out.println(line);
        }
        out.flush();
    }
}
