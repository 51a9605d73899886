package dev.towpath.console.why;

import dev.towpath.console.filter.JobFacts;
import dev.towpath.console.topic.Place;
import dev.towpath.console.topic.TopicReader;
import dev.towpath.schemas.id.JobId;
import dev.towpath.schemas.topic.Rung;
import dev.towpath.schemas.topic.TopicNames;
import dev.towpath.schemas.wire.JobEnvelope;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/// Looks for the record of a job that has not ended, where the workers and the ladder have not
/// passed by yet. Reads as it goes and keeps nothing.
final class Search {
    /// How far a gateway's clock may be from the broker's for the short way to be enough.
    private static final Duration CLOCKS = Duration.ofMinutes(10);

    private final TopicReader reader;
    private final TopicNames topics;
    private final JobId id;

    Search(TopicReader reader, TopicNames topics, JobId id) {
        this.reader = reader;
        this.topics = topics;
        this.id = id;
    }

    /// Among what waits in the queue.
    Optional<Found> inJobs() {
        String topic = topics.jobs(id.queue());
        long settled = settled(topic);
        long near = settled;
        if (!id.derived()) {
            Instant made = Instant.ofEpochMilli(id.high() >>> 16);
            near =
                    Math.max(
                            settled,
                            reader.since(topic, made.minus(CLOCKS))
                                    .getOrDefault(id.partition(), settled));
        }
        long end = reader.ends(topic).getOrDefault(id.partition(), 0L);
        Optional<Found> found = in(topic, id.partition(), near, end, Found.Where.JOBS, settled);
        return found.isPresent() || near == settled
                ? found
                : in(topic, id.partition(), settled, near, Found.Where.JOBS, settled);
    }

    /// Among what is due.
    Optional<Found> inExpress() {
        String topic = topics.express(id.queue());
        long settled = settled(topic);
        long end = reader.ends(topic).getOrDefault(id.partition(), 0L);
        return in(topic, id.partition(), settled, end, Found.Where.EXPRESS, settled);
    }

    /// On the ladder, which has no order by job: all that waits there is read.
    Optional<Found> onLadder() {
        for (Rung rung : Rung.values()) {
            String topic = topics.delay(rung);
            SortedMap<Integer, Long> moved = reader.committed(topics.ladderGroup(), topic);
            for (Map.Entry<Integer, Long> end : reader.ends(topic).entrySet()) {
                long from = moved.getOrDefault(end.getKey(), 0L);
                Optional<Found> found =
                        in(topic, end.getKey(), from, end.getValue(), Found.Where.LADDER, from);
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    private long settled(String topic) {
        return reader.committed(topics.workerGroup(), topic).getOrDefault(id.partition(), 0L);
    }

    private Optional<Found> in(
            String topic, int partition, long from, long end, Found.Where where, long settled) {
        AtomicReference<Optional<Found>> found = new AtomicReference<>(Optional.empty());
        reader.read(
                topic,
                Map.of(partition, from),
                Map.of(partition, end),
                record -> {
                    JobFacts facts = JobFacts.of(record.headers());
                    if (facts.id().filter(id::equals).isEmpty() || !facts.isWhole()) {
                        return true;
                    }
                    found.set(
                            facts.envelope()
                                    .map(
                                            envelope ->
                                                    found(
                                                            record, where, facts, envelope,
                                                            settled)));
                    return false;
                });
        return found.get();
    }

    private static Found found(
            ConsumerRecord<byte[], byte[]> record,
            Found.Where where,
            JobFacts facts,
            JobEnvelope envelope,
            long settled) {
        long due = envelope.dueAt();
        return new Found(
                new Place(record.topic(), record.partition(), record.offset()),
                where,
                envelope,
                facts.type(),
                envelope.has(JobEnvelope.RELATIVE) ? record.timestamp() + due : due,
                Math.max(0, record.offset() - settled));
    }
}
