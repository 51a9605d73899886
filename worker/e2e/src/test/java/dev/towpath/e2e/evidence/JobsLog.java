package dev.towpath.e2e.evidence;

import dev.towpath.schemas.wire.EnvelopeCodec;
import dev.towpath.schemas.wire.JobEnvelope;
import dev.towpath.schemas.wire.JobHeaders;
import dev.towpath.testkit.Event;
import dev.towpath.testkit.Event.Answer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Reads a partition of the jobs topic: what was submitted, and what is no job.
final class JobsLog {
    private final Set<String> orderedTypes;
    private final Function<String, Answer> answers;

    /// @param answers how a submission was answered, by its nonce
    JobsLog(Set<String> orderedTypes, Function<String, Answer> answers) {
        this.orderedTypes = orderedTypes;
        this.answers = answers;
    }

    /// Each at the beginning of the millisecond in which it came: nobody can have read it before.
    List<Sighting> read(String partition, List<Entry> entries) {
        List<Sighting> sightings = new ArrayList<>();
        for (Entry entry : entries) {
            byte[] envelope = entry.header(EnvelopeCodec.HEADER);
            Event event =
                    envelope == null
                            ? new Event.Foreign(partition, entry.offset(), Digest.of(entry))
                            : submitted(partition, entry, EnvelopeCodec.decode(envelope));
            sightings.add(new Sighting(entry.millis() * 1_000, event));
        }
        return sightings;
    }

    private Event.Submitted submitted(String partition, Entry entry, JobEnvelope envelope) {
        String nonce = HexFormat.of().toHexDigits(envelope.nonce());
        String type = text(entry.header(JobHeaders.TYPE));
        String group = envelope.has(JobEnvelope.GROUPED) ? text(entry.key()) : "";
        String key =
                envelope.dedupKey().isEmpty()
                        ? ""
                        : String.join(" ", envelope.client(), type, group, envelope.dedupKey());
        return new Event.Submitted(
                answers.apply(nonce),
                text(entry.header(JobHeaders.ID)),
                nonce,
                partition,
                entry.offset(),
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
