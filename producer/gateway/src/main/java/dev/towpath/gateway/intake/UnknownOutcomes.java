package dev.towpath.gateway.intake;

import dev.towpath.schemas.error.TowpathException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Warns of jobs whose outcome is unknown: at most once a second, because an outage makes many of
/// them, with how many there were since. Safe for use by many threads.
final class UnknownOutcomes {
    private static final Logger LOG = LoggerFactory.getLogger(UnknownOutcomes.class);
    private static final long PAUSE = Duration.ofSeconds(1).toNanos();

    private long warnedAt = System.nanoTime() - PAUSE;
    private long untold;

    /// @param failure names the job, and neither its key nor its payload
    void tell(TowpathException failure) {
        long others;
        synchronized (this) {
            long now = System.nanoTime();
            if (now - warnedAt < PAUSE) {
                untold++;
                return;
            }
            warnedAt = now;
            others = untold;
            untold = 0;
        }
        LOG.atWarn()
                .addKeyValue("code", failure.code().code())
                .addKeyValue("othersSinceTheLastWarning", others)
                .log(failure.getMessage());
    }
}
