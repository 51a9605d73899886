package dev.towpath.console;

import dev.towpath.console.dead.Letter;
import dev.towpath.console.filter.JobFacts;
import dev.towpath.schemas.id.JobId;
import dev.towpath.schemas.ledger.Mark;
import dev.towpath.schemas.ledger.MarkCodec;
import dev.towpath.schemas.wire.DeadLetter;
import dev.towpath.schemas.wire.JobEnvelope;
import dev.towpath.schemas.wire.JobHeaders;
import dev.towpath.testkit.Event;
import dev.towpath.testkit.History;
import dev.towpath.worker.handler.JobContext;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/// The history of an installation, as its handlers and its topics tell it.
final class Observed {
    final History history = History.of(new Event.Began());
    private final Set<String> seen = new HashSet<>();

    void starts(JobContext job) {
        history.add(
                new Event.AttemptStarted(
                        job.id().toString(),
                        job.generation(),
                        job.attempt(),
                        job.fence(),
                        "w",
                        "",
                        job.type(),
                        "payload of " + job.id(),
                        0));
    }

    void ends(JobContext job, Event.Result result) {
        String id = job.id().toString();
        if (result == Event.Result.DONE) {
            history.add(new Event.Effect(id, job.generation(), job.fence(), "w", true));
        }
        history.add(
                new Event.AttemptEnded(
                        id, job.generation(), job.attempt(), job.fence(), "w", result, 0));
    }

    /// Adds what has come to the topics since the last time.
    void read(
            List<ConsumerRecord<byte[], byte[]>> jobs,
            List<ConsumerRecord<byte[], byte[]>> letters,
            List<ConsumerRecord<byte[], byte[]>> ledger) {
        jobs.stream().filter(this::isNew).forEach(this::job);
        letters.stream().filter(this::isNew).forEach(this::letter);
        ledger.stream().filter(this::isNew).forEach(this::mark);
    }

    private boolean isNew(ConsumerRecord<byte[], byte[]> record) {
        return seen.add(record.topic() + record.partition() + "@" + record.offset());
    }

    private void job(ConsumerRecord<byte[], byte[]> record) {
        JobFacts facts = JobFacts.of(record.headers());
        String id = facts.id().orElseThrow().toString();
        JobEnvelope envelope = facts.envelope().orElseThrow();
        if (envelope.has(JobEnvelope.REPLAYED)) {
            history.add(
                    new Event.Replayed(
                            id,
                            envelope.generation(),
                            Long.toString(envelope.nonce()),
                            envelope.has(JobEnvelope.FORCED)));
            return;
        }
        history.add(
                new Event.Submitted(
                        Event.Answer.ACCEPTED,
                        id,
                        Long.toString(envelope.nonce()),
                        "p" + record.partition(),
                        record.offset(),
                        envelope.acceptedAt(),
                        envelope.windowMillis(),
                        envelope.client(),
                        facts.type(),
                        envelope.dedupKey(),
                        "",
                        "payload of " + id,
                        digest(record)));
    }

    private void letter(ConsumerRecord<byte[], byte[]> record) {
        DeadLetter why = Letter.why(record);
        history.add(
                new Event.DeadLettered(
                        JobFacts.of(record.headers()).id().map(JobId::toString).orElse(""),
                        why.generation(),
                        "p" + why.partition(),
                        why.offset(),
                        digest(record),
                        why.code()));
    }

    private void mark(ConsumerRecord<byte[], byte[]> record) {
        if (record.key().length != JobId.TAIL_LENGTH) {
            return;
        }
        Mark mark = MarkCodec.decode(record.value());
        history.add(
                new Event.Terminal(
                        Installation.QUEUE
                                + "_"
                                + record.partition()
                                + "_"
                                + new String(record.key(), StandardCharsets.UTF_8),
                        mark.generation(),
                        mark.state(),
                        Long.toString(mark.nonce()),
                        "p" + record.partition(),
                        -1));
    }

    private static String digest(ConsumerRecord<byte[], byte[]> record) {
        StringBuilder text = new StringBuilder();
        text.append(Arrays.toString(record.key())).append(Arrays.toString(record.value()));
        for (Header header : record.headers()) {
            if (!header.key().equals(JobHeaders.DEAD)) {
                text.append(header.key()).append(Arrays.toString(header.value()));
            }
        }
        return text.toString();
    }
}
