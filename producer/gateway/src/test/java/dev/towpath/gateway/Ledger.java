package dev.towpath.gateway;

import dev.towpath.schemas.id.JobId;
import dev.towpath.schemas.id.JobIdIssuer;
import dev.towpath.schemas.ledger.Mark;
import dev.towpath.schemas.ledger.MarkCodec;
import dev.towpath.schemas.ledger.State;
import dev.towpath.schemas.wire.EnvelopeCodec;
import dev.towpath.schemas.wire.JobEnvelope;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import tools.jackson.databind.JsonNode;

/// Writes marks in a worker's place: each in a transaction.
final class Ledger implements AutoCloseable {
    private final Installation installation;
    private final KafkaProducer<byte[], byte[]> producer;

    Ledger(Installation installation) {
        this.installation = installation;
        this.producer =
                new KafkaProducer<>(
                        Map.of(
                                "bootstrap.servers",
                                installation.config().kafka().bootstrap(),
                                "transactional.id",
                                installation.prefix() + "a-worker"),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
        producer.initTransactions();
    }

    void settle(JobId id, Mark mark) {
        producer.beginTransaction();
        send(id, mark);
        producer.commitTransaction();
    }

    /// Settles a job as done just now.
    void settleDone(JobId id, ConsumerRecord<byte[], byte[]> record) {
        settle(id, done(record, System.currentTimeMillis()));
    }

    /// The mark of a job that was done at once.
    static Mark done(ConsumerRecord<byte[], byte[]> record, long acceptedAt) {
        JobEnvelope job = EnvelopeCodec.decode(record.headers().lastHeader("towpath").value());
        return new Mark(
                State.DONE,
                0,
                1,
                0,
                job.nonce(),
                0,
                record.offset(),
                job.checksum(),
                acceptedAt,
                acceptedAt,
                acceptedAt,
                job.windowMillis(),
                job.flags(),
                job.client(),
                "",
                "",
                "note.send");
    }

    /// Settles many other jobs in the partition of one, each later than the one before.
    ///
    /// @return the last one
    JobId settleMany(JobId like, int count, long start) {
        JobIdIssuer ids =
                new JobIdIssuer(
                        installation.config().secret().bytes(),
                        InstantSource.system(),
                        RandomGenerator.of("L64X128MixRandom"));
        JobId last = like;
        producer.beginTransaction();
        for (int i = 1; i <= count; i++) {
            last = ids.random(like.queue(), like.partition());
            long time = start + i * 50L;
            send(
                    last,
                    new Mark(
                            State.DONE,
                            0,
                            1,
                            0,
                            0,
                            0,
                            0,
                            0,
                            time,
                            time,
                            time,
                            0,
                            0,
                            "site",
                            "",
                            "",
                            "note.send"));
        }
        producer.commitTransaction();
        return last;
    }

    /// Asks until a job is told to be in a state.
    JsonNode await(Site site, JobId id, String state) {
        long end = System.nanoTime() + 20_000_000_000L;
        String seen = "";
        while (System.nanoTime() - end < 0) {
            Site.Answer answer = site.get("/v1/jobs/" + id);
            seen = answer.text();
            if (answer.status() == 200 && answer.json().get("state").stringValue().equals(state)) {
                return answer.json();
            }
            LockSupport.parkNanos(5_000_000);
        }
        throw new AssertionError("expected job " + id + " to be " + state + ", got " + seen);
    }

    @Override
    public void close() {
        producer.close();
    }

    private void send(JobId id, Mark mark) {
        var _ =
                producer.send(
                        new ProducerRecord<>(
                                installation.prefix() + "ledger." + id.queue(),
                                id.partition(),
                                id.tail().getBytes(StandardCharsets.US_ASCII),
                                MarkCodec.encode(mark)));
    }
}
