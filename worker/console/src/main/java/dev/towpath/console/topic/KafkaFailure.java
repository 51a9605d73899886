package dev.towpath.console.topic;

import dev.towpath.schemas.config.KafkaConfig;
import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.error.TowpathException;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/// Says what Kafka's client could not do, in words that help.
public final class KafkaFailure {
    private KafkaFailure() {}

    /// @param doing such as `reading towpath.dead.default`
    public static TowpathException of(String doing, KafkaConfig kafka, Exception e) {
        Throwable cause =
                e instanceof ExecutionException && e.getCause() != null ? e.getCause() : e;
        String why = kafka.withoutSecrets(String.valueOf(cause));
        if (cause instanceof UnknownTopicOrPartitionException) {
            return missing(doing);
        }
        if (cause instanceof AuthenticationException || cause instanceof AuthorizationException) {
            return new TowpathException(
                    ErrorCode.KAFKA_REFUSED,
                    "Kafka at "
                            + kafka.bootstrap()
                            + " refused "
                            + doing
                            + ": "
                            + why
                            + ". Nothing more was done. Mend the credentials or the ACLs.",
                    e);
        }
        return new TowpathException(
                ErrorCode.KAFKA_UNAVAILABLE,
                doing
                        + " failed: Kafka at "
                        + kafka.bootstrap()
                        + " does not answer as expected: "
                        + why
                        + ". Nothing more was done. Running this again is safe.",
                e);
    }

    static TowpathException missing(String doing) {
        return new TowpathException(
                ErrorCode.TOPIC_MISSING,
                doing + " failed: there is no such topic. Run `towpath topics apply` first.");
    }
}
