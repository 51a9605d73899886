package dev.towpath.gateway.intake;

import dev.towpath.gateway.problem.Refusal;
import dev.towpath.producer.Receipt;
import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.error.TowpathException;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// The wait for Kafka's answers within the enqueue deadline.
final class Waiting {
    private final Duration limit;
    private final long end;

    private Waiting(Duration limit) {
        this.limit = limit;
        this.end = System.nanoTime() + limit.toNanos();
    }

    /// A wait that begins now.
    static Waiting upTo(Duration limit) {
        return new Waiting(limit);
    }

    /// Whether the deadline has passed.
    boolean over() {
        return System.nanoTime() - end >= 0;
    }

    /// Kafka's receipt.
    ///
    /// @throws Refusal `TP-2001` when the job may or may not be stored, another code when it surely
    ///     is not
    Receipt receipt(Submitted submitted) {
        try {
            return submitted
                    .receipt()
                    .get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof CompletionException && cause.getCause() != null) {
                cause = cause.getCause();
            }
            throw cause instanceof TowpathException failure
                    ? Refusal.of(failure)
                    : unknown(submitted, String.valueOf(cause));
        } catch (TimeoutException e) {
            throw unknown(submitted, "no answer within " + limit.toMillis() + " ms");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unknown(submitted, "the gateway is stopping");
        }
    }

    private static Refusal unknown(Submitted submitted, String why) {
        return new Refusal(
                ErrorCode.OUTCOME_UNKNOWN,
                "job "
                        + submitted.id()
                        + ": Kafka did not confirm it ("
                        + why
                        + "). It may or may not be stored. Sending it again with the same dedup key"
                        + " is safe; without a dedup key it may then run twice");
    }
}
