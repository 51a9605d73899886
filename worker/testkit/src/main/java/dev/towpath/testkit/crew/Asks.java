package dev.towpath.testkit.crew;

import dev.towpath.schemas.id.JobId;
import dev.towpath.schemas.ledger.Mark;
import dev.towpath.schemas.ledger.MarkCodec;
import dev.towpath.schemas.ledger.State;
import dev.towpath.schemas.topic.TopicNames;
import dev.towpath.schemas.wire.Cancel;
import dev.towpath.schemas.wire.JobHeaders;
import dev.towpath.testkit.Event;
import dev.towpath.testkit.Event.Answer;
import dev.towpath.testkit.History;
import dev.towpath.testkit.broker.ModelBroker;
import dev.towpath.testkit.broker.Stored;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/// Gateways that are asked to call jobs off: jobs that nobody has read yet, that wait, run or have
/// ended, that do not exist, and jobs of another client. A gateway looks where the jobs end and
/// what its clock shows, and at what it has read of the ledger, which may be old; some time later
/// its record is stored, or lost; and now and then the job is submitted anew then.
final class Asks {
    private static final long HOUR_MILLIS = 3_600_000;
    private static final byte[] NOTHING = new byte[0];

    private final History history;
    private final ModelBroker broker;
    private final TopicNames topics;
    private final Desk desk;
    private final List<Ask> underWay = new ArrayList<>();

    private record Ask(JobId id, Cancel cancel, @Nullable Mark waiting) {}

    Asks(History history, ModelBroker broker, TopicNames topics, Desk desk) {
        this.history = history;
        this.broker = broker;
        this.topics = topics;
        this.desk = desk;
    }

    boolean idle() {
        return underWay.isEmpty();
    }

    /// A client asks.
    void one(RandomGenerator random) {
        int dice = random.nextInt(100);
        if (dice < 5) {
            ask(random, desk.unissued(random), "c");
            return;
        }
        int newest = dice < 50 ? 15 : dice < 90 ? 100 : Integer.MAX_VALUE;
        desk.recent(random, newest)
                .ifPresent(
                        job ->
                                ask(
                                        random,
                                        job.id(),
                                        random.nextInt(8) > 0
                                                ? job.client()
                                                : Desk.otherClient(job.client())));
    }

    private void ask(RandomGenerator random, JobId id, String asker) {
        long skew = List.of(0L, 0L, HOUR_MILLIS, -HOUR_MILLIS).get(random.nextInt(4));
        long end = broker.log(new TopicPartition(topics.jobs(Kind.QUEUE), id.partition())).end();
        Cancel cancel = new Cancel(asker, broker.millis() + skew, end);
        underWay.add(new Ask(id, cancel, seen(random, id, asker)));
    }

    /// The job's mark when a gateway takes it for one that waits.
    private @Nullable Mark seen(RandomGenerator random, JobId id, String asker) {
        List<Stored> ledger =
                broker.records(new TopicPartition(topics.ledger(Kind.QUEUE), id.partition()), 0);
        int read = random.nextInt(3) > 0 ? ledger.size() : random.nextInt(ledger.size() + 1);
        for (int at = read - 1; at >= 0; at--) {
            Stored record = ledger.get(at);
            if (record.isCommitted() && Text.of(record.key()).equals(id.tail())) {
                Mark mark = MarkCodec.decode(Objects.requireNonNull(record.value()));
                return mark.state() == State.WAITING && mark.client().equals(asker) ? mark : null;
            }
        }
        return null;
    }

    /// One of the records is stored, or lost.
    void goOn(RandomGenerator random) {
        if (!underWay.isEmpty()) {
            store(random, underWay.remove(random.nextInt(underWay.size())));
        }
    }

    private void store(RandomGenerator random, Ask ask) {
        int fate = random.nextInt(20);
        if (fate == 0) {
            asked(ask, Answer.UNKNOWN, -1);
            return;
        }
        byte[] name = Text.bytes(ask.id.toString());
        Headers headers =
                new RecordHeaders()
                        .add(JobHeaders.ID, name)
                        .add(Cancel.HEADER, ask.cancel.encode());
        Stored stored =
                broker.append(
                        new TopicPartition(topics.express(Kind.QUEUE), ask.id.partition()),
                        name,
                        ask.waiting == null ? NOTHING : MarkCodec.encode(ask.waiting),
                        headers);
        asked(ask, fate == 1 ? Answer.UNKNOWN : Answer.ACCEPTED, stored.offset());
        if (random.nextInt(3) == 0) {
            desk.again(random, ask.id.toString());
        }
    }

    private void asked(Ask ask, Answer answer, long offset) {
        history.add(
                new Event.CancelAsked(
                        answer,
                        ask.id.toString(),
                        ask.cancel.client(),
                        ask.cancel.askedAt(),
                        ask.cancel.jobsEnd(),
                        ask.waiting == null ? "" : Text.submission(ask.waiting.nonce()),
                        Chronicler.express(ask.id.partition()),
                        offset));
    }
}
