package dev.towpath.console.replay;

import dev.towpath.console.audit.AuditLog;
import dev.towpath.console.filter.Filter;
import dev.towpath.console.filter.JobFacts;
import dev.towpath.console.filter.Subject;
import dev.towpath.console.replay.Choice.Why;
import dev.towpath.console.topic.Ledger;
import dev.towpath.console.topic.Place;
import dev.towpath.console.topic.TopicReader;
import dev.towpath.schemas.id.JobId;
import dev.towpath.schemas.ledger.Mark;
import dev.towpath.schemas.ledger.State;
import dev.towpath.schemas.topic.TopicNames;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/// The jobs of a queue's log that a filter fits, to be run again.
///
/// The log may hold several records of one job. The one that counts is the one that the ledger was
/// written for; the last one where that cannot be told.
public final class LogSource implements Source {
    private static final int FROM_EXPRESS = 1;

    private final SortedMap<Place, Logged> records = new TreeMap<>();
    private final Map<String, Place> last = new HashMap<>();
    private final SortedMap<String, SortedMap<Integer, Long>> ends = new TreeMap<>();
    private final Ledger ledger;
    private final AuditLog audit;
    private final boolean force;
    private final boolean expired;
    private final Instant now;

    private record Logged(Optional<JobId> id, String type, long expiresAt) {}

    /// @param force whether jobs that ended well run as well
    /// @param expired whether jobs past their expiry run as well
    /// @param bounds up to which offset of each topic's partitions; up to their ends when empty
    public LogSource(
            TopicReader reader,
            TopicNames topics,
            Collection<String> queues,
            Filter filter,
            boolean force,
            boolean expired,
            Instant now,
            SortedMap<String, SortedMap<Integer, Long>> bounds) {
        this.force = force;
        this.expired = expired;
        this.now = now;
        Set<String> ids = new HashSet<>();
        for (String queue : new TreeSet<>(queues)) {
            String topic = topics.jobs(queue);
            SortedMap<Integer, Long> until = bounds.getOrDefault(topic, reader.ends(topic));
            ends.put(topic, until);
            SortedMap<Integer, Long> from =
                    filter.since()
                            .map(time -> reader.since(topic, time))
                            .orElseGet(() -> reader.starts(topic));
            reader.read(
                    topic,
                    from,
                    until,
                    record -> {
                        take(queue, record, filter, ids);
                        return true;
                    });
        }
        ledger = new Ledger(reader, topics, new TreeSet<>(queues), ids);
        audit = new AuditLog(reader, topics);
        readOn();
    }

    private void take(
            String queue, ConsumerRecord<byte[], byte[]> record, Filter filter, Set<String> ids) {
        JobFacts facts = JobFacts.of(record.headers());
        Subject subject =
                new Subject(
                        facts,
                        queue,
                        record.partition(),
                        record.offset(),
                        record.timestamp(),
                        "",
                        "");
        if (!filter.matches(subject)) {
            return;
        }
        Place place = new Place(record.topic(), record.partition(), record.offset());
        Optional<JobId> id =
                facts.isWhole() && record.value() != null
                        ? facts.id()
                                .filter(
                                        i ->
                                                i.queue().equals(queue)
                                                        && i.partition() == record.partition())
                        : Optional.empty();
        records.put(
                place,
                new Logged(id, facts.type(), facts.envelope().map(e -> e.expiresAt()).orElse(0L)));
        id.ifPresent(
                i -> {
                    ids.add(i.toString());
                    last.put(i.toString(), place);
                });
    }

    @Override
    public SortedSet<Place> places() {
        return new TreeSet<>(records.keySet());
    }

    @Override
    public Optional<JobId> id(Place place) {
        return Optional.ofNullable(records.get(place)).flatMap(Logged::id);
    }

    @Override
    public String kind(Place place) {
        return Optional.ofNullable(records.get(place)).map(Logged::type).orElse("");
    }

    @Override
    public Choice choose(Place place) {
        Logged record = records.get(place);
        if (record == null || record.id().isEmpty()) {
            return new Choice.Leave(Why.UNDECODABLE);
        }
        JobId id = record.id().get();
        Optional<Mark> found = ledger.mark(id);
        if (found.isEmpty()) {
            return new Choice.Leave(place.equals(last.get(id.toString())) ? Why.LIVE : Why.COPY);
        }
        Mark mark = found.get();
        boolean judged =
                mark.source() == FROM_EXPRESS
                        ? place.equals(last.get(id.toString()))
                        : place.offset() == mark.sourceOffset();
        if (!judged) {
            return new Choice.Leave(holds(place, mark) ? Why.COPY : Why.OVERTAKEN);
        }
        if (audit.generation(id.toString()) > mark.generation()) {
            return new Choice.Leave(Why.REPLAYED);
        }
        if (mark.state().isLive()) {
            return new Choice.Leave(Why.LIVE);
        }
        boolean dead = mark.state() == State.DEAD;
        if (!dead && !force) {
            return new Choice.Leave(Why.DONE);
        }
        if (record.expiresAt() > 0 && record.expiresAt() <= now.toEpochMilli() && !expired) {
            return new Choice.Leave(Why.EXPIRED);
        }
        int generation = mark.generation() + 1;
        return generation > Envelopes.MAX_GENERATION
                ? new Choice.Leave(Why.GENERATIONS)
                : new Choice.Run(id, generation, !dead);
    }

    private boolean holds(Place place, Mark mark) {
        return records.containsKey(
                new Place(place.topic(), place.partition(), mark.sourceOffset()));
    }

    @Override
    public SortedMap<String, SortedMap<Integer, Long>> ends() {
        return ends;
    }

    @Override
    public void readOn() {
        ledger.readOn();
        audit.readOn();
    }

    @Override
    public AuditLog audit() {
        return audit;
    }
}
