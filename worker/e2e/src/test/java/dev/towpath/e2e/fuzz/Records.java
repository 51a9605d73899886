package dev.towpath.e2e.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towpath.console.filter.JobFacts;
import dev.towpath.schemas.ledger.Mark;
import dev.towpath.schemas.ledger.MarkCodec;
import dev.towpath.schemas.ledger.State;
import dev.towpath.schemas.wire.Cancel;
import dev.towpath.schemas.wire.EnvelopeCodec;
import dev.towpath.schemas.wire.JobEnvelope;
import dev.towpath.schemas.wire.JobHeaders;
import dev.towpath.worker.core.Arrival;
import dev.towpath.worker.core.QueuePartition;
import dev.towpath.worker.kafka.RecordDecoder;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/// A record with any key, value and headers: the decoder takes it for a job, a cancel, something
/// newer or a dead letter, never throws, and what it takes for a job can be marked and put back.
final class Records {
    static final QueuePartition PLACE = new QueuePartition("default", 0);

    static final List<String> NAMES =
            List.of(
                    EnvelopeCodec.HEADER,
                    JobHeaders.ID,
                    JobHeaders.TYPE,
                    JobHeaders.CONTENT_TYPE,
                    Cancel.HEADER,
                    JobHeaders.SPEC_VERSION,
                    JobHeaders.DEAD,
                    JobHeaders.TRACE_PARENT);

    private Records() {}

    static boolean headers(byte[] input) {
        ConsumerRecord<byte[], byte[]> record = record(input);
        Arrival arrival = RecordDecoder.decode(PLACE, record);
        JobFacts facts = JobFacts.of(record.headers());
        return switch (arrival) {
            case Arrival.Submitted job -> {
                assertThat(facts.isWhole()).as("the console reads it, too").isTrue();
                assertThat(facts.envelope()).isEqualTo(Optional.of(job.envelope()));
                assertThat(facts.type()).isEqualTo(job.type());
                assertThat(facts.id().orElseThrow().high()).isEqualTo(job.high());
                assertThat(facts.id().orElseThrow().low()).isEqualTo(job.low());
                JobEnvelope copy = job.envelope().putBack(1, 0, 1, 1_000, true);
                assertThat(EnvelopeCodec.decode(EnvelopeCodec.encode(copy))).isEqualTo(copy);
                Mark mark = mark(job);
                assertThat(MarkCodec.decode(MarkCodec.encode(mark))).isEqualTo(mark);
                yield true;
            }
            case Arrival.Cancelling cancelling -> {
                assertThat(Cancel.decode(cancelling.cancel().encode()))
                        .isEqualTo(cancelling.cancel());
                yield true;
            }
            case Arrival.Undecodable dead -> {
                assertThat(dead.reason()).isNotBlank().hasSizeLessThan(2_000);
                yield false;
            }
            case Arrival.Newer newer -> {
                assertThat(newer.reason()).isNotBlank().hasSizeLessThan(2_000);
                yield false;
            }
        };
    }

    /// Key, headers and value of an input.
    private static ConsumerRecord<byte[], byte[]> record(byte[] input) {
        Chunks chunks = new Chunks(input);
        byte[] key = chunks.piece();
        Headers headers = new RecordHeaders();
        for (int count = chunks.one(); count > 0 && chunks.more(); count--) {
            int name = chunks.one();
            headers.add(name < NAMES.size() ? NAMES.get(name) : "x" + name, chunks.piece());
        }
        byte[] value = chunks.rest();
        return new ConsumerRecord<>(
                "towpath.jobs.default",
                PLACE.partition(),
                0,
                0,
                TimestampType.CREATE_TIME,
                key.length,
                value.length,
                key,
                value,
                headers,
                Optional.empty());
    }

    private static Mark mark(Arrival.Submitted job) {
        JobEnvelope envelope = job.envelope();
        return new Mark(
                State.DONE,
                envelope.generation(),
                envelope.attempt(),
                envelope.hop(),
                envelope.nonce(),
                0,
                job.offset(),
                envelope.checksum(),
                envelope.acceptedAt(),
                0,
                0,
                envelope.windowMillis(),
                envelope.flags(),
                envelope.client(),
                "",
                "",
                job.type());
    }
}
