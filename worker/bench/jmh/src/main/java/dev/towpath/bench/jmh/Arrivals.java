package dev.towpath.bench.jmh;

import dev.towpath.schemas.wire.JobEnvelope;
import dev.towpath.worker.core.Arrival;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// Batches of new jobs as they are when their records are decoded. Each arrival is made anew,
/// for it carries an offset; the envelope is one for a batch.
final class Arrivals {
    private static final int BYTES = 1_600;

    private final SplittableRandom random = new SplittableRandom(1);
    private final Object record = new Object();
    private final boolean grouped;
    private long offset;

    Arrivals(boolean grouped) {
        this.grouped = grouped;
    }

    /// The next batch.
    ///
    /// @param now when they were accepted
    List<Arrival> next(long now) {
        JobEnvelope envelope = envelope(now, grouped);
        List<Arrival> arrivals = new ArrayList<>(Conditions.BATCH);
        for (int i = 0; i < Conditions.BATCH; i++) {
            arrivals.add(
                    new Arrival.Submitted(
                            offset++,
                            BYTES,
                            record,
                            now << 16,
                            random.nextLong(),
                            envelope,
                            Passage.TYPE,
                            grouped ? 1L + random.nextInt(Conditions.GROUPS) : 0,
                            0));
        }
        return arrivals;
    }

    /// The envelope of a new job without dedup key.
    static JobEnvelope envelope(long acceptedAt, boolean grouped) {
        return new JobEnvelope(
                0,
                0,
                0,
                0x1234_5678_9abc_def0L,
                acceptedAt,
                0,
                0,
                0,
                0x0fed_cba9_8765_4321L,
                grouped ? JobEnvelope.GROUPED : 0,
                Passage.CLIENT,
                "",
                "",
                List.of(),
                "dpl_6hYqXQ2m8fKd");
    }
}
