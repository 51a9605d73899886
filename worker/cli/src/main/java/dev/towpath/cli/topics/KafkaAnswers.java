package dev.towpath.cli.topics;

import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.error.TowpathException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.TimeoutException;

/// Takes what Kafka answers to an admin client; what it refuses becomes a [TowpathException].
///
/// @param bootstrap where Kafka was asked
record KafkaAnswers(String bootstrap) {
    /// @param failure what is not done when Kafka refuses, as the start of a sentence
    <T> T get(String failure, KafkaFuture<T> answer) {
        return take(failure, answer, List.of())
                .orElseThrow(() -> new IllegalStateException("neither an answer nor a failure"));
    }

    /// Waits until a thing is done, or has failed in one of these ways.
    void done(String failure, KafkaFuture<Void> answer, List<Class<? extends Throwable>> expected) {
        take(failure, answer, expected);
    }

    /// Empty when Kafka answers with one of these failures.
    <T> Optional<T> find(
            String failure, KafkaFuture<T> answer, List<Class<? extends Throwable>> expected) {
        return take(failure, answer, expected);
    }

    private <T> Optional<T> take(
            String failure, KafkaFuture<T> answer, List<Class<? extends Throwable>> expected) {
        try {
            return Optional.ofNullable(answer.get());
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            if (expected.stream().anyMatch(type -> type.isInstance(cause))) {
                return Optional.empty();
            }
            throw refusal(failure, cause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw refusal(failure, e);
        }
    }

    TowpathException refusal(String failure, Throwable cause) {
        return switch (cause) {
            case TimeoutException _, DisconnectException _ ->
                    new TowpathException(
                            ErrorCode.KAFKA_UNAVAILABLE,
                            failure
                                    + ": Kafka does not answer at "
                                    + bootstrap
                                    + ". Start it, or correct kafka.bootstrap in the"
                                    + " configuration, and try again, which is safe.",
                            cause);
            case AuthenticationException _, AuthorizationException _ ->
                    new TowpathException(
                            ErrorCode.KAFKA_REFUSED,
                            failure
                                    + ": Kafka at "
                                    + bootstrap
                                    + " refuses this client ("
                                    + cause.getMessage()
                                    + "). Correct the credentials under kafka.properties, or"
                                    + " have its rights extended, and try again, which is safe.",
                            cause);
            default ->
                    new TowpathException(
                            ErrorCode.KAFKA_REFUSED,
                            failure
                                    + ": Kafka at "
                                    + bootstrap
                                    + " says: "
                                    + cause.getMessage()
                                    + ". Correct what it names and try again, which is safe.",
                            cause);
        };
    }
}
