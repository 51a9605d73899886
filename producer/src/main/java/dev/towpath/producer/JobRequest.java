package dev.towpath.producer;

import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.error.TowpathException;
import dev.towpath.schemas.id.JobId;
import dev.towpath.schemas.topic.Rung;
import dev.towpath.schemas.wire.JobEnvelope;
import dev.towpath.schemas.wire.JobHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A job to be put on a queue: its type, its payload, and what the engine shall know of it.
/// Unchangeable; the payload's bytes must not be changed while it is being sent.
public final class JobRequest {
    /// The longest group, in bytes of UTF-8. It is the record's key.
    public static final int MAX_GROUP_BYTES = 512;

    /// The longest delay. A job waits on topics, so a long wait costs no memory; the bound keeps a
    /// slip of the pen from waiting for ever.
    public static final Duration MAX_DELAY = Duration.ofDays(365);

    /// The longest W3C `traceparent`, in characters.
    public static final int MAX_TRACE_PARENT_LENGTH = 55;

    final String queue;
    final String type;
    final byte[] payload;
    final boolean json;
    final long checksum;
    final String client;
    final String group;
    final String dedupKey;
    final long windowMillis;
    final String batch;
    final List<String> tags;
    final String deployment;
    final long expiresAt;
    final long delayMillis;
    final Optional<Instant> runAt;
    final String traceParent;
    final Optional<Long> nonce;
    private final int flags;

    private JobRequest(Builder from) {
        this.queue = from.queue;
        this.type = from.type;
        this.payload = from.payload;
        this.json = from.json;
        this.checksum = from.checksum;
        this.client = from.client;
        this.group = from.group;
        this.dedupKey = from.dedupKey;
        this.windowMillis = from.windowMillis;
        this.batch = from.batch;
        this.tags = List.copyOf(from.tags);
        this.deployment = from.deployment;
        this.expiresAt = from.expiresAt;
        this.delayMillis = from.delay.toMillis();
        this.runAt = from.runAt;
        this.traceParent = from.traceParent;
        this.nonce = from.nonce;
        this.flags = from.flags;
    }

    /// A job whose payload is UTF-8 JSON.
    public static Builder json(String queue, String type, byte[] payload) {
        return new Builder(queue, type, payload, true);
    }

    /// A job whose payload is in Avro's single-object encoding.
    public static Builder avro(String queue, String type, byte[] payload) {
        return new Builder(queue, type, payload, false);
    }

    /// The flags of [JobEnvelope].
    int flags() {
        return flags
                | (group.isEmpty() ? 0 : JobEnvelope.GROUPED)
                | (dedupKey.isEmpty() ? 0 : JobEnvelope.DEDUPLICATED)
                | (rung().isEmpty() ? 0 : JobEnvelope.OFF_LADDER)
                | (delayMillis == 0 ? 0 : JobEnvelope.RELATIVE);
    }

    /// The rung of the ladder that it is put on; empty when it is due at once.
    ///
    /// How far away a point in time is, only a broker's clock may say, so a job with one starts on
    /// `NOW`, and a gateway puts it where it belongs.
    Optional<Rung> rung() {
        return runAt.isPresent()
                ? Optional.of(Rung.NOW)
                : Optional.of(delayMillis).filter(millis -> millis > 0).map(Rung::below);
    }

    /// The due time as [JobEnvelope] has it.
    long dueAt() {
        return runAt.map(Instant::toEpochMilli).orElse(delayMillis);
    }

    /// How long it waits by one's own clock, in milliseconds.
    ///
    /// @param now milliseconds since 1970
    long waitMillis(long now) {
        return runAt.map(time -> Math.max(0, time.toEpochMilli() - now)).orElse(delayMillis);
    }

    /// The text that the record's key is made of: group, else dedup key, else empty.
    String keyText() {
        return group.isEmpty() ? dedupKey : group;
    }

    /// Collects what a job has besides queue, type and payload.
    public static final class Builder {
        private final String queue;
        private final String type;
        private final byte[] payload;
        private final boolean json;
        private long checksum;
        private String client = "";
        private String group = "";
        private String dedupKey = "";
        private long windowMillis;
        private String batch = "";
        private List<String> tags = List.of();
        private String deployment = "";
        private long expiresAt;
        private Duration delay = Duration.ZERO;
        private Optional<Instant> runAt = Optional.empty();
        private String traceParent = "";
        private Optional<Long> nonce = Optional.empty();
        private int flags;

        private Builder(String queue, String type, byte[] payload, boolean json) {
            this.queue = queue;
            this.type = type;
            this.payload = payload;
            this.json = json;
        }

        /// The first 8 bytes of the SHA-256 of the canonical JSON as submitted.
        public Builder checksum(long value) {
            this.checksum = value;
            return this;
        }

