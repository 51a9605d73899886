package dev.towpath.gateway.ladder;

import dev.towpath.schemas.id.JobId;
import dev.towpath.schemas.topic.TopicNames;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.ToIntFunction;

/// How many partitions the express topic of each queue has. A queue that this gateway's
/// configuration does not name may be there all the same, by another's.
final class Places {
    /// For how long a topic that does not exist is not asked for again.
    private static final long ABSENT = Duration.ofSeconds(10).toNanos();

    private record Place(int partitions, long askedAt) {}

    private final TopicNames topics;
    private final ToIntFunction<String> partitions;
    private final Map<String, Place> known = new HashMap<>();

    /// @param partitions asks Kafka how many a topic has; 0 when it does not exist
    Places(TopicNames topics, ToIntFunction<String> partitions) {
        this.topics = topics;
        this.partitions = partitions;
    }

    /// The partition of a job on its queue's express topic; empty when there is no such topic. One
    /// that the topic does not have becomes another, for the worker there to judge.
    OptionalInt partition(JobId id) {
        int count = count(id.queue());
        return count == 0 ? OptionalInt.empty() : OptionalInt.of(id.partition() % count);
    }

    private int count(String queue) {
        Place place = known.get(queue);
        long now = System.nanoTime();
        if (place == null || place.partitions == 0 && now - place.askedAt > ABSENT) {
            place = new Place(partitions.applyAsInt(topics.express(queue)), now);
            known.put(queue, place);
        }
        return place.partitions;
    }
}
