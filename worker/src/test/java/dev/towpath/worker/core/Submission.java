package dev.towpath.worker.core;

import dev.towpath.schemas.wire.Hop;
import dev.towpath.schemas.wire.JobEnvelope;
import java.time.Duration;
import java.util.List;

/// A record of a jobs topic as a test says it: what is not said is a plain job of type `t`.
final class Submission {
    private final long offset;
    private long id;
    private long nonce;
    private String type = "t";
    private String dedupKey = "";
    private int attempt;
    private int generation;
    private int hop;
    private long acceptedAt = Bed.START;
    private long dueAt;
    private long expiresAt;
    private long windowMillis;
    private long checksum = 1;
    private int flags;
    private long lane;
    private long schema;
    private int bytes = 100;

    private Submission(long offset) {
        this.offset = offset;
        this.id = 1_000 + offset;
        this.nonce = 5_000 + offset;
    }

    /// A job at an offset, with an id and a nonce of its own.
    static Submission at(long offset) {
        return new Submission(offset);
    }

    /// The same submission once more, as a producer's retry leaves it.
    Submission copyAt(long other) {
        Submission copy = at(other);
        copy.id = id;
        copy.nonce = nonce;
        copy.type = type;
        copy.dedupKey = dedupKey;
        copy.generation = generation;
        copy.hop = hop;
        copy.acceptedAt = acceptedAt;
        copy.dueAt = dueAt;
        copy.expiresAt = expiresAt;
        copy.windowMillis = windowMillis;
        copy.checksum = checksum;
        copy.flags = flags;
        copy.lane = lane;
        copy.schema = schema;
        copy.bytes = bytes;
        return copy;
    }

    /// The same thing submitted again: same id, another nonce.
    Submission againAt(long other) {
        return copyAt(other).nonce(5_000 + other);
    }

    /// The copy of it that comes off the ladder after so many attempts, put back so often by the
    /// owner that opened first.
    Submission offLadder(long other, int attempts, int hops) {
        Submission copy = copyAt(other);
        copy.attempt = attempts;
        copy.hop = hops == 0 ? 0 : Hop.of(hops, Bed.FIRST_OWNER);
        copy.flags |= JobEnvelope.OFF_LADDER;
        return copy;
    }

    /// Submitted with a delay, and put back since.
    Submission delayed() {
        flags |= JobEnvelope.DELAYED;
        return this;
    }

    Submission type(String name) {
        type = name;
        return this;
    }

    Submission nonce(long number) {
        nonce = number;
        return this;
    }

    Submission key(String key, Duration window) {
        dedupKey = key;
        windowMillis = window.toMillis();
        id = 1L << 40 | key.hashCode();
        flags |= JobEnvelope.DEDUPLICATED;
        return this;
    }

    Submission payload(long sum) {
        checksum = sum;
        return this;
    }

    Submission accepted(long millis) {
        acceptedAt = millis;
        return this;
    }

    Submission due(long millis) {
        dueAt = millis;
        return this;
    }

    Submission expires(long millis) {
        expiresAt = millis;
        return this;
    }

    Submission group(long number) {
        lane = number;
        flags |= JobEnvelope.GROUPED;
        return this;
    }

    Submission schema(long fingerprint) {
        schema = fingerprint;
        return this;
    }

    Submission bytes(int count) {
        bytes = count;
        return this;
    }

    Submission generation(int number) {
        generation = number;
        return this;
    }

    Submission hop(int number) {
        hop = number;
        return this;
    }

    Submission replayed(int toGeneration) {
        generation = toGeneration;
        flags |= JobEnvelope.REPLAYED;
        return this;
    }

    Submission forced() {
        flags |= JobEnvelope.FORCED;
        return this;
    }

    Arrival.Submitted arrival() {
        return new Arrival.Submitted(
                offset,
                bytes,
                "record " + offset,
                7,
                id,
                new JobEnvelope(
                        attempt,
                        generation,
                        hop,
                        nonce,
                        acceptedAt,
                        dueAt,
                        expiresAt,
                        windowMillis,
                        checksum,
                        flags,
                        "c",
                        dedupKey,
                        "",
                        List.of(),
                        ""),
                type,
                lane,
                schema);
    }
}
