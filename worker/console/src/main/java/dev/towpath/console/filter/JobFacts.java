package dev.towpath.console.filter;

import dev.towpath.schemas.id.JobId;
import dev.towpath.schemas.wire.EnvelopeCodec;
import dev.towpath.schemas.wire.JobEnvelope;
import dev.towpath.schemas.wire.JobHeaders;
import dev.towpath.schemas.wire.MalformedException;
import dev.towpath.schemas.wire.NewerFormatException;
import dev.towpath.schemas.wire.Text;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/// What the headers of a record say of its job. Anybody may have written them: what cannot be read
/// is absent.
///
/// @param type empty when it cannot be read
public record JobFacts(Optional<JobId> id, Optional<JobEnvelope> envelope, String type) {
    private static final int MAX_ID_BYTES = 128;

    public static JobFacts of(Headers headers) {
        return new JobFacts(
                Optional.of(text(headers, JobHeaders.ID, MAX_ID_BYTES)).flatMap(JobId::parse),
                envelope(headers),
                text(headers, JobHeaders.TYPE, JobHeaders.MAX_TYPE_BYTES));
    }

    /// Whether a worker would take it as a job.
    public boolean isWhole() {
        return id.isPresent() && envelope.isPresent() && !type.isEmpty();
    }

    private static Optional<JobEnvelope> envelope(Headers headers) {
        Header header = headers.lastHeader(EnvelopeCodec.HEADER);
        if (header == null || header.value() == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(EnvelopeCodec.decode(header.value()));
        } catch (MalformedException | NewerFormatException e) {
            return Optional.empty();
        }
    }

    private static String text(Headers headers, String name, int maxBytes) {
        Header header = headers.lastHeader(name);
        return header == null || header.value() == null || header.value().length > maxBytes
                ? ""
                : Text.utf8(header.value(), 0, header.value().length).orElse("");
    }
}
