package dev.towpath.console.replay;

import dev.towpath.console.filter.JobFacts;
import dev.towpath.console.topic.TopicReader;
import dev.towpath.schemas.id.JobId;
import dev.towpath.schemas.wire.JobEnvelope;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/// What plans had sent when they were broken off before they could say so, found in the jobs topics
/// themselves by the nonce that a plan gives to each job.
final class SentBefore {
    private final Map<String, String> plans = new HashMap<>();
    private final List<Plan> open;

    private SentBefore(List<Plan> open) {
        this.open = open;
    }

    /// Reads the jobs topics from where the plans were broken off.
    static SentBefore read(TopicReader reader, Collection<Plan> plans) {
        List<Plan> open = plans.stream().filter(plan -> !plan.sending().isEmpty()).toList();
        SentBefore sent = new SentBefore(open);
        SortedMap<String, SortedMap<Integer, Long>> from = new TreeMap<>();
        for (Plan plan : open) {
            plan.sending()
                    .forEach(
                            (topic, offsets) -> {
                                SortedMap<Integer, Long> first =
                                        from.computeIfAbsent(topic, _ -> new TreeMap<>());
                                offsets.forEach((p, offset) -> first.merge(p, offset, Math::min));
                            });
        }
        from.forEach(
                (topic, offsets) ->
                        reader.read(
                                topic,
                                offsets,
                                reader.ends(topic),
                                record -> {
                                    sent.take(record);
                                    return true;
                                }));
        return sent;
    }

    /// The plan that sent this generation of a job; empty when none did.
    Optional<String> plan(JobId id, int generation) {
        return Optional.ofNullable(plans.get(key(id, generation)));
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        JobFacts facts = JobFacts.of(record.headers());
        if (facts.id().isEmpty() || facts.envelope().isEmpty()) {
            return;
        }
        JobId id = facts.id().get();
        JobEnvelope envelope = facts.envelope().get();
        if (!envelope.has(JobEnvelope.REPLAYED)) {
            return;
        }
        for (Plan plan : open) {
            if (Envelopes.nonce(plan.id(), id, envelope.generation()) == envelope.nonce()) {
                plans.put(key(id, envelope.generation()), plan.id());
            }
        }
    }

    private static String key(JobId id, int generation) {
        return id + "/" + generation;
    }
}
