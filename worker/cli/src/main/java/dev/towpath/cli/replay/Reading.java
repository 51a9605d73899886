package dev.towpath.cli.replay;

import dev.towpath.console.topic.TopicReader;
import java.io.PrintWriter;
import java.util.Locale;

/// Says on standard error how far a long reading is; nothing of a short one.
public final class Reading implements TopicReader.Watch {
    private static final long EVERY_NANOS = 2_000_000_000L;

    private final PrintWriter err;
    private long saidAt = System.nanoTime();

    public Reading(PrintWriter err) {
        this.err = err;
    }

    @Override
    public void read(String topic, long records, long all) {
        long now = System.nanoTime();
        if (now - saidAt > EVERY_NANOS && records < all) {
            saidAt = now;
            err.printf(Locale.ROOT, "Reading %s: %,d of %,d records%n", topic, records, all);
            err.flush();
        }
    }
}
