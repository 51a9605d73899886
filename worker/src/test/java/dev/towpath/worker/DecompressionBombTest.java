package dev.towpath.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towpath.broker.SharedBroker;
import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.ledger.Mark;
import dev.towpath.schemas.ledger.State;
import dev.towpath.schemas.wire.DeadLetter;
import dev.towpath.schemas.wire.JobHeaders;
import dev.towpath.worker.kafka.BoundedBytes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.junit.jupiter.api.Test;

/// Batches of a few kilobytes that decompress to far more than the worker's JVM has.
class DecompressionBombTest {
    private static final int GOOD = 20;
    private static final int RECORDS = 300;
    private static final int TWO_MEGABYTES = 2_000_000;

    @Test
    void aBombEndsAsPointersTheJobsAroundItAreDoneAndTheWorkerLives() {
        HandMadeBatch one = HandMadeBatch.ofZeros(1, RECORDS * TWO_MEGABYTES);
        HandMadeBatch many = HandMadeBatch.ofZeros(RECORDS, TWO_MEGABYTES);
        assertThat(one.bytes()).isLessThan(100_000);
        assertThat(many.bytes()).isLessThan(100_000);
        try (Installation installation = new Installation(3).type(WorkerJvm.TYPE)) {
            List<String> good = new ArrayList<>();
            sendGoodJobs(installation, good);
            long oneAt = one.send(SharedBroker.get().port(), installation.jobs(0));
            long manyAt = many.send(SharedBroker.get().port(), installation.jobs(1));
            sendGoodJobs(installation, good);

            try (WorkerJvm worker = WorkerJvm.start(installation, "192m")) {
                long end = 6L * GOOD + 1 + RECORDS;
                Eventually.await(
                        "everything is committed, or the worker's end",
                        () -> installation.committedInAll() >= end || !worker.isAlive(),
                        installation::committed);
                assertThat(worker.isAlive()).isTrue();
                assertThat(worker.stop()).isZero();
            }

            Map<String, List<Mark>> marks = installation.ends();
            assertThat(marks.keySet()).containsExactlyInAnyOrderElementsOf(good);
            assertThat(marks.values())
                    .allSatisfy(
                            of ->
                                    assertThat(of)
                                            .extracting(Mark::state)
                                            .containsExactly(State.DONE));
            List<DeadLetter> letters = new ArrayList<>();
            for (ConsumerRecord<byte[], byte[]> letter : installation.deadLetters()) {
                assertThat(letter.value()).isNull();
                letters.add(
                        DeadLetter.decode(letter.headers().lastHeader(JobHeaders.DEAD).value()));
            }
            assertThat(letters).hasSize(1 + RECORDS).allMatch(DeadLetter::pointer);
            assertThat(letters)
                    .filteredOn(letter -> letter.partition() == 0)
                    .singleElement()
                    .satisfies(
                            letter -> {
                                assertThat(letter.code())
                                        .isEqualTo(ErrorCode.RECORD_TOO_LARGE.code());
                                assertThat(letter.reason())
                                        .startsWith("decompressed it takes more memory than");
                                assertThat(letter.offset()).isEqualTo(oneAt);
                            });
            assertThat(letters)
                    .filteredOn(letter -> letter.partition() == 1)
                    .allMatch(letter -> letter.code().equals(ErrorCode.ENVELOPE_MISSING.code()))
                    .extracting(DeadLetter::offset)
                    .containsOnlyOnceElementsOf(
                            LongStream.range(manyAt, manyAt + RECORDS).boxed().toList());
        }
    }

    @Test
    void aPollHandsOverABoundedNumberOfBytesAndPassesNoRecordOver() {
        BoundedBytes bytes = new BoundedBytes();
        try (Installation installation = new Installation(1);
                KafkaConsumer<byte[], byte[]> consumer =
                        new KafkaConsumer<>(
                                Map.of("bootstrap.servers", installation.bootstrap),
                                bytes,
                                bytes)) {
            int port = SharedBroker.get().port();
            HandMadeBatch.ofZeros(100, TWO_MEGABYTES).send(port, installation.jobs(0));
            HandMadeBatch.ofZeros(2, 5 * TWO_MEGABYTES).send(port, installation.jobs(0));
            consumer.assign(List.of(installation.jobs(0)));
            consumer.seekToBeginning(List.of(installation.jobs(0)));

            List<Integer> sizes = new ArrayList<>();
            List<Integer> kept = new ArrayList<>();
            while (sizes.size() < 102) {
                bytes.nextPoll();
                long polled = 0;
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
                    sizes.add(record.serializedValueSize());
                    kept.add(record.value().length);
                    polled += record.value().length;
                }
                assertThat(polled).isLessThanOrEqualTo(32 << 20);
            }
            assertThat(sizes.subList(0, 100)).containsOnly(TWO_MEGABYTES);
            assertThat(kept.subList(0, 100)).containsOnly(TWO_MEGABYTES);
            assertThat(sizes.subList(100, 102)).containsOnly(5 * TWO_MEGABYTES);
            assertThat(kept.subList(100, 102)).containsOnly(0);
        }
    }

    private static void sendGoodJobs(Installation installation, List<String> ids) {
        for (int i = 0; i < 3 * GOOD; i++) {
            Submission job = installation.job(WorkerJvm.TYPE).partition(i % 3);
            job.send();
            ids.add(Installation.tail(job.id()));
        }
        installation.flush();
    }
}
