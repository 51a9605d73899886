package dev.towpath.worker.run;

import dev.towpath.schemas.wire.JobEnvelope;
import dev.towpath.schemas.wire.JobHeaders;
import dev.towpath.worker.core.Job;
import dev.towpath.worker.kafka.Origin;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/// What the Kafka record of a job holds.
record RecordContent(ConsumerRecord<byte[], byte[]> record, boolean grouped)
        implements Attempt.Content {
    static RecordContent of(Job job) {
        ConsumerRecord<byte[], byte[]> record = Origin.of(job.arrival().source()).record();
        if (record == null) {
            throw new IllegalStateException("a job is without its record");
        }
        return new RecordContent(record, job.arrival().envelope().has(JobEnvelope.GROUPED));
    }

    @Override
    public byte[] payload() {
        byte[] value = record.value();
        if (value == null) {
            throw new IllegalStateException("a job is without its value");
        }
        return value;
    }

    @Override
    public String group() {
        byte[] key = record.key();
        return grouped && key != null ? new String(key, StandardCharsets.UTF_8) : "";
    }

    @Override
    public String traceParent() {
        Header header = record.headers().lastHeader(JobHeaders.TRACE_PARENT);
        byte @Nullable [] value = header == null ? null : header.value();
        return value == null ? "" : new String(value, StandardCharsets.UTF_8);
    }
}
