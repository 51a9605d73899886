package dev.towpath.worker.run;

import dev.towpath.producer.JobRequest;
import dev.towpath.schemas.config.TowpathConfig;
import dev.towpath.schemas.config.TypeConfig;
import dev.towpath.schemas.error.TowpathException;
import dev.towpath.schemas.id.JobId;
import dev.towpath.schemas.payload.CanonicalJson;
import dev.towpath.schemas.payload.PayloadCodec;
import dev.towpath.schemas.wire.JobEnvelope;
import dev.towpath.worker.core.Arrival;
import dev.towpath.worker.core.Effect;
import dev.towpath.worker.core.Event;
import dev.towpath.worker.handler.JobPayload;
import dev.towpath.worker.handler.Payload;
import dev.towpath.worker.thread.Threads;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The jobs that tell of the dead (`onDead`): each is stored before its job dies, under an id made
/// of the dead job's and its generation, so that it is one however often it is sent.
final class DeathNotices {
    private static final Logger log = LoggerFactory.getLogger(DeathNotices.class);

    private final TowpathConfig config;
    private final Map<String, String> types;
    private final PayloadCodec.SchemaLookup schemas;
    private final Function<JobRequest, CompletableFuture<?>> producer;
    private final Inbox inbox;
    private final Threads threads;

    /// @param types the type of the notice, by the type of the dead
    /// @param producer sends one
    DeathNotices(
            TowpathConfig config,
            Map<String, String> types,
            PayloadCodec.SchemaLookup schemas,
            Function<JobRequest, CompletableFuture<?>> producer,
            Inbox inbox,
            Threads threads) {
        this.config = config;
        this.types = Map.copyOf(types);
        this.schemas = schemas;
        this.producer = producer;
        this.inbox = inbox;
        this.threads = threads;
    }

    /// Sends one, on a thread of its own. For the poll thread.
    void send(Effect.TellOfDeath death) {
        var _ =
                threads.startVirtual(
                        "death",
                        () ->
                                inbox.put(
                                        new Inbox.Message.DeathTold(
                                                new Event.DeathTold(
                                                        death.job(),
                                                        death.run(),
                                                        isStored(death)))));
    }

    private boolean isStored(Effect.TellOfDeath death) {
        JobId id = id(death);
        try {
            ObjectNode notice = notice(death, id);
            data(death).ifPresent(data -> notice.set("data", data));
            if (bytes(notice).length > config.gateway().maxPayload()) {
                notice.remove("data");
            }
            send(death, id, notice).get();
            return true;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TowpathException refused && !refused.code().retryable()) {
                log.error("{} is dead, and nobody can be told of it: {}", id, refused.line());
                return true;
            }
            log.warn(
                    "{} is dying, but the job that tells of it is not confirmed: {}. It is sent"
                            + " again in a second.",
                    id,
                    String.valueOf(e.getCause()));
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private CompletableFuture<?> send(Effect.TellOfDeath death, JobId id, ObjectNode notice) {
        Arrival.Submitted arrival = death.job().arrival();
        String name = types.getOrDefault(arrival.type(), "");
        TypeConfig type =
                config.type(name)
                        .orElseThrow(() -> new IllegalStateException("there is no type " + name));
        JobEnvelope envelope = arrival.envelope();
        int generation = death.job().generation();
        return producer.apply(
                JobRequest.json(type.queue(), name, bytes(notice))
                        .checksum(CanonicalJson.checksum(notice))
                        .client(envelope.client())
                        .group(group(death))
                        .dedupKey(id + "/" + generation + "/dead", type.dedupWindow())
                        .batch(envelope.batch())
                        .tags(envelope.tags())
                        .deployment(envelope.deployment())
                        .flags(JobEnvelope.EMITTED)
                        .nonce(id.low() * 31 + generation)
                        .build());
    }

    private static ObjectNode notice(Effect.TellOfDeath death, JobId id) {
        Arrival.Submitted arrival = death.job().arrival();
        JobEnvelope envelope = arrival.envelope();
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("job", id.toString());
        json.put("type", arrival.type());
        json.put("group", group(death));
        json.put("dedupKey", envelope.dedupKey());
        json.put("batch", envelope.batch());
        ArrayNode tags = json.putArray("tags");
        envelope.tags().forEach(tags::add);
        json.put("generation", death.job().generation());
        json.put("attempts", death.job().attempts());
        json.put("acceptedAt", envelope.acceptedAt());
        json.put("code", death.failed().code().code());
        json.put("reason", death.failed().reason());
        json.put("error", death.failed().error());
        return json;
    }

    /// The payload of the dead; empty when it cannot be read.
    private Optional<JsonNode> data(Effect.TellOfDeath death) {
        byte[] payload = RecordContent.of(death.job()).payload();
        try {
            return Optional.of(Payload.json().read(new JobPayload(payload, schemas)));
        } catch (TowpathException e) {
            return Optional.empty();
        }
    }

    private static String group(Effect.TellOfDeath death) {
        return RecordContent.of(death.job()).group();
    }

    private static JobId id(Effect.TellOfDeath death) {
        return new JobId(
                death.job().place().queue(),
                death.job().place().partition(),
                death.job().arrival().high(),
                death.job().arrival().low());
    }

    private static byte[] bytes(ObjectNode notice) {
        return notice.toString().getBytes(StandardCharsets.UTF_8);
    }
}