        /// Who submits it, at most 64 bytes.
        public Builder client(String name) {
            this.client = name;
            return this;
        }

        /// What must run one at a time, in order; at most 512 bytes.
        public Builder group(String name) {
            this.group = name;
            return this;
        }

        /// The name of "the same thing", at most 512 bytes, and for how long it takes effect.
        public Builder dedupKey(String key, Duration window) {
            this.dedupKey = key;
            this.windowMillis = key.isEmpty() ? 0 : window.toMillis();
            return this;
        }

        /// The batch it belongs to, at most 128 bytes.
        public Builder batch(String name) {
            this.batch = name;
            return this;
        }

        /// At most 16 tags of at most 128 bytes.
        public Builder tags(List<String> names) {
            this.tags = names;
            return this;
        }

        /// The deployment of the site that submits it, at most 128 bytes.
        public Builder deployment(String name) {
            this.deployment = name;
            return this;
        }

        /// When it must have started.
        public Builder expiresAt(Instant time) {
            this.expiresAt = time.toEpochMilli();
            return this;
        }

        /// How long it is to wait, from when Kafka stores it, by the broker's clock: nobody's wrong
        /// clock makes it early. From 0, which is not at all, to [#MAX_DELAY], in whole
        /// milliseconds.
        public Builder delay(Duration time) {
            this.delay = time;
            return this;
        }

        /// When it is due, by the broker's clock; at once when that is past. Not together with
        /// [#delay].
        public Builder runAt(Instant time) {
            this.runAt = Optional.of(time);
            return this;
        }

        /// The W3C trace context, as its header has it.
        public Builder traceParent(String header) {
            this.traceParent = header;
            return this;
        }

        /// What tells this submission from others of the same id; random when not given. A job that
        /// may be sent again as a repeat, and not as a new submission, needs the same each time.
        public Builder nonce(long value) {
            this.nonce = Optional.of(value);
            return this;
        }

        /// Flags of [JobEnvelope] besides those that group and dedup key make, such as
        /// [JobEnvelope#EMITTED].
        public Builder flags(int bits) {
            this.flags = bits;
            return this;
        }

        /// @throws TowpathException `TP-1004` naming each part that is too long or absent
        public JobRequest build() {
            List<String> problems = new ArrayList<>();
            if (!JobId.isQueueName(queue)) {
                problems.add("queue: expected 1 to 64 of a-z 0-9 . -");
            }
            if (type.isEmpty()) {
                problems.add("type: expected one, got none");
            }
            limit(problems, "type", type, JobHeaders.MAX_TYPE_BYTES);
            limit(problems, "client", client, JobEnvelope.MAX_CLIENT_BYTES);
            limit(problems, "group", group, MAX_GROUP_BYTES);
            limit(problems, "dedupKey", dedupKey, JobEnvelope.MAX_DEDUP_KEY_BYTES);
            limit(problems, "batch", batch, JobEnvelope.MAX_BATCH_BYTES);
            limit(problems, "deployment", deployment, JobEnvelope.MAX_DEPLOYMENT_BYTES);
            limit(problems, "traceParent", traceParent, MAX_TRACE_PARENT_LENGTH);
            if (tags.size() > JobEnvelope.MAX_TAGS) {
                problems.add(
                        "tags: expected at most " + JobEnvelope.MAX_TAGS + ", got " + tags.size());
            }
            tags.forEach(tag -> limit(problems, "tags", tag, JobEnvelope.MAX_TAG_BYTES));
            checkDue(problems);
            if (!problems.isEmpty()) {
                throw new TowpathException(
                        ErrorCode.INVALID_REQUEST,
                        "a job of type '"
                                + type.substring(0, Math.min(64, type.length()))
                                + "' was not sent: "
                                + String.join("; ", problems));
            }
            return new JobRequest(this);
        }

        private void checkDue(List<String> problems) {
            if (delay.isNegative() || delay.compareTo(MAX_DELAY) > 0) {
                problems.add("delay: expected 0 to " + MAX_DELAY + ", got " + delay);
            }
            if (runAt.isPresent() && !delay.isZero()) {
                problems.add("runAt: expected no delay besides, got " + delay);
            }
            if (runAt.isPresent() && expiresAt > 0 && expiresAt <= runAt.get().toEpochMilli()) {
                problems.add("expiresAt: expected a time after runAt, got one before");
            }
        }

        private static void limit(List<String> problems, String part, String text, int maxBytes) {
            if (text.length() * 3L <= maxBytes) {
                return;
            }
            int length = text.getBytes(StandardCharsets.UTF_8).length;
            if (length > maxBytes) {
                problems.add(part + ": expected at most " + maxBytes + " bytes, got " + length);
            }
        }
    }
}
