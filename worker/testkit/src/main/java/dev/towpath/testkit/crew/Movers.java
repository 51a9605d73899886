package dev.towpath.testkit.crew;

import dev.towpath.schemas.id.JobId;
import dev.towpath.schemas.topic.TopicNames;
import dev.towpath.schemas.wire.EnvelopeCodec;
import dev.towpath.schemas.wire.JobEnvelope;
import dev.towpath.testkit.Event;
import dev.towpath.testkit.History;
import dev.towpath.testkit.broker.ModelBroker;
import dev.towpath.testkit.broker.Stored;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/// The gateways' movers, as workers see them: what is due by the broker's clock is appended to
/// express, in any order among what is due. One that crashed before its commit leaves a successor
/// that moves again what was moved, much later perhaps; and now and then there is none for a while.
final class Movers {
    private static final long REPEATED_MILLIS = 9 * 60_000;
    private static final int REMEMBERED = 60;
    private static final int AWAY_MILLIS = 20_000;

    private final History history;
    private final ModelBroker broker;
    private final TopicNames topics;
    private final List<Chronicler.Copy> climbing = new ArrayList<>();
    private final List<Chronicler.Copy> moved = new ArrayList<>();
    private long awayUntil;

    Movers(History history, ModelBroker broker, TopicNames topics) {
        this.history = history;
        this.broker = broker;
        this.topics = topics;
    }

    void take(Chronicler.Copy copy) {
        climbing.add(copy);
    }

    /// When the next copy is due; empty when there is none.
    OptionalLong nextDue() {
        return climbing.stream().mapToLong(Chronicler.Copy::dueAt).min();
    }

    /// They do one thing, or nothing.
    void goOn(RandomGenerator random) {
        long now = broker.millis();
        if (now < awayUntil) {
            return;
        }
        int dice = random.nextInt(200);
        if (dice == 0) {
            awayUntil = now + random.nextInt(AWAY_MILLIS);
        } else if (dice < 12) {
            moveAgain(random);
        } else {
            move(random);
        }
    }

    /// Moves all that is due, once.
    void moveAll(RandomGenerator random) {
        while (hasDue()) {
            move(random);
        }
    }

    boolean hasDue() {
        return nextDue().orElse(Long.MAX_VALUE) <= broker.millis();
    }

    private void move(RandomGenerator random) {
        long now = broker.millis();
        List<Chronicler.Copy> due =
                climbing.stream()
                        .filter(copy -> copy.dueAt() <= now)
                        .sorted(Comparator.comparingLong(Chronicler.Copy::dueAt))
                        .toList();
        if (due.isEmpty()) {
            return;
        }
        Chronicler.Copy copy = due.get(random.nextInt(Math.min(due.size(), 5)));
        climbing.remove(copy);
        moved.add(copy);
        if (moved.size() > REMEMBERED) {
            moved.removeFirst();
        }
        append(copy);
    }

    private void moveAgain(RandomGenerator random) {
        moved.removeIf(copy -> broker.millis() - copy.dueAt() > REPEATED_MILLIS);
        if (!moved.isEmpty()) {
            append(moved.get(random.nextInt(moved.size())));
        }
    }

    private void append(Chronicler.Copy copy) {
        Stored record = copy.record();
        JobId id = JobId.parse(Text.job(record.headers())).orElseThrow();
        JobEnvelope envelope = Text.envelope(record.headers()).dueAt(copy.dueAt());
        Headers headers = new RecordHeaders();
        for (Header header : record.headers()) {
            if (!header.key().equals(EnvelopeCodec.HEADER)) {
                headers.add(header);
            }
        }
        headers.add(EnvelopeCodec.HEADER, EnvelopeCodec.encode(envelope));
        Stored stored =
                broker.append(
                        new TopicPartition(topics.express(Kind.QUEUE), id.partition()),
                        record.key(),
                        record.value(),
                        headers);
        history.add(
                new Event.OnExpress(
                        Chronicler.express(id.partition()),
                        stored.offset(),
                        copy.name(),
                        id.toString(),
                        envelope.generation(),
                        envelope.hop(),
                        Text.submission(envelope.nonce()),
                        Text.record(stored.key(), stored.value(), stored.headers())));
    }
}
