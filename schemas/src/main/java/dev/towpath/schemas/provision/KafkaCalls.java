package dev.towpath.schemas.provision;

import dev.towpath.schemas.config.KafkaConfig;
import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.error.TowpathException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.RetriableException;

/// Calls Kafka's admin client, and turns its failures into ours: what failed, at which brokers, and
/// what to do.
final class KafkaCalls implements AutoCloseable {
    private final KafkaConfig kafka;
    private final Duration patience;
    private final Admin admin;

    /// @param patience how long one call may take
    KafkaCalls(KafkaConfig kafka, Duration patience) {
        this.kafka = kafka;
        this.patience = patience;
        Map<String, Object> properties = new HashMap<>(kafka.clientProperties());
        int millis = Math.toIntExact(patience.toMillis());
        properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis);
        properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, Math.min(5_000, millis));
        properties.put(AdminClientConfig.CLIENT_ID_CONFIG, "towpath-topics");
        try {
            this.admin = Admin.create(properties);
        } catch (KafkaException e) {
            throw new TowpathException(
                    ErrorCode.KAFKA_REFUSED,
                    "Kafka's client cannot be made for "
                            + kafka.bootstrap()
                            + ": "
                            + reason(e)
                            + ". Nothing was changed. Check kafka.bootstrap and kafka.properties.",
                    null);
        }
    }

    Admin admin() {
        return admin;
    }

    Duration patience() {
        return patience;
    }

    /// The result of a call.
    ///
    /// @param doing what the call is for, as in "while it was asked for ..."
    <T> T get(String doing, Supplier<KafkaFuture<T>> call) {
        try {
            return call.get().get();
        } catch (ExecutionException e) {
            throw failure(doing, e.getCause() == null ? e : e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TowpathException(
                    ErrorCode.KAFKA_UNAVAILABLE, "interrupted while Kafka was " + doing, e);
        }
    }

    /// What a failed call means for the user.
    TowpathException failure(String doing, Throwable cause) {
        String what = "Kafka at " + kafka.bootstrap() + " was " + doing + ": ";
        if (cause instanceof AuthenticationException) {
            return new TowpathException(
                    ErrorCode.KAFKA_REFUSED,
                    what
                            + "it refused who we are, "
                            + reason(cause)
                            + ". Check security.protocol and the sasl and ssl settings under"
                            + " kafka.properties.");
        }
        if (cause instanceof AuthorizationException) {
            return new TowpathException(
                    ErrorCode.KAFKA_REFUSED,
                    what
                            + "it does not allow this account to do so, "
                            + reason(cause)
                            + ". The account of towpath topics needs Describe, DescribeConfigs,"
                            + " Create and AlterConfigs on topics with the installation's prefix,"
                            + " and Describe and Read on its group. What was done before stays;"
                            + " it is safe to run this again.");
        }
        if (cause instanceof InvalidReplicationFactorException) {
            return new TowpathException(
                    ErrorCode.TOPIC_REFUSED,
                    what
                            + reason(cause)
                            + ". Say as many copies under queues.<queue>.replication as there are"
                            + " brokers, 1 for one machine, or add brokers; then run this again.");
        }
        if (cause instanceof PolicyViolationException
                || cause instanceof InvalidConfigurationException) {
            return new TowpathException(
                    ErrorCode.TOPIC_REFUSED,
                    what
                            + "it refuses the topic as it is planned, "
                            + reason(cause)
                            + ". Its operator has set bounds; correct the configuration, or have"
                            + " the bounds changed, then run this again.");
        }
        if (cause instanceof RetriableException) {
            return new TowpathException(
                    ErrorCode.KAFKA_UNAVAILABLE,
                    what
                            + "no answer within "
                            + patience.toSeconds()
                            + " s, "
                            + reason(cause)
                            + ". Check that the brokers run and that kafka.bootstrap is right. It"
                            + " is safe to run this again.",
                    cause);
        }
        return new TowpathException(
                ErrorCode.KAFKA_UNAVAILABLE,
                what + reason(cause) + ". It is safe to run this again.",
                cause);
    }

    /// Kafka's own words for a failure, every secret of ours taken out.
    private String reason(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String words =
                root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
        return kafka.withoutSecrets(words.strip().replaceAll("\\.+$", ""));
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(5));
    }
}
