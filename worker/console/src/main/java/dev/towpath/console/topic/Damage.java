package dev.towpath.console.topic;

import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.error.TowpathException;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/// That a record which must be understood is not.
public final class Damage {
    private Damage() {}

    public static TowpathException of(
            ConsumerRecord<byte[], byte[]> record, String expected, RuntimeException e) {
        return new TowpathException(
                ErrorCode.LOG_DAMAGED,
                record.topic()
                        + "-"
                        + record.partition()
                        + "@"
                        + record.offset()
                        + ": expected "
                        + expected
                        + ", got "
                        + e.getMessage()
                        + ". Nothing more was done, because what it says decides what may run"
                        + " again. If a newer version of Towpath runs here, use its command.",
                e);
    }
}
