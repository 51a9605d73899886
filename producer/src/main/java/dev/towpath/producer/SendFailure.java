package dev.towpath.producer;

import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.error.TowpathException;
import dev.towpath.schemas.id.JobId;
import java.time.Duration;
import org.apache.kafka.clients.producer.BufferExhaustedException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/// What a failure of Kafka's client means for the job: surely not stored, or unknown.
///
/// Only what no earlier attempt of the same send can have survived counts as refused. Everything
/// else is unknown once the client has taken the record, because an attempt whose answer was lost
/// may have been stored before the one that failed.
final class SendFailure {
    private SendFailure() {}

    /// A failure before Kafka's client took the record: it is not stored.
    static TowpathException beforeSending(String topic, Throwable failure) {
        if (failure instanceof TowpathException ready) {
            return ready;
        }
        if (failure instanceof BufferExhaustedException) {
            return new TowpathException(
                    ErrorCode.TOO_MANY_REQUESTS,
                    "topic "
                            + topic
                            + ": the producer's buffer is full; the job is not stored. Send it"
                            + " again later",
                    failure);
        }
        if (failure instanceof InterruptException) {
            Thread.currentThread().interrupt();
            return new TowpathException(
                    ErrorCode.SHUTTING_DOWN,
                    "topic "
                            + topic
                            + ": the sending thread was interrupted; the job is not stored. Send"
                            + " it again",
                    failure);
        }
        TowpathException refused = refused(topic, failure);
        if (refused != null) {
            return refused;
        }
        return new TowpathException(
                ErrorCode.KAFKA_UNAVAILABLE,
                "topic "
                        + topic
                        + ": Kafka does not answer ("
                        + reason(failure)
                        + "); the job is not stored. Sending it again is safe",
                failure);
    }

    /// A failure after Kafka's client took the record.
    static TowpathException afterSending(
            String topic, JobId id, Duration deadline, Throwable failure) {
        TowpathException refused = refused(topic, failure);
        if (refused != null) {
            return refused;
        }
        return new TowpathException(
                ErrorCode.OUTCOME_UNKNOWN,
                "job "
                        + id
                        + ": Kafka did not confirm it on "
                        + topic
                        + " within "
                        + deadline.toMillis()
                        + " ms ("
                        + reason(failure)
                        + "). It may or may not be stored. Sending it again with the same dedup key"
                        + " is safe; without a dedup key it may then run twice",
                failure);
    }

    /// A cancel that was not sent, or of which Kafka did not say that it holds it. It may always be
    /// asked for again.
    static TowpathException ofCancel(JobId id, Throwable failure) {
        boolean sent = !(failure instanceof TowpathException);
        ErrorCode code =
                failure instanceof TowpathException known
                        ? known.code()
                        : ErrorCode.OUTCOME_UNKNOWN;
        return new TowpathException(
                code,
                "the cancel of job "
                        + id
                        + (sent ? " may or may not be stored" : " is not stored")
                        + " ("
                        + reason(failure.getCause() == null ? failure : failure.getCause())
                        + "). Asking again is safe",
                failure);
    }

    private static @Nullable TowpathException refused(String topic, Throwable failure) {
        if (failure instanceof RecordTooLargeException) {
            return new TowpathException(
                    ErrorCode.PAYLOAD_TOO_LARGE,
                    "topic "
                            + topic
                            + ": Kafka does not take a record of this size ("
                            + reason(failure)
                            + "); the job is not stored",
                    failure);
        }
        if (failure instanceof InvalidTopicException
                || failure instanceof UnknownTopicOrPartitionException
                || failure.getCause() instanceof UnknownTopicOrPartitionException) {
            return new TowpathException(
                    ErrorCode.TOPIC_MISSING,
                    "topic "
                            + topic
                            + " does not exist; the job is not stored. Make the topics with"
                            + " 'towpath topics apply'",
                    failure);
        }
        if (failure instanceof AuthorizationException
                || failure instanceof AuthenticationException) {
            return new TowpathException(
                    ErrorCode.KAFKA_REFUSED,
                    "topic "
                            + topic
                            + ": Kafka refuses this client ("
                            + reason(failure)
                            + "); the job is not stored. Look at kafka.properties and the broker's"
                            + " ACLs",
                    failure);
        }
        return null;
    }

    private static String reason(Throwable failure) {
        String message = failure.getMessage();
        String name = failure.getClass().getSimpleName();
        return message == null ? name : name + ": " + message;
    }
}
