package dev.towpath.testkit.manual;

import dev.towpath.schemas.config.TowpathConfig;
import dev.towpath.schemas.config.TypeConfig;
import dev.towpath.schemas.id.JobId;
import dev.towpath.schemas.id.JobIdIssuer;
import dev.towpath.schemas.payload.CanonicalJson;
import dev.towpath.schemas.payload.Checked;
import dev.towpath.schemas.payload.PayloadCodec;
import dev.towpath.schemas.payload.PayloadFormat;
import dev.towpath.schemas.payload.PayloadSchemas;
import dev.towpath.schemas.payload.StrictJson;
import dev.towpath.schemas.wire.JobEnvelope;
import dev.towpath.worker.core.Arrival;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import tools.jackson.databind.JsonNode;

/// Makes of a new job the record that a worker would read.
final class Submissions {
    private final TowpathConfig config;
    private final PayloadSchemas payloads;
    private final JobIdIssuer ids;
    private final Random random;

    Submissions(TowpathConfig config, PayloadSchemas payloads, JobIdIssuer ids, Random random) {
        this.config = config;
        this.payloads = payloads;
        this.ids = ids;
        this.random = random;
    }

    /// @param now milliseconds since 1970
    Arrival.Submitted arrival(NewJob job, long now) {
        TypeConfig type =
                config.type(job.type)
                        .orElseThrow(
                                () -> new IllegalArgumentException("there is no type " + job.type));
        JsonNode data = good(job.type, StrictJson.read(job.json.getBytes(StandardCharsets.UTF_8)));
        PayloadFormat format =
                payloads.of(job.type)
                        .orElseThrow(
                                () ->
                                        new IllegalArgumentException(
                                                "type " + job.type + " has no payload format"));
        byte[] payload = good(job.type, PayloadCodec.encode(format, data));
        JobId id =
                job.dedupKey.isEmpty()
                        ? ids.random(type.queue(), 0)
                        : ids.derived(
                                type.queue(), 0, job.client, job.type, job.group, job.dedupKey);
        return new Arrival.Submitted(
                0,
                payload.length,
                new Entry(id, payload, job.group),
                id.high(),
                id.low(),
                envelope(job, type, CanonicalJson.checksum(data), now),
                job.type,
                job.group.isEmpty() ? 0 : 1L + Integer.toUnsignedLong(job.group.hashCode()),
                PayloadCodec.fingerprintOf(payload).orElse(0));
    }

    private JobEnvelope envelope(NewJob job, TypeConfig type, long checksum, long now) {
        boolean keyed = !job.dedupKey.isEmpty();
        boolean delayed = job.delay.isPositive();
        return new JobEnvelope(
                0,
                0,
                0,
                random.nextLong(),
                now,
                delayed ? now + job.delay.toMillis() : 0,
                job.expiresAt,
                keyed ? type.dedupWindow().plus(job.delay).toMillis() : 0,
                checksum,
                (job.group.isEmpty() ? 0 : JobEnvelope.GROUPED)
                        | (delayed ? JobEnvelope.OFF_LADDER : 0)
                        | (keyed ? JobEnvelope.DEDUPLICATED : 0),
                job.client,
                job.dedupKey,
                job.batch,
                job.tags,
                "");
    }

    private static <T> T good(String type, Checked<T> checked) {
        return switch (checked) {
            case Checked.Good<T>(T value) -> value;
            case Checked.Bad<T> bad ->
                    throw new IllegalArgumentException(
                            "the payload of type "
                                    + type
                                    + ": "
                                    + bad.problems().getFirst().line());
        };
    }
}
