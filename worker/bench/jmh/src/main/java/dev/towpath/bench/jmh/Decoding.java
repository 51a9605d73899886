package dev.towpath.bench.jmh;

import dev.towpath.schemas.wire.EnvelopeCodec;
import dev.towpath.schemas.wire.JobEnvelope;
import dev.towpath.schemas.wire.JobHeaders;
import dev.towpath.worker.core.Arrival;
import dev.towpath.worker.kafka.RecordDecoder;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/// What a job's record says besides its payload, written and read.
public class Decoding extends Conditions {
    @Benchmark
    public byte[] encodeEnvelope(OneJob job) {
        return EnvelopeCodec.encode(job.envelope);
    }

    @Benchmark
    public JobEnvelope decodeEnvelope(OneJob job) {
        return EnvelopeCodec.decode(job.encoded);
    }

    @Benchmark
    public Headers writeHeaders(OneJob job) {
        RecordHeaders headers = new RecordHeaders();
        JobHeaders.write(
                headers, job.id, "/clients/bench", job.type, true, job.traceParent, job.envelope);
        return headers;
    }

    @Benchmark
    public Arrival decodeRecord(OneJob job) {
        return RecordDecoder.decode(Passage.PLACE, job.record);
    }

    /// A new job, as its submitter and as its worker has it.
    @State(Scope.Thread)
    public static class OneJob {
        private static final long ACCEPTED_AT = 1_767_225_600_000L;

        private JobEnvelope envelope = Arrivals.envelope(ACCEPTED_AT, false);
        private byte[] encoded = EnvelopeCodec.encode(envelope);
        private byte[] type = Passage.TYPE.getBytes(StandardCharsets.US_ASCII);
        private String id = "default_0_06ev0t7wg01qzfqv4xj4wpz9fa";
        private String traceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        private ConsumerRecord<byte[], byte[]> record =
                new PolledRecords(false, ACCEPTED_AT).next(ACCEPTED_AT).getFirst();

        public OneJob() {
            if (!(RecordDecoder.decode(Passage.PLACE, record) instanceof Arrival.Submitted)) {
                throw new IllegalStateException("the record is no job");
            }
        }
    }
}
