package dev.towpath.gateway.ladder;

import dev.towpath.schemas.error.ErrorCode;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells of records that cannot go where they should: one line a second at most, with how many
/// there were that got none.
final class Complaints {
    private static final Logger LOG = LoggerFactory.getLogger(Complaints.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private long toldAt = System.nanoTime() - PAUSE.toNanos();
    private long untold;

    void tell(ErrorCode code, String what) {
        long now = System.nanoTime();
        if (now - toldAt < PAUSE.toNanos()) {
            untold++;
            return;
        }
        LOG.error("{}: {} ({} more since the last such line)", code.code(), what, untold);
        toldAt = now;
        untold = 0;
    }
}
