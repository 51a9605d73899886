package dev.towpath.testkit.fleet;

import static dev.towpath.testkit.fleet.Types.any;

import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.ledger.State;
import dev.towpath.schemas.wire.JobEnvelope;
import dev.towpath.testkit.Event;
import dev.towpath.worker.core.Arrival;
import dev.towpath.worker.core.QueuePartition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// What gateways, producers that try again, operators and strangers write to the jobs topics and to
/// the ladder.
final class Submissions {
    static final long SCHEMA = 0xabc;

    private static final long RECENT_MILLIS = 500_000;
    private static final long[] WINDOWS = {1_000, 60_000, 600_000, 86_400_000};
    private static final int[] DELAYS = {100, 1_500, 6_000, 60_000};

    private final Fleet fleet;
    private final RandomGenerator random;
    private final List<QueuePartition> places;
    private final boolean strange;
    private final Map<String, Long> keyBornAt = new HashMap<>();
    private final Map<String, Integer> keyEras = new HashMap<>();
    private final Map<String, Line> firstOf = new HashMap<>();
    private final List<Line> lines = new ArrayList<>();

    /// @param strange whether there are records of a newer format, which stay unsettled for ever
    Submissions(Fleet fleet, List<QueuePartition> places, boolean strange) {
        this.fleet = fleet;
        this.random = fleet.random;
        this.places = places;
        this.strange = strange;
    }

    void one() {
        QueuePartition place = place();
        int dice = random.nextInt(100);
        if (dice < 40) {
            plain(place);
        } else if (dice < 65) {
            keyed(place);
        } else if (dice < 85) {
            grouped(place);
        } else if (dice < 91) {
            copy();
        } else if (dice < 94) {
            replay();
        } else if (dice < 95) {
            refused(place);
        } else if (dice < 99 || !strange) {
            stranger(place);
        } else {
            newer(place);
        }
    }

    private void plain(QueuePartition place) {
        Types[] all = Types.values();
        Types type = random.nextInt(3) == 0 ? Types.PLAIN : all[random.nextInt(all.length)];
        Draft draft =
                new Draft(place, type.ordered() ? Types.FLAKY : type, fleet.step() + 1L, fleet.now);
        draft.client = client();
        if (random.nextInt(12) == 0) {
            draft.expiresAt = fleet.now + random.nextInt(3_000);
        }
        if (random.nextInt(5) == 0) {
            draft.delayMillis = random.nextInt(12) == 0 ? 2 * Fleet.DAY : delay();
        }
        submit(draft);
    }

    /// A gateway refuses a job.
    private void refused(QueuePartition place) {
        Line line = new Draft(place, Types.PLAIN, fleet.step() + 1L, fleet.now).line(random);
        Event.Submitted answer = line.job().answered(Event.Answer.REFUSED);
        if (fleet.flawed(Flaw.REFUSED_BUT_STORED)) {
            toLog(line);
        }
        fleet.history.add(answer);
    }

    /// The same few keys again and again, with a delay or without. A key is given up before its id
    /// may be forgotten: what comes then is another job under the same id.
    private void keyed(QueuePartition place) {
        int number = random.nextInt(8);
        Types type =
                List.of(Types.PLAIN, Types.FAILS, Types.FLAKY, Types.FAILS_THRICE).get(number % 4);
        long window = WINDOWS[(number + number / 4) % WINDOWS.length];
        String client = client();
        String slot =
                (fleet.flawed(Flaw.CLIENT_MISSING_FROM_ID) ? "" : client + " ")
                        + place
                        + " "
                        + type
                        + " "
                        + number;
        long bornAt = keyBornAt.getOrDefault(slot, Long.MIN_VALUE);
        if (bornAt == Long.MIN_VALUE || fleet.now - bornAt > window + RECENT_MILLIS) {
            keyBornAt.put(slot, fleet.now);
            keyEras.merge(slot, 1, Integer::sum);
        }
        int era = keyEras.getOrDefault(slot, 0);
        Draft draft =
                new Draft(place, type, 1_000_000L + slot.hashCode() * 1_000L + era, fleet.now);
        draft.client = client;
        draft.key = client + " " + slot + " era " + era;
        draft.windowMillis = window;
        draft.variant = random.nextInt(6) == 0 ? 1 : 0;
        draft.flags = JobEnvelope.DEDUPLICATED;
        if (random.nextInt(4) == 0) {
            draft.delayMillis = delay();
        }
        submit(draft);
    }

    private void grouped(QueuePartition place) {
        Types type =
                any(
                        random,
                        Types.ORDERED,
                        Types.ORDERED,
                        Types.ORDERED_FAILS,
                        Types.ORDERED_FLAKY,
                        Types.ORDERED_STRICT);
        Draft draft = new Draft(place, type, fleet.step() + 1L, fleet.now);
        draft.lane = 1L + random.nextInt(4);
        draft.flags = JobEnvelope.GROUPED;
        if (random.nextInt(8) == 0) {
            draft.delayMillis = delay();
        }
        submit(draft);
    }

