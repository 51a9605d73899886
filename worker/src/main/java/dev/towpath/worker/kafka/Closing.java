package dev.towpath.worker.kafka;

import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Closes Kafka's clients to the end: an interrupt would cut that short, and waits until it is
/// done.
final class Closing {
    private static final Logger log = LoggerFactory.getLogger(Closing.class);

    private Closing() {}

    /// @param what is closed, for the log when that fails
    static void toTheEnd(String what, Runnable close) {
        boolean interrupted = Thread.interrupted();
        try {
            close.run();
        } catch (KafkaException e) {
            log.info("{} did not close well", what, e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
