package dev.towpath.testkit.crew;

import dev.towpath.schemas.id.JobId;
import dev.towpath.schemas.ledger.State;
import dev.towpath.schemas.topic.TopicNames;
import dev.towpath.schemas.wire.EnvelopeCodec;
import dev.towpath.testkit.Event;
import dev.towpath.testkit.History;
import dev.towpath.testkit.broker.ModelBroker;
import dev.towpath.testkit.broker.Stored;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;

/// What gateways, producers that try again, operators and strangers write to the jobs topic and to
/// the ladder.
final class Desk {
    private static final long RECENT_MILLIS = 500_000;
    private static final long[] WINDOWS = {1_000, 60_000, 600_000, 86_400_000};
    private static final int[] DELAYS = {100, 1_500, 6_000, 60_000};
    private static final long TWO_DAYS = Duration.ofDays(2).toMillis();
    private static final List<Kind> UNORDERED = kinds(false);
    private static final List<Kind> ORDERED = kinds(true);
    private static final List<Kind> KEYED =
            List.of(Kind.PLAIN, Kind.FAILS, Kind.FLAKY, Kind.FAILS_THRICE);

    private final History history;
    private final ModelBroker broker;
    private final TopicNames topics;
    private final Chronicler chronicler;
    private final int partitions;
    private final Map<String, Long> keyBornAt = new HashMap<>();
    private final Map<String, Integer> keyEras = new HashMap<>();
    private final Map<String, Request> firstOf = new HashMap<>();
    private final Map<String, Long> lastOf = new HashMap<>();
    private final List<Sent> sent = new ArrayList<>();
    private long ids;

    private record Sent(Request request, Event.Answer answer) {}

    Desk(
            History history,
            ModelBroker broker,
            TopicNames topics,
            Chronicler chronicler,
            int partitions) {
        this.history = history;
        this.broker = broker;
        this.topics = topics;
        this.chronicler = chronicler;
        this.partitions = partitions;
    }

    /// How many jobs were submitted, each counted once.
    int count() {
        return firstOf.size();
    }

    void one(RandomGenerator random) {
        int dice = random.nextInt(100);
        if (dice < 40) {
            plain(random);
        } else if (dice < 65) {
            keyed(random);
        } else if (dice < 87) {
            grouped(random);
        } else if (dice < 92) {
            copy(random);
        } else if (dice < 97) {
            replay(random);
        } else if (dice < 99) {
            stranger(random);
        } else {
            // Refused: a gateway stores nothing.
            history.add(fresh(random, Kind.PLAIN).submitted(Event.Answer.REFUSED, -1));
        }
    }

    private void plain(RandomGenerator random) {
        Kind kind = UNORDERED.get(random.nextInt(3) == 0 ? 0 : random.nextInt(UNORDERED.size()));
        Request request = fresh(random, kind);
        if (random.nextInt(12) == 0) {
            request = request.expiring(broker.millis() + random.nextInt(3_000));
        }
        if (random.nextInt(5) == 0) {
            request = request.delayed(random.nextInt(12) == 0 ? TWO_DAYS : delay(random));
        }
        submit(request);
    }

    private void grouped(RandomGenerator random) {
        Kind kind = ORDERED.get(random.nextInt(ORDERED.size()));
        Request request = fresh(random, kind).grouped("group " + random.nextInt(4));
        submit(random.nextInt(8) == 0 ? request.delayed(delay(random)) : request);
    }

    private Request fresh(RandomGenerator random, Kind kind) {
        JobId id = new JobId(Kind.QUEUE, random.nextInt(partitions), 7, ++ids);
        return new Request(id, kind, client(random), random.nextLong(), broker.millis());
    }

    /// The same few keys again and again, with a delay or without. A key is given up before its id
    /// may be forgotten: what comes then is another job under the same id.
    private void keyed(RandomGenerator random) {
        int number = random.nextInt(8);
        int partition = random.nextInt(partitions);
        Kind kind = KEYED.get(number % KEYED.size());
        long window = WINDOWS[(number + number / 4) % WINDOWS.length];
        String client = client(random);
        String slot = client + " " + partition + " " + kind + " " + number;
        long now = broker.millis();
        long bornAt = keyBornAt.getOrDefault(slot, Long.MIN_VALUE);
        if (bornAt == Long.MIN_VALUE || now - bornAt > window + RECENT_MILLIS) {
            keyBornAt.put(slot, now);
            keyEras.merge(slot, 1, Integer::sum);
        }
        int era = keyEras.getOrDefault(slot, 0);
        JobId id =
                new JobId(
                        Kind.QUEUE,
                        partition,
                        Long.MIN_VALUE + 7,
                        1_000_000L + slot.hashCode() * 1_000L + era);
        Request request =
                new Request(id, kind, client, random.nextLong(), now)
                        .keyed(slot + " era " + era, window, random.nextInt(6) == 0 ? 1 : 0);
        submit(random.nextInt(4) == 0 ? request.delayed(delay(random)) : request);
    }