    /// Submits a job with a dedup key once more, if there is such a job.
    void again(String job) {
        Line line = firstOf.get(job);
        if (line == null
                || line.job().key().isEmpty()
                || fleet.now - line.job().acceptedAt() > line.job().windowMillis() + RECENT_MILLIS
                || !(line.decoded() instanceof Arrival.Submitted arrival)) {
            return;
        }
        Draft draft = new Draft(line.place(), Types.of(arrival.type()), arrival.low(), fleet.now);
        draft.client = line.job().client();
        draft.key = line.job().key();
        draft.windowMillis = line.job().windowMillis();
        draft.variant = random.nextInt(6) == 0 ? 1 : 0;
        draft.flags = JobEnvelope.DEDUPLICATED;
        if (random.nextInt(4) == 0) {
            draft.delayMillis = delay();
        }
        submit(draft);
    }

    private String client() {
        return random.nextInt(4) > 0 ? "c" : "d";
    }

    static String otherClient(String client) {
        return client.equals("c") ? "d" : "c";
    }

    QueuePartition place() {
        return places.get(random.nextInt(places.size()));
    }

    /// How many jobs were submitted.
    int jobs() {
        return firstOf.size();
    }

    /// An id that no job has yet.
    long unissued() {
        return fleet.step() + 2L + random.nextInt(5);
    }

    /// Something of the newest that was submitted.
    Optional<Line> recent(int newest) {
        return lines.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        lines.get(
                                lines.size() - 1 - random.nextInt(Math.min(newest, lines.size()))));
    }

    private long delay() {
        return 1L + random.nextInt(DELAYS[random.nextInt(DELAYS.length)]);
    }

    /// A producer sends a record again that had arrived, as late as producers do.
    private void copy() {
        if (lines.isEmpty()) {
            return;
        }
        Line line = lines.get(lines.size() - 1 - random.nextInt(Math.min(20, lines.size())));
        if (line.submitted().isPresent()
                && fleet.now - line.envelope().acceptedAt() <= RECENT_MILLIS) {
            append(line);
        }
    }

    /// An operator sends a dead job again as the next generation, its attempts begun anew, or one
    /// that is done, by force or because he did not know that it is. He has read the ledger before:
    /// a letter that a newer generation has overtaken is one that overtook it since, while every
    /// worker still remembers it.
    private void replay() {
        List<Event.Terminal> ended = fleet.cluster.ended();
        if (ended.isEmpty()) {
            return;
        }
        Event.Terminal dead = ended.get(random.nextInt(ended.size()));
        Line line = firstOf.get(dead.job());
        boolean done = dead.state() == State.DONE;
        boolean remembered = fleet.now - lastSubmitted(dead.job()) <= RECENT_MILLIS;
        if (!(done ? remembered : dead.state() == State.DEAD)
                || line == null
                || (overtaken(dead, ended) && !remembered)
                || !(line.decoded() instanceof Arrival.Submitted arrival)) {
            return;
        }
        Draft draft = new Draft(line.place(), Types.of(arrival.type()), arrival.low(), fleet.now);
        draft.client = line.job().client();
        draft.key = line.job().key();
        draft.lane = arrival.lane();
        draft.windowMillis = arrival.envelope().windowMillis();
        draft.flags =
                arrival.envelope().flags()
                                & ~(JobEnvelope.OFF_LADDER
                                        | JobEnvelope.RELATIVE
                                        | JobEnvelope.DELAYED)
                        | JobEnvelope.REPLAYED
                        | (done && random.nextBoolean() ? JobEnvelope.FORCED : 0);
        draft.variant = (int) arrival.envelope().checksum();
        draft.generation = dead.generation() + 1;
        draft.attempt = fleet.flawed(Flaw.ATTEMPTS_KEPT_BY_REPLAY) ? 1 : 0;
        Line again = draft.line(random);
        fleet.history.add(
                new Event.Replayed(
                        dead.job(),
                        draft.generation,
                        again.job().submission(),
                        again.envelope().has(JobEnvelope.FORCED)));
        append(again);
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
                toLog(
                        Line.strange(
                                place,
                                new Arrival.Undecodable(
                                        -1, 50, "", ErrorCode.ENVELOPE_MISSING, "no header"),
                                "garbage " + random.nextInt(1_000)));
        fleet.history.add(new Event.Foreign(line.log(), line.offset(), line.record()));
    }

    private void newer(QueuePartition place) {
        toLog(Line.strange(place, new Arrival.Newer(-1, 50, "", "format 2"), "of format 2"));
    }

    private void submit(Draft draft) {
        append(draft.line(random));
    }

    /// With a delay it goes to the ladder, without one to the jobs.
    private void append(Line line) {
        firstOf.putIfAbsent(line.job().job(), line);
        if (line.envelope().has(JobEnvelope.RELATIVE)) {
            lines.add(line);
            fleet.history.add(line.job());
            fleet.ladder.store(line, line.envelope().dueAt(), fleet.now);
        } else {
            Line placed = toLog(line);
            fleet.history.add(placed(placed.job(), placed.offset()));
        }
    }

    private Line toLog(Line line) {
        int gap = random.nextInt(15) == 0 ? 1 + random.nextInt(3) : 0;
        Line placed = fleet.cluster.at(line.place()).jobs.append(line, gap, fleet.now);
        lines.add(placed);
        return placed;
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
                submitted.client(),
                submitted.type(),
                submitted.key(),
                submitted.group(),
                submitted.payload(),
                submitted.record());
    }
}
