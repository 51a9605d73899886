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

/// A job that is about to be submitted, and its record as a gateway writes it.
final class Request {
    private final JobId id;
    private final Kind kind;
    private final String client;
    private final long nonce;
    private final long acceptedAt;
    private String key = "";
    private long windowMillis;
    private String group = "";
    private long delayMillis;
    private long expiresAt;
    private int variant;
    private int generation;
    private int flags;

    /// Its plain form.
    Request(JobId id, Kind kind, String client, long nonce, long now) {
        this.id = id;
        this.kind = kind;
        this.client = client;
        this.nonce = nonce;
        this.acceptedAt = now;
    }

    /// @param payload its variant
    Request keyed(String dedupKey, long window, int payload) {
        key = dedupKey;
        windowMillis = window;
        variant = payload;
        return this;
    }

    Request grouped(String name) {
        group = name;
        return this;
    }

    Request delayed(long millis) {
        delayMillis = millis;
        return this;
    }

    Request expiring(long at) {
        expiresAt = at;
        return this;
    }

    /// The same job sent again by an operator.
    Request replayed(int nextGeneration, boolean forced, long otherNonce, long now) {
        Request again =
                new Request(id, kind, client, otherNonce, now)
                        .keyed(key, windowMillis, variant)
                        .grouped(group);
        again.generation = nextGeneration;
        again.flags = JobEnvelope.REPLAYED | (forced ? JobEnvelope.FORCED : 0);
        return again;
    }

    JobId id() {
        return id;
    }

    Kind kind() {
        return kind;
    }

    String client() {
        return client;
    }

    String key() {
        return key;
    }

    long windowMillis() {
        return windowMillis;
    }

    int generation() {
        return generation;
    }

    long nonce() {
        return nonce;
    }

    long acceptedAt() {
        return acceptedAt;
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
