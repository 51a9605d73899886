package dev.towpath.testkit.fleet;

import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.ledger.State;
import dev.towpath.schemas.wire.JobEnvelope;
import dev.towpath.testkit.Event;
import dev.towpath.testkit.History;
import dev.towpath.worker.core.Arrival;
import dev.towpath.worker.core.QueuePartition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/// What gateways, producers that try again, operators and strangers write to the jobs topics.
final class Submissions {
    static final long SCHEMA = 0xabc;

    private static final long RECENT_MILLIS = 500_000;
    private static final long[] WINDOWS = {1_000, 60_000, 600_000, 86_400_000};

    private final Random random;
    private final History history;
    private final Cluster cluster;
    private final List<QueuePartition> places;
    private final boolean strange;
    private final Map<String, Long> keyBornAt = new HashMap<>();
    private final Map<String, Integer> keyEras = new HashMap<>();
    private final Map<String, Line> firstOf = new HashMap<>();
    private final List<Line> lines = new ArrayList<>();
    private long ids;

    /// @param strange whether there are records of a newer format, which stay unsettled for ever
    Submissions(
            Random random,
            History history,
            Cluster cluster,
            List<QueuePartition> places,
            boolean strange) {
        this.random = random;
        this.history = history;
        this.cluster = cluster;
        this.places = places;
        this.strange = strange;
    }

    void one(long now) {
        QueuePartition place = places.get(random.nextInt(places.size()));
        int dice = random.nextInt(100);
        if (dice < 40) {
            plain(place, now);
        } else if (dice < 65) {
            keyed(place, now);
        } else if (dice < 85) {
            grouped(place, now);
        } else if (dice < 91) {
            copy(now);
        } else if (dice < 95) {
            replay(now);
        } else if (dice < 99 || !strange) {
            stranger(place);
        } else {
            newer(place);
        }
    }

    private void plain(QueuePartition place, long now) {
        String[] types = {"plain", "plain", "plain", "fails", "snoozes", "slow", "later", "avro"};
        String type = types[random.nextInt(types.length)];
        Draft draft = new Draft(place, type, ++ids, now);
        if (random.nextInt(12) == 0) {
            draft.expiresAt = now + random.nextInt(3_000);
        }
        if (random.nextInt(12) == 0) {
            draft.dueAt = now + random.nextInt(3_000);
        }
        draft.send();
    }

    /// The same few keys again and again. A key is given up before its id may be forgotten: what
    /// comes then is another job under the same id.
    private void keyed(QueuePartition place, long now) {
        String type = random.nextInt(3) == 0 ? "fails" : "plain";
        int number = random.nextInt(8);
        long window = WINDOWS[number % WINDOWS.length];
        String slot = place + " " + type + " " + number;
        long bornAt = keyBornAt.getOrDefault(slot, Long.MIN_VALUE);
        if (bornAt == Long.MIN_VALUE || now - bornAt > window + 500_000) {
            keyBornAt.put(slot, now);
            keyEras.merge(slot, 1, Integer::sum);
        }
        int era = keyEras.getOrDefault(slot, 0);
        Draft draft = new Draft(place, type, 1_000_000L + slot.hashCode() * 1_000L + era, now);
        draft.key = slot + " era " + era;
        draft.windowMillis = window;
        draft.variant = random.nextInt(6) == 0 ? 1 : 0;
        draft.flags = JobEnvelope.DEDUPLICATED;
        draft.send();
    }

    private void grouped(QueuePartition place, long now) {
        Draft draft =
                new Draft(place, random.nextInt(5) == 0 ? "orderedFails" : "ordered", ++ids, now);
        draft.lane = 1L + random.nextInt(4);
        draft.flags = JobEnvelope.GROUPED;
        draft.send();
    }

    /// A producer sends a record again that had arrived, as late as producers do.
    private void copy(long now) {
        if (lines.isEmpty()) {
            return;
        }
        Line line = lines.get(lines.size() - 1 - random.nextInt(Math.min(20, lines.size())));
        if (line.arrival() instanceof Arrival.Submitted arrival
                && now - arrival.envelope().acceptedAt() <= RECENT_MILLIS) {
            append(
                    line.place(),
                    Optional.of(line.job()),
                    offset ->
                            new Arrival.Submitted(
                                    offset,
                                    arrival.bytes(),
                                    "",
                                    arrival.high(),
                                    arrival.low(),
                                    arrival.envelope(),
                                    arrival.type(),
                                    arrival.lane(),
                                    arrival.schema()));
        }
    }

