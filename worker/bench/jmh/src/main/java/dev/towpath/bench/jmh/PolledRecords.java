package dev.towpath.bench.jmh;

import dev.towpath.schemas.id.JobId;
import dev.towpath.schemas.wire.EnvelopeCodec;
import dev.towpath.schemas.wire.JobEnvelope;
import dev.towpath.schemas.wire.JobHeaders;
import dev.towpath.schemas.wire.WireWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/// A batch of records as Kafka's client hands it over, with payloads of 300 bytes.
///
/// The same records come again as other jobs: offset, id and time are written over in place.
/// So what is allocated is what the engine makes of them, without what Kafka's client makes.
final class PolledRecords {
    private static final int PAYLOAD_BYTES = 300;
    private static final byte[] DIGITS =
            "0123456789abcdefghjkmnpqrstvwxyz".getBytes(StandardCharsets.US_ASCII);

    /// The characters of an id that its lower half is in.
    private static final int LOWER_DIGITS = 13;

    private final SplittableRandom random = new SplittableRandom(2);
    private final List<Rewritten> records = new ArrayList<>(Conditions.BATCH);
    private long offset;

    /// @param now when the first batch is accepted, in milliseconds since 1970
    PolledRecords(boolean grouped, long now) {
        for (int i = 0; i < Conditions.BATCH; i++) {
            String group = "customer-" + random.nextInt(Conditions.GROUPS);
            records.add(new Rewritten(group, Arrivals.envelope(now, grouped)));
        }
    }

    /// The next batch, which is gone when the one after it is asked for.
    ///
    /// @param now when its jobs are accepted
    List<? extends ConsumerRecord<byte[], byte[]>> next(long now) {
        for (Rewritten record : records) {
            record.become(offset++, random.nextLong(), now);
        }
        return records;
    }

    private static final class Rewritten extends ConsumerRecord<byte[], byte[]> {
        private final byte[] id;
        private final byte[] envelope;
        private final int acceptedAt;
        private long at;

        Rewritten(String group, JobEnvelope envelope) {
            this(
                    group.getBytes(StandardCharsets.US_ASCII),
                    new byte[PAYLOAD_BYTES],
                    headers(envelope),
                    placeOfTime(envelope));
        }

        private Rewritten(byte[] key, byte[] value, Headers headers, int acceptedAt) {
            super(
                    "towpath.jobs.default",
                    Passage.PLACE.partition(),
                    0,
                    0,
                    TimestampType.LOG_APPEND_TIME,
                    key.length,
                    value.length,
                    key,
                    value,
                    headers,
                    Optional.empty());
            this.id = header(headers, JobHeaders.ID);
            this.envelope = header(headers, EnvelopeCodec.HEADER);
            this.acceptedAt = acceptedAt;
        }

        @Override
        public long offset() {
            return at;
        }

        void become(long newOffset, long lower, long now) {
            at = newOffset;
            long left = lower;
            for (int i = 1; i <= LOWER_DIGITS; i++) {
                id[id.length - i] = DIGITS[(int) left & 31];
                left >>>= 5;
            }
            // At Avro's seven bits a byte, six bytes do until 2039.
            long zigzag = now << 1;
            for (int i = 0; i < 6; i++) {
                envelope[acceptedAt + i] = (byte) ((zigzag & 0x7f) | (i < 5 ? 0x80 : 0));
                zigzag >>>= 7;
            }
        }

        private static byte[] header(Headers headers, String name) {
            Header header = headers.lastHeader(name);
            if (header == null) {
                throw new IllegalStateException("a job's record has the header " + name);
            }
            return header.value();
        }

        private static Headers headers(JobEnvelope envelope) {
            RecordHeaders headers = new RecordHeaders();
            String queue = Passage.PLACE.queue();
            JobId id = new JobId(queue, Passage.PLACE.partition(), envelope.acceptedAt() << 16, 0);
            JobHeaders.write(
                    headers,
                    id.toString(),
                    "/clients/" + Passage.CLIENT,
                    Passage.TYPE.getBytes(StandardCharsets.US_ASCII),
                    true,
                    null,
                    envelope);
            headers.setReadOnly();
            return headers;
        }

        /// Where the time is in an encoded envelope: behind format, level and four numbers.
        private static int placeOfTime(JobEnvelope envelope) {
            return new WireWriter(32)
                    .writeByte(1)
                    .writeByte(1)
                    .writeLong(envelope.attempt())
                    .writeLong(envelope.generation())
                    .writeLong(envelope.hop())
                    .writeLong(envelope.nonce())
                    .toBytes()
                    .length;
        }
    }
}
