package dev.towpath.worker;

import static dev.towpath.worker.BadRecord.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.id.JobId;
import dev.towpath.schemas.ledger.Mark;
import dev.towpath.schemas.ledger.State;
import dev.towpath.schemas.payload.PayloadFormat;
import dev.towpath.schemas.payload.PayloadSchemas;
import dev.towpath.schemas.wire.DeadLetter;
import dev.towpath.schemas.wire.EnvelopeCodec;
import dev.towpath.schemas.wire.JobHeaders;
import dev.towpath.worker.core.PartitionView;
import dev.towpath.worker.handler.Outcome;
import dev.towpath.worker.handler.Payload;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Records that nobody's gateway wrote, each between two good jobs of its partition, and one worker
/// that has met them all.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadRecordsTest {
    private static final long SEED = 42;

    /// A bad record, and where it lies in partition 0.
    record Sent(BadRecord bad, long offset) {
        @Override
        public String toString() {
            return bad.what();
        }
    }

    /// Partition 0 has the bad ones, 1 those that are too large, 2 the one of a newer format.
    private static final int TOO_LARGE = 1;

    private static final int NEWER = 2;

    private final Installation installation =
            new Installation(3).type(BadRecord.JSON_TYPE).type(BadRecord.AVRO_TYPE);
    private final List<Sent> bad = new ArrayList<>();
    private final List<JobId> good = new ArrayList<>();
    private final Map<String, ConsumerRecord<byte[], byte[]>> letters = new HashMap<>();
    private PartitionView newer;

    @BeforeAll
    void aWorkerMeetsThem() {
        System.out.println("seed " + SEED);
        for (BadRecord one : BadRecord.all(installation, new Random(SEED))) {
            goodJob(BadRecord.PARTITION);
            bad.add(new Sent(one, installation.send(one.record())));
        }
        goodJob(BadRecord.PARTITION);
        int tooLarge = sendTooLargeOnes();
        int ofNewerFormat = sendOneOfANewerFormat();
        try (Worker worker =
                installation
                        .worker()
                        .payloads(
                                new PayloadSchemas(
                                        Map.of(BadRecord.AVRO_TYPE, BadRecord.AVRO),
                                        Optional.of(PayloadFormat.JSON)))
                        .handle(BadRecord.JSON_TYPE, Payload.json(), (data, job) -> Outcome.done())
                        .handle(BadRecord.AVRO_TYPE, Payload.avro(), (data, job) -> Outcome.done())
                        .start()) {
            long end = 2L * bad.size() + 1 + tooLarge;
            // Behind the one of a newer format nothing is committed.
            installation.awaitCommitted(end + 1);
            Eventually.await(
                    "only what is held is left in memory",
                    () ->
                            worker.partitions().size() == 3
                                    && worker.partitions().stream()
                                            .allMatch(
                                                    view ->
                                                            view.unsettled() == view.held()
                                                                    && view.running() == 0),
                    worker::partitions);
            newer =
                    worker.partitions().stream()
                            .filter(view -> view.place().partition() == NEWER)
                            .findFirst()
                            .orElseThrow();
        }
        assertThat(ofNewerFormat).isEqualTo(3);
        for (ConsumerRecord<byte[], byte[]> letter : installation.deadLetters()) {
            DeadLetter why = why(letter);
            assertThat(letters.put(why.partition() + "@" + why.offset(), letter)).isNull();
        }
    }

    @AfterAll
    void close() {
        installation.close();
    }

    List<Sent> bad() {
        return bad;
    }

    @ParameterizedTest
    @MethodSource("bad")
    void eachIsADeadLetterByteForByteWithItsReason(Sent sent) {
        ProducerRecord<byte[], byte[]> record = sent.bad().record();
        ConsumerRecord<byte[], byte[]> letter = letter(BadRecord.PARTITION, sent.offset());

        DeadLetter why = why(letter);
        assertThat(why.code()).isEqualTo(sent.bad().code().code());
        assertThat(why.reason()).contains(sent.bad().reason());
        assertThat(why.topic()).isEqualTo(record.topic());
        assertThat(why.pointer()).isFalse();
        assertThat(letter.key()).isEqualTo(record.key());
        assertThat(letter.value()).isEqualTo(record.value());
        assertThat(withoutReason(letter.headers())).isEqualTo(List.of(record.headers().toArray()));
    }

    @Test
    void whatCannotFitIsADeadLetterThatPointsToIt() {
        for (long offset : List.of(0L, 1L)) {
            ConsumerRecord<byte[], byte[]> letter = letter(TOO_LARGE, offset);
            DeadLetter why = why(letter);
            assertThat(why.pointer()).isTrue();
            assertThat(why.topic()).isEqualTo(installation.topics.jobs(Installation.QUEUE));
            assertThat(why.code())
                    .isEqualTo(
                            (offset == 0 ? ErrorCode.ENVELOPE_MISSING : ErrorCode.HEADERS_MALFORMED)
                                    .code());
            assertThat(letter.key()).isNull();
            assertThat(letter.value()).isNull();
            assertThat(withoutReason(letter.headers())).isEmpty();
        }
    }

    @Test
    void whatFitsIsKeptWholeAfterOneThatDidNot() {
        ConsumerRecord<byte[], byte[]> letter = letter(TOO_LARGE, 3);

        assertThat(why(letter).pointer()).isFalse();
        assertThat(letter.value()).hasSize(BadRecord.MEGABYTE);
    }

    @Test
    void everyGoodJobAmongThemIsDoneAndNothingElseIsDead() {
        Map<String, List<Mark>> marks = installation.ends();
        for (JobId job : good) {
            assertThat(marks.get(Installation.tail(job)))
                    .as(job.toString())
                    .extracting(Mark::state)
                    .containsExactly(State.DONE);
        }
        assertThat(letters).hasSize(bad.size() + 3);
    }

    @Test
    void theCommittedOffsetReachesTheEnd() {
        assertThat(installation.committed(BadRecord.PARTITION)).isEqualTo(2L * bad.size() + 1);
        assertThat(installation.committed(TOO_LARGE)).isEqualTo(5);
    }

    @Test
    void oneOfANewerFormatIsHeldAndNotDead() {
        assertThat(newer.held()).isEqualTo(1);
        assertThat(newer.frontier()).isEqualTo(1);
        assertThat(installation.committed(NEWER)).isEqualTo(1);
        assertThat(letters).doesNotContainKey(NEWER + "@1");
    }

    /// One of 2 MB; one that is small but for the lengths of its very many headers, which no sum of
    /// keys and values tells; a good job; one that just fits; a good job.
    private int sendTooLargeOnes() {
        String topic = installation.topics.jobs(Installation.QUEUE);
        try (KafkaProducer<byte[], byte[]> compressing = installation.producer("zstd")) {
            ProducerRecord<byte[], byte[]> large =
                    new ProducerRecord<>(topic, TOO_LARGE, null, new byte[2 * BadRecord.MEGABYTE]);
            ProducerRecord<byte[], byte[]> many =
                    new ProducerRecord<>(topic, TOO_LARGE, null, new byte[0]);
            for (int i = 0; i < 400_000; i++) {
                many.headers().add("x", null);
            }
            installation.raw(compressing.send(large));
            installation.raw(compressing.send(many));
            installation.flush();
        }
        goodJob(TOO_LARGE);
        installation.send(
                new ProducerRecord<>(topic, TOO_LARGE, null, new byte[BadRecord.MEGABYTE]));
        goodJob(TOO_LARGE);
        return 5;
    }

    private int sendOneOfANewerFormat() {
        goodJob(NEWER);
        ProducerRecord<byte[], byte[]> record =
                installation.job(BadRecord.JSON_TYPE).partition(NEWER).record();
        record.headers().remove(EnvelopeCodec.HEADER).add(EnvelopeCodec.HEADER, bytes("\2\1new"));
        installation.send(record);
        goodJob(NEWER);
        return 3;
    }

    private void goodJob(int partition) {
        Submission job = installation.job(BadRecord.JSON_TYPE).partition(partition);
        installation.send(job.record());
        good.add(job.id());
    }

    private ConsumerRecord<byte[], byte[]> letter(int partition, long offset) {
        ConsumerRecord<byte[], byte[]> letter = letters.get(partition + "@" + offset);
        assertThat(letter).as("the dead letter of %s@%s", partition, offset).isNotNull();
        return letter;
    }

    private static DeadLetter why(ConsumerRecord<byte[], byte[]> letter) {
        return DeadLetter.decode(letter.headers().lastHeader(JobHeaders.DEAD).value());
    }

    private static List<Header> withoutReason(Headers headers) {
        List<Header> others = new ArrayList<>(List.of(headers.toArray()));
        assertThat(others.removeLast().key()).isEqualTo(JobHeaders.DEAD);
        return others;
    }
}
