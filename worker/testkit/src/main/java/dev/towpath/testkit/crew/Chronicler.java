package dev.towpath.testkit.crew;

import dev.towpath.schemas.id.JobId;
import dev.towpath.schemas.ledger.Mark;
import dev.towpath.schemas.ledger.MarkCodec;
import dev.towpath.schemas.ledger.State;
import dev.towpath.schemas.topic.TopicNames;
import dev.towpath.schemas.wire.DeadLetter;
import dev.towpath.schemas.wire.JobEnvelope;
import dev.towpath.schemas.wire.JobHeaders;
import dev.towpath.testkit.Event;
import dev.towpath.testkit.History;
import dev.towpath.testkit.MarkOfJob;
import dev.towpath.testkit.broker.Stored;
import dev.towpath.testkit.broker.Transaction;
import dev.towpath.testkit.broker.Witness;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/// Writes down what becomes durable: what transactions commit, and what is put on the ladder.
final class Chronicler implements Witness {
    private final History history;
    private final TopicNames topics;
    private final String ladder;
    private final Consumer<Copy> copies;
    private final Map<String, Tenure> owners = new HashMap<>();
    private final List<Event.Terminal> ended = new ArrayList<>();
    private final Set<String> killed = new HashSet<>();
    private int count;

    /// A record on the ladder.
    ///
    /// @param dueAt milliseconds since 1970 by the broker's clock
    record Copy(String name, Stored record, long dueAt) {}

    /// One owner of a partition, for as long as it is his.
    private static final class Tenure {
        final long epoch;
        final String worker;
        final Set<String> atStake = new HashSet<>();
        boolean closed;

        Tenure(long epoch, String worker) {
            this.epoch = epoch;
            this.worker = worker;
        }
    }

    /// @param copies is given every record that is put on the ladder
    Chronicler(History history, TopicNames topics, Consumer<Copy> copies) {
        this.history = history;
        this.topics = topics;
        this.ladder = topics.prefix() + "delay.";
        this.copies = copies;
    }

    static String place(int partition) {
        return Kind.QUEUE + "_" + partition;
    }

    static String express(int partition) {
        return "express " + place(partition);
    }

    /// Jobs that ended, as the ledger says.
    List<Event.Terminal> ended() {
        return ended;
    }

    /// A worker's process was killed.
    void killed(String worker) {
        killed.add(worker);
    }

    void started(Event.AttemptStarted started) {
        String place = place(started.job());
        Tenure owner = owners.get(place);
        if (owner != null && owner.epoch == started.fence().ownerEpoch()) {
            owner.atStake.add(stake(started.job(), started.generation(), started.attempt()));
        } else {
            // By one who does not know yet that the partition is another's.
            history.add(new Event.Fault(Event.Kind.ZOMBIE, place, 1));
        }
        history.add(started);
    }

    void ended(Event.AttemptEnded end) {
        if (end.result() == Event.Result.AGAIN) {
            settled(end.job(), end.generation(), end.attempt());
        }
        history.add(end);
    }

    private static String place(String job) {
        return job.substring(0, job.length() - JobId.TAIL_LENGTH - 1);
    }

    private static String stake(String job, int generation, int attempt) {
        return job + " " + generation + " " + attempt;
    }

    private void settled(String job, int generation, int attempt) {
        Tenure owner = owners.get(place(job));
        if (owner != null) {
            owner.atStake.remove(stake(job, generation, attempt));
        }
    }

    /// Those who never said that they left.
    void last() {
        owners.forEach(this::fault);
        owners.clear();
    }

    private void fault(String place, Tenure owner) {
        if (!owner.closed) {
            history.add(
                    new Event.Fault(
                            killed.contains(owner.worker) ? Event.Kind.CRASH : Event.Kind.ZOMBIE,
                            place,
                            owner.atStake.size()));
        }
    }

    @Override
    public void appended(TopicPartition partition, Stored record) {
        if (!partition.topic().startsWith(ladder)) {
            return;
        }
        JobEnvelope envelope = Text.envelope(record.headers());
        Copy copy = new Copy("c" + ++count, record, record.timestamp() + envelope.dueAt());
        history.add(
                new Event.OnLadder(
                        copy.name,
                        Text.job(record.headers()),
                        envelope.generation(),
                        envelope.hop(),
                        envelope.attempt(),
                        Text.submission(envelope.nonce()),
                        copy.dueAt));
        copies.accept(copy);
    }

    @Override
    public void committed(Transaction transaction) {
        for (Transaction.Written written : transaction.written()) {
            if (written.partition().topic().equals(topics.dead(Kind.QUEUE))) {
                letter(written.record());
            }
        }
        for (Transaction.Written written : transaction.written()) {
            if (written.partition().topic().equals(topics.ledger(Kind.QUEUE))) {
                mark(written.partition().partition(), written.record(), transaction.id());
            }
        }
        transaction.offsets().forEach(this::commit);
    }

    private void commit(TopicPartition partition, OffsetAndMetadata offset) {
        boolean ofExpress = partition.topic().equals(topics.express(Kind.QUEUE));
        history.add(
                new Event.Committed(
                        ofExpress ? express(partition.partition()) : place(partition.partition()),
                        offset.offset()));
    }

    private void letter(Stored record) {
        DeadLetter why = DeadLetter.decode(record.headers().lastHeader(JobHeaders.DEAD).value());
        boolean ofExpress = why.topic().equals(topics.express(Kind.QUEUE));
        history.add(
                new Event.DeadLettered(
                        Text.job(record.headers()),
                        why.generation(),
                        ofExpress ? express(why.partition()) : place(why.partition()),
                        why.offset(),
                        why.pointer()
                                ? ""
                                : Text.record(record.key(), record.value(), record.headers()),
                        why.code()));
    }

    private void mark(int partition, Stored record, String writer) {
        Mark mark = MarkCodec.decode(Objects.requireNonNull(record.value()));
        String place = place(partition);
        String worker =
                writer.substring(topics.workerGroup().length() + 1).replaceAll("\\.\\d+$", "");
        Tenure owner = owners.get(place);
        switch (mark.state()) {
            case OPENED -> {
                if (owner != null) {
                    fault(place, owner);
                }
                owners.put(place, new Tenure(record.offset(), worker));
                history.add(new Event.Opened(place, record.offset(), worker));
            }
            case CLOSED -> {
                if (owner != null) {
                    owner.closed = true;
                }
            }
            case LIVE,
                    ASKED,
                    WAITING,
                    RUNNING,
                    NOTED,
                    DONE,
                    DEAD,
                    CANCELLED,
                    SUPERSEDED,
                    EXPIRED,
                    CONFLICT ->
                    job(
                            place,
                            place + "_" + Text.of(record.key()).substring(0, JobId.TAIL_LENGTH),
                            mark,
                            owner == null ? -1 : owner.epoch);
        }
    }

    private void job(String place, String job, Mark mark, long owner) {
        Event event = new MarkOfJob(job, mark, Text.submission(mark.nonce()), place, owner).event();
        if (event instanceof Event.Terminal terminal) {
            ended.add(terminal);
        }
        if (mark.state() == State.WAITING
                || (mark.state().isEnd() && mark.state() != State.CONFLICT)) {
            settled(job, mark.generation(), mark.attempt());
        }
        history.add(event);
    }
}
