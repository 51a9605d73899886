package dev.towpath.testkit.crew;

import dev.towpath.schemas.id.JobId;
import dev.towpath.schemas.topic.Rung;
import dev.towpath.schemas.topic.TopicNames;
import dev.towpath.schemas.wire.JobEnvelope;
import dev.towpath.schemas.wire.JobHeaders;
import dev.towpath.testkit.Event;
import java.util.List;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/// A job as it is submitted, and its record as a gateway writes it.
///
/// @param group empty for none
/// @param delayMillis 0 for none
/// @param variant of the payload
record Request(
        JobId id,
        Kind kind,
        String client,
        String key,
        long windowMillis,
        String group,
        long delayMillis,
        long expiresAt,
        int variant,
        int generation,
        int flags,
        long nonce,
        long acceptedAt) {
    /// Its plain form.
    static Request of(JobId id, Kind kind, String client, long nonce, long now) {
        return new Request(id, kind, client, "", 0, "", 0, 0, 0, 0, 0, nonce, now);
    }

    Request keyed(String dedupKey, long window, int payload) {
        return new Request(
                id,
                kind,
                client,
                dedupKey,
                window,
                group,
                delayMillis,
                expiresAt,
                payload,
                generation,
                flags,
                nonce,
                acceptedAt);
    }

    Request grouped(String name) {
        return new Request(
                id,
                kind,
                client,
                key,
                windowMillis,
                name,
                delayMillis,
                expiresAt,
                variant,
                generation,
                flags,
                nonce,
                acceptedAt);
    }

    Request delayed(long millis) {
        return new Request(
                id,
                kind,
                client,
                key,
                windowMillis,
                group,
                millis,
                expiresAt,
                variant,
                generation,
                flags,
                nonce,
                acceptedAt);
    }

    Request expiring(long at) {
        return new Request(
                id,
                kind,
                client,
                key,
                windowMillis,
                group,
                delayMillis,
                at,
                variant,
                generation,
                flags,
                nonce,
                acceptedAt);
    }

    /// The same job sent again by an operator.
    Request replayed(int nextGeneration, boolean forced, long otherNonce, long now) {
        return new Request(
                id,
                kind,
                client,
                key,
                windowMillis,
                group,
                0,
                0,
                variant,
                nextGeneration,
                JobEnvelope.REPLAYED | (forced ? JobEnvelope.FORCED : 0),
                otherNonce,
                now);
    }

    boolean isDelayed() {
        return delayMillis > 0;
    }

    String topic(TopicNames topics) {
        return isDelayed() ? topics.delay(Rung.below(delayMillis)) : topics.jobs(Kind.QUEUE);
    }

    byte[] recordKey() {
        String text = group.isEmpty() ? key : group;
        return Text.bytes(text.isEmpty() ? id.toString() : text);
    }

    byte[] payload() {
        return Text.bytes("{\"job\":\"" + id + "\",\"variant\":" + variant + "}");
    }

    Headers headers() {
        Headers headers = new RecordHeaders();
        JobHeaders.write(
                headers,
                id.toString(),
                "/clients/" + client,
                Text.bytes(kind.type()),
                true,
                "00-" + "0".repeat(31) + "1-" + Text.submission(nonce) + "-01",
                new JobEnvelope(
                        0,
                        generation,
                        0,
                        nonce,
                        acceptedAt,
                        delayMillis,
                        expiresAt,
                        key.isEmpty() ? 0 : windowMillis + delayMillis,
                        variant,
                        allFlags(),
                        client,
                        key,
                        "",
                        List.of(),
                        ""));
        return headers;
    }

    private int allFlags() {
        return flags
                | (group.isEmpty() ? 0 : JobEnvelope.GROUPED)
                | (key.isEmpty() ? 0 : JobEnvelope.DEDUPLICATED)
                | (isDelayed() ? JobEnvelope.OFF_LADDER | JobEnvelope.RELATIVE : 0);
    }

    /// What a history says of it.
    ///
    /// @param offset in the jobs topic; -1 when it lies on the ladder
    Event.Submitted submitted(Event.Answer answer, long offset) {
        return new Event.Submitted(
                answer,
                id.toString(),
                Text.submission(nonce),
                Chronicler.place(id.partition()),
                offset,
                acceptedAt,
                key.isEmpty() ? 0 : windowMillis + delayMillis,
                client,
                kind.type(),
                key.isEmpty() ? "" : String.join(" ", client, kind.type(), group, key),
                kind.ordered() ? client + " " + group : "",
                Text.of(payload()),
                Text.record(recordKey(), payload(), headers()));
    }
}
