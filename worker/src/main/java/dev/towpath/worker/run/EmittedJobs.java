package dev.towpath.worker.run;

import dev.towpath.producer.JobProducer;
import dev.towpath.producer.JobRequest;
import dev.towpath.schemas.config.TowpathConfig;
import dev.towpath.schemas.config.TypeConfig;
import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.error.TowpathException;
import dev.towpath.schemas.payload.CanonicalJson;
import dev.towpath.schemas.payload.Checked;
import dev.towpath.schemas.payload.PayloadCodec;
import dev.towpath.schemas.payload.PayloadFormat;
import dev.towpath.schemas.payload.PayloadSchemas;
import dev.towpath.schemas.payload.Problem;
import dev.towpath.schemas.payload.StrictJson;
import dev.towpath.schemas.wire.JobEnvelope;
import dev.towpath.worker.core.Verdict;
import dev.towpath.worker.handler.Emission;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The jobs that a handler emits: sent and acked before their parent is settled.
///
/// The dedup key of one that has none is made of its parent, the parent's generation, its payload
/// and how often the attempt has emitted the same: a parent that runs again after a crash emits the
/// same jobs under the same ids, also when it emits fewer or in another order.
final class EmittedJobs {
    private final TowpathConfig config;
    private final PayloadSchemas schemas;
    private final JobProducer producer;

    EmittedJobs(TowpathConfig config, PayloadSchemas schemas, JobProducer producer) {
        this.config = config;
        this.schemas = schemas;
        this.producer = producer;
    }

    /// Sends all of them and waits until Kafka holds them.
    ///
    /// @return what becomes of the attempt: done; failed when one can never be sent, in which case
    ///     none is; hindered when they could not all be sent now
    Verdict send(Attempt attempt) throws InterruptedException {
        if (attempt.emissions().isEmpty()) {
            return Verdict.DONE;
        }
        List<JobRequest> requests = new ArrayList<>();
        try {
            Map<Emission, Integer> occurrences = new HashMap<>();
            for (Emission emission : attempt.emissions()) {
                int occurrence = occurrences.merge(emission, 1, Integer::sum);
                requests.add(request(attempt, emission, occurrence));
            }
        } catch (TowpathException e) {
            return Verdict.Failed.last(
                    e.code(), "a job that it emitted cannot be sent: " + e.getMessage());
        }
        try {
            ArrayDeque<CompletableFuture<?>> sent = new ArrayDeque<>();
            for (JobRequest request : requests) {
                // The producer refuses what is above its bound; an attempt may emit more than that.
                while (!producer.hasRoom() && !sent.isEmpty()) {
                    sent.remove().get();
                }
                sent.add(producer.send(request));
            }
            while (!sent.isEmpty()) {
                sent.remove().get();
            }
        } catch (ExecutionException e) {
            return hindered(e.getCause());
        }
        return Verdict.DONE;
    }

    private static Verdict hindered(@Nullable Throwable cause) {
        if (cause instanceof TowpathException refused && !refused.code().retryable()) {
            return Verdict.Failed.last(
                    refused.code(), "a job that it emitted was refused: " + refused.getMessage());
        }
        return new Verdict.Hindered("a job that it emitted was not confirmed: " + cause);
    }

    private JobRequest request(Attempt attempt, Emission emission, int occurrence) {
        TypeConfig type =
                config.type(emission.type())
                        .orElseThrow(
                                () ->
                                        new TowpathException(
                                                ErrorCode.UNKNOWN_TYPE,
                                                "there is no type " + emission.type()));
        PayloadFormat format =
                schemas.of(emission.type())
                        .orElseThrow(
                                () ->
                                        new TowpathException(
                                                ErrorCode.UNKNOWN_TYPE,
                                                "type "
                                                        + emission.type()
                                                        + " has no payload schema"));
        JsonNode data =
                good(
                        emission.type(),
                        StrictJson.read(emission.data().getBytes(StandardCharsets.UTF_8)));
        byte[] payload = good(emission.type(), PayloadCodec.encode(format, data));
        long checksum = CanonicalJson.checksum(data);
        String dedupKey = emission.dedupKey();
        if (dedupKey.isEmpty()) {
            HexFormat hex = HexFormat.of();
            dedupKey =
                    attempt.id()
                            + "/"
                            + attempt.generation()
                            + "/"
                            + hex.toHexDigits(checksum)
                            + "/"
                            + occurrence;
        }
        JobRequest.Builder request =
                format instanceof PayloadFormat.Json
                        ? JobRequest.json(type.queue(), emission.type(), payload)
                        : JobRequest.avro(type.queue(), emission.type(), payload);
        return request.checksum(checksum)
                .client(attempt.client())
                .group(emission.group())
                .dedupKey(dedupKey, type.dedupWindow())
                .batch(attempt.batch())
                .tags(attempt.tags())
                .deployment(attempt.deployment())
                .traceParent(attempt.traceParent())
                .flags(JobEnvelope.EMITTED)
                .nonce(nonce(attempt, occurrence))
                .build();
    }

    /// The same for the same emission of the same generation, so that a repeat is taken as one.
    private static long nonce(Attempt attempt, int occurrence) {
        return attempt.id().low() * 31 + attempt.generation() * 1_000_003L + occurrence;
    }

    private static <T> T good(String type, Checked<T> checked) {
        return switch (checked) {
            case Checked.Good<T>(T value) -> value;
            case Checked.Bad<T>(List<Problem> problems, int more) ->
                    throw new TowpathException(
                            ErrorCode.INVALID_PAYLOAD,
                            "its payload does not fit type "
                                    + type
                                    + ": "
                                    + problems.getFirst().line()
                                    + (problems.size() + more > 1
                                            ? " and " + (problems.size() + more - 1) + " more"
                                            : ""));
        };
    }
}