    /// A producer sends a record again that had arrived, as late as producers do.
    private void copy(RandomGenerator random) {
        if (!sent.isEmpty()) {
            Sent one = sent.get(sent.size() - 1 - random.nextInt(Math.min(20, sent.size())));
            if (broker.millis() - one.request.acceptedAt() <= RECENT_MILLIS) {
                send(one.request, one.answer);
            }
        }
    }

    /// An operator sends a dead job again as the next generation, or one that is done, by force or
    /// because he did not know that it is. He has read the ledger before: a letter that a newer
    /// generation has overtaken is one that overtook it since, while every worker still remembers.
    private void replay(RandomGenerator random) {
        List<Event.Terminal> ended = chronicler.ended();
        if (ended.isEmpty()) {
            return;
        }
        Event.Terminal end = ended.get(random.nextInt(ended.size()));
        Request first = firstOf.get(end.job());
        boolean done = end.state() == State.DONE;
        long now = broker.millis();
        boolean remembered = now - lastOf.getOrDefault(end.job(), 0L) <= RECENT_MILLIS;
        if (first == null
                || !(done ? remembered : end.state() == State.DEAD)
                || (overtaken(end, ended) && !remembered)) {
            return;
        }
        boolean forced = done && random.nextBoolean();
        Request again = first.replayed(end.generation() + 1, forced, random.nextLong(), now);
        history.add(
                new Event.Replayed(
                        end.job(), again.generation(), Text.submission(again.nonce()), forced));
        send(again, Event.Answer.UNKNOWN);
    }

    /// An id that no job has yet.
    JobId unissued(RandomGenerator random) {
        return new JobId(Kind.QUEUE, random.nextInt(partitions), 7, ids + 1 + random.nextInt(5));
    }

    /// Something of the newest that was submitted.
    Optional<Request> recent(RandomGenerator random, int newest) {
        return sent.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        sent.get(sent.size() - 1 - random.nextInt(Math.min(newest, sent.size())))
                                .request);
    }

    /// Submits a job with a dedup key once more, if there is such a job.
    void again(RandomGenerator random, String job) {
        Request first = firstOf.get(job);
        long now = broker.millis();
        if (first == null
                || first.key().isEmpty()
                || now - first.acceptedAt() > first.windowMillis() + RECENT_MILLIS) {
            return;
        }
        Request request =
                new Request(first.id(), first.kind(), first.client(), random.nextLong(), now)
                        .keyed(first.key(), first.windowMillis(), random.nextInt(6) == 0 ? 1 : 0);
        submit(random.nextInt(4) == 0 ? request.delayed(delay(random)) : request);
    }

    static String otherClient(String client) {
        return client.equals("c") ? "d" : "c";
    }

    private static boolean overtaken(Event.Terminal end, List<Event.Terminal> ended) {
        return ended.stream()
                .anyMatch(
                        other ->
                                other.job().equals(end.job())
                                        && other.generation() > end.generation());
    }

    private void stranger(RandomGenerator random) {
        int partition = random.nextInt(partitions);
        int number = random.nextInt(1_000);
        byte[] garbage = Text.bytes("garbage " + number);
        RecordHeaders headers = new RecordHeaders();
        if (number % 2 == 0) {
            // Of any format there is or may ever be.
            headers.add(EnvelopeCodec.HEADER, new byte[] {(byte) number, 1, 7});
        }
        Stored stored =
                broker.append(
                        new TopicPartition(topics.jobs(Kind.QUEUE), partition),
                        null,
                        garbage,
                        headers);
        history.add(
                new Event.Foreign(
                        Chronicler.place(partition),
                        stored.offset(),
                        Text.record(null, garbage, stored.headers())));
    }

    private void submit(Request request) {
        send(request, Event.Answer.ACCEPTED);
    }

    private void send(Request request, Event.Answer answer) {
        firstOf.putIfAbsent(request.id().toString(), request);
        lastOf.put(request.id().toString(), request.acceptedAt());
        sent.add(new Sent(request, answer));
        int partition = request.isDelayed() ? 0 : request.id().partition();
        TopicPartition to = new TopicPartition(request.topic(topics), partition);
        if (request.isDelayed()) {
            history.add(request.submitted(answer, -1));
            broker.append(to, request.recordKey(), request.payload(), request.headers());
        } else {
            Stored stored =
                    broker.append(to, request.recordKey(), request.payload(), request.headers());
            history.add(request.submitted(answer, stored.offset()));
        }
    }

    private static String client(RandomGenerator random) {
        return random.nextInt(4) > 0 ? "c" : "d";
    }

    private static long delay(RandomGenerator random) {
        return 1L + random.nextInt(DELAYS[random.nextInt(DELAYS.length)]);
    }

    private static List<Kind> kinds(boolean ordered) {
        return List.of(Kind.values()).stream().filter(kind -> kind.ordered() == ordered).toList();
    }
}
