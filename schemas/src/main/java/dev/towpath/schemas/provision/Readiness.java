package dev.towpath.schemas.provision;

import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.error.TowpathException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;

/// Waits until every partition has a leader that answers: a producer that meets a partition earlier
/// can get stuck on it (KAFKA-15591).
final class Readiness {
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final KafkaCalls kafka;

    Readiness(KafkaCalls kafka) {
        this.kafka = kafka;
    }

    /// @param topics how many partitions each topic has
    /// @throws TowpathException KAFKA_UNAVAILABLE when one does not answer within the patience
    void await(Map<String, Integer> topics) {
        Map<TopicPartition, OffsetSpec> waiting = new HashMap<>();
        topics.forEach(
                (name, partitions) -> {
                    for (int partition = 0; partition < partitions; partition++) {
                        waiting.put(new TopicPartition(name, partition), OffsetSpec.latest());
                    }
                });
        long deadline = System.nanoTime() + kafka.patience().toNanos();
        while (true) {
            ListOffsetsResult answers = kafka.admin().listOffsets(waiting);
            waiting.keySet().removeIf(partition -> answered(answers, partition));
            if (waiting.isEmpty()) {
                return;
            }
            if (System.nanoTime() > deadline) {
                throw new TowpathException(
                        ErrorCode.KAFKA_UNAVAILABLE,
                        "the topics are made, but "
                                + waiting.size()
                                + " of their partitions do not answer after "
                                + kafka.patience().toSeconds()
                                + " s, one of them "
                                + waiting.keySet().iterator().next()
                                + ". Check that all brokers run. It is safe to run this again.");
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private boolean answered(ListOffsetsResult answers, TopicPartition partition) {
        String doing = "asked for the end of " + partition;
        try {
            answers.partitionResult(partition).get();
            return true;
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            if (cause instanceof RetriableException) {
                return false;
            }
            throw kafka.failure(doing, cause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw kafka.failure(doing, e);
        }
    }
}
