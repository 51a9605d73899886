package dev.towpath.e2e.evidence;

import dev.towpath.schemas.wire.EnvelopeCodec;
import dev.towpath.schemas.wire.JobEnvelope;
import dev.towpath.schemas.wire.JobHeaders;
import dev.towpath.schemas.wire.MalformedException;
import dev.towpath.schemas.wire.NewerFormatException;
import dev.towpath.testkit.Event;
import dev.towpath.testkit.Event.Answer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What a record says of the job that it is, in the words of the testkit.
final class Word {
    /// Where the span stands in a `traceparent`: it tells whoever submitted it which one it is.
    private static final int SPAN_FROM = 36;

    private static final int SPAN_TO = 52;

    private final Set<String> orderedTypes;
    private final Function<String, Answer> answers;
    private final Map<String, String> nonceOfSpan = new HashMap<>();

    /// @param answers how a submission was answered, by its span
    Word(Set<String> orderedTypes, Function<String, Answer> answers) {
        this.orderedTypes = orderedTypes;
        this.answers = answers;
    }

    /// The nonce of each submission, by its span.
    Map<String, String> nonceOfSpan() {
        return nonceOfSpan;
    }

    /// Null when the record is no job.
    static @Nullable JobEnvelope envelope(Entry entry) {
        byte[] bytes = entry.header(EnvelopeCodec.HEADER);
        try {
            return bytes == null ? null : EnvelopeCodec.decode(bytes);
        } catch (MalformedException | NewerFormatException e) {
            return null;
        }
    }

    static String job(Entry entry) {
        return text(entry.header(JobHeaders.ID));
    }

    static String nonce(JobEnvelope envelope) {
        return HexFormat.of().toHexDigits(envelope.nonce());
    }

    /// @param offset where it lies in the log of jobs, -1 when it is not there
    Event.Submitted submitted(String partition, long offset, Entry entry, JobEnvelope envelope) {
        String nonce = nonce(envelope);
        String trace = text(entry.header(JobHeaders.TRACE_PARENT));
        String span = trace.substring(SPAN_FROM, SPAN_TO);
        nonceOfSpan.put(span, nonce);
        String type = text(entry.header(JobHeaders.TYPE));
        String group = envelope.has(JobEnvelope.GROUPED) ? text(entry.key()) : "";
        String key =
                envelope.dedupKey().isEmpty()
                        ? ""
                        : String.join(" ", envelope.client(), type, group, envelope.dedupKey());
        return new Event.Submitted(
                answers.apply(span),
                job(entry),
                nonce,
                partition,
                offset,
                envelope.acceptedAt(),
                envelope.windowMillis(),
                envelope.client(),
                type,
                key,
                orderedTypes.contains(type) ? group : "",
                Digest.of(Objects.requireNonNull(entry.value())),
                Digest.of(entry));
    }

    static String text(byte @Nullable [] bytes) {
        return new String(Objects.requireNonNull(bytes), StandardCharsets.UTF_8);
    }
}