    /// An operator sends a dead job again as the next generation. He has read the ledger before: a
    /// letter that a newer generation has overtaken is one that overtook it since, while every
    /// worker still remembers it.
    private void replay(long now) {
        List<Event.Terminal> ended = cluster.ended();
        if (ended.isEmpty()) {
            return;
        }
        Event.Terminal dead = ended.get(random.nextInt(ended.size()));
        Line line = firstOf.get(dead.job());
        if (dead.state() != State.DEAD
                || line == null
                || (overtaken(dead, ended) && now - lastSubmitted(dead.job()) > RECENT_MILLIS)
                || !(line.arrival() instanceof Arrival.Submitted arrival)) {
            return;
        }
        Draft draft = new Draft(line.place(), arrival.type(), arrival.low(), now);
        draft.key = line.job().key();
        draft.lane = arrival.lane();
        draft.windowMillis = arrival.envelope().windowMillis();
        draft.flags = arrival.envelope().flags() | JobEnvelope.REPLAYED;
        draft.variant = (int) arrival.envelope().checksum();
        draft.generation = dead.generation() + 1;
        history.add(new Event.Replayed(dead.job(), draft.generation));
        draft.send();
    }

    private static boolean overtaken(Event.Terminal dead, List<Event.Terminal> ended) {
        return ended.stream()
                .anyMatch(
                        other ->
                                other.job().equals(dead.job())
                                        && other.generation() > dead.generation());
    }

    private long lastSubmitted(String job) {
        return lines.stream()
                .flatMap(line -> line.submitted().stream())
                .filter(submitted -> submitted.job().equals(job))
                .mapToLong(Event.Submitted::acceptedAt)
                .max()
                .orElse(0);
    }

    private void stranger(QueuePartition place) {
        Line line =
                append(
                        place,
                        Optional.empty(),
                        offset ->
                                new Arrival.Undecodable(
                                        offset, 50, "", ErrorCode.ENVELOPE_MISSING, "no header"));
        history.add(new Event.Foreign(place.toString(), line.offset(), line.record()));
    }

    private void newer(QueuePartition place) {
        append(place, Optional.empty(), offset -> new Arrival.Newer(offset, 50, "", "format 2"));
    }

    private interface Arriving {
        Arrival at(long offset);
    }

    private Line append(
            QueuePartition place, Optional<Event.Submitted> submitted, Arriving arriving) {
        Cluster.Partition partition = cluster.at(place);
        long offset = partition.end + (random.nextInt(15) == 0 ? 1 + random.nextInt(3) : 0);
        Optional<Event.Submitted> placed = submitted.map(one -> placed(one, offset));
        Line line =
                new Line(
                        place,
                        offset,
                        arriving.at(offset),
                        placed.map(Event.Submitted::record).orElse("garbage at " + offset),
                        placed);
        partition.append(line);
        lines.add(line);
        placed.ifPresent(history::add);
        placed.ifPresent(one -> firstOf.putIfAbsent(one.job(), line));
        return line;
    }

    private static Event.Submitted placed(Event.Submitted submitted, long offset) {
        return new Event.Submitted(
                submitted.answer(),
                submitted.job(),
                submitted.submission(),
                submitted.partition(),
                offset,
                submitted.acceptedAt(),
                submitted.windowMillis(),
                submitted.type(),
                submitted.key(),
                submitted.group(),
                submitted.payload(),
                submitted.record());
    }

    private final class Draft {
        final QueuePartition place;
        final String type;
        final long id;
        final long now;
        String key = "";
        long windowMillis;
        int variant;
        long lane;
        long dueAt;
        long expiresAt;
        int flags;
        int generation;

        Draft(QueuePartition place, String type, long id, long now) {
            this.place = place;
            this.type = type;
            this.id = id;
            this.now = now;
        }

        void send() {
            long nonce = random.nextLong();
            String job = place + "_" + Long.toHexString(id);
            boolean replayed = (flags & JobEnvelope.REPLAYED) != 0;
            Event.Submitted submitted =
                    new Event.Submitted(
                            replayed ? Event.Answer.UNKNOWN : Event.Answer.ACCEPTED,
                            job,
                            Long.toHexString(nonce),
                            place.toString(),
                            -1,
                            now,
                            windowMillis,
                            type,
                            key,
                            type.startsWith("ordered") ? "group " + lane : "",
                            job + " variant " + variant,
                            "record of " + job + " " + Long.toHexString(nonce));
            append(
                    place,
                    Optional.of(submitted),
                    offset ->
                            new Arrival.Submitted(
                                    offset,
                                    100 + random.nextInt(400),
                                    "",
                                    7,
                                    id,
                                    new JobEnvelope(
                                            0,
                                            generation,
                                            0,
                                            nonce,
                                            now,
                                            dueAt,
                                            expiresAt,
                                            windowMillis,
                                            variant,
                                            flags,
                                            "c",
                                            key.isEmpty() ? "" : "k",
                                            "",
                                            List.of(),
                                            ""),
                                    type,
                                    lane,
                                    type.equals("avro") ? SCHEMA : 0));
        }
    }
}
