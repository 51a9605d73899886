package dev.towpath.cli.dead;

import dev.towpath.cli.terminal.Json;
import dev.towpath.console.dead.Fate;
import dev.towpath.console.dead.Letter;
import dev.towpath.schemas.wire.JobEnvelope;
import java.time.Instant;
import java.util.Base64;
import java.util.Locale;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A dead letter for programs.
final class LetterJson {
    private LetterJson() {}

    /// All but the payload.
    static ObjectNode of(Letter letter, Fate fate) {
        ObjectNode json = Json.object();
        json.put("id", letter.id());
        json.put("queue", letter.queue());
        json.put("type", letter.facts().type());
        json.put("kind", letter.kind().name().toLowerCase(Locale.ROOT));
        json.put("fate", fate.kind());
        switch (fate) {
            case Fate.Open _ -> {}
            case Fate.Replayed replayed -> {
                json.put("plan", replayed.plan());
                json.put("replayedAs", replayed.generation());
                json.put("ended", replayed.ended());
            }
            case Fate.Discarded discarded -> {
                json.put("actor", discarded.actor());
                json.put("discardReason", discarded.reason());
            }
            case Fate.Overtaken overtaken -> {
                json.put("overtakenBy", overtaken.generation());
                json.put("ended", overtaken.ended());
            }
        }
        json.put("cause", letter.cause().fingerprint());
        json.put("code", letter.why().code());
        json.put("error", letter.why().error());
        json.put("reason", letter.why().reason());
        json.put("frame", letter.cause().frame());
        json.put("diedAt", Instant.ofEpochMilli(letter.why().diedAt()).toString());
        json.put("generation", letter.why().generation());
        json.put("attempts", letter.why().attempts());
        json.put("worker", letter.why().worker());
        place(json.putObject("letter"), letter);
        ObjectNode origin = json.putObject("origin");
        origin.put("topic", letter.why().topic());
        origin.put("partition", letter.why().partition());
        origin.put("offset", letter.why().offset());
        letter.facts().envelope().ifPresent(envelope -> envelope(json, envelope));
        return json;
    }

    private static void place(ObjectNode json, Letter letter) {
        json.put("topic", letter.place().topic());
        json.put("partition", letter.place().partition());
        json.put("offset", letter.place().offset());
    }

    private static void envelope(ObjectNode json, JobEnvelope envelope) {
        json.put("client", envelope.client());
        json.put("deployment", envelope.deployment());
        json.put("batch", envelope.batch());
        json.put("dedupKey", envelope.dedupKey());
        envelope.tags().forEach(json.putArray("tags")::add);
        json.put("acceptedAt", Instant.ofEpochMilli(envelope.acceptedAt()).toString());
    }

    /// Adds key, value and headers as they are, in base64.
    static ObjectNode whole(ObjectNode json, ConsumerRecord<byte[], byte[]> record) {
        json.put("key", base64(record.key()));
        json.put("value", base64(record.value()));
        ArrayNode headers = json.putArray("headers");
        for (Header header : record.headers()) {
            ObjectNode one = headers.addObject();
            one.put("key", header.key());
            one.put("value", base64(header.value()));
        }
        return json;
    }

    private static @Nullable String base64(byte @Nullable [] bytes) {
        return bytes == null ? null : Base64.getEncoder().encodeToString(bytes);
    }
}
