package dev.towpath.worker;

import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.id.JobId;
import dev.towpath.schemas.payload.PayloadFormat;
import dev.towpath.schemas.wire.EnvelopeCodec;
import dev.towpath.schemas.wire.JobHeaders;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/// A record that nobody's gateway wrote, and what is to become of it.
///
/// @param what it is, in words
/// @param reason what its dead letter must say
record BadRecord(
        String what, ErrorCode code, String reason, ProducerRecord<byte[], byte[]> record) {
    static final String JSON_TYPE = "json";
    static final String AVRO_TYPE = "avro";
    static final PayloadFormat.Avro AVRO =
            PayloadFormat.avro(
                    new Schema.Parser()
                            .parse(
                                    """
                                            {"type": "record", "name": "A",
                                             "fields": [{"name": "s", "type": "string"}]}
                                            """));

    /// As many headers as no job has.
    static final int MANY = 10_000;

    static final int MEGABYTE = 1_000_000;

    /// Which partition they are in; their jobs' group, where they have one, is in it too.
    static final int PARTITION = 0;

    static List<BadRecord> all(Installation installation, Random random) {
        byte[] noise = new byte[300];
        random.nextBytes(noise);
        // Formats from 2 to 31 are those of newer versions, which are held.
        noise[0] = (byte) 0xf0;
        return List.of(
                new BadRecord(
                        "no headers",
                        ErrorCode.ENVELOPE_MISSING,
                        "it has no header 'towpath'",
                        plain(installation, "key", "{}")),
                new BadRecord(
                        "neither key nor value nor headers",
                        ErrorCode.ENVELOPE_MISSING,
                        "it has no header 'towpath'",
                        plain(installation, null, null)),
                new BadRecord(
                        "random bytes as value",
                        ErrorCode.PAYLOAD_UNREADABLE,
                        "",
                        job(installation).data(noise).record()),
                new BadRecord(
                        "random bytes as towpath header",
                        ErrorCode.ENVELOPE_MALFORMED,
                        "expected format 1, got -16",
                        with(installation, EnvelopeCodec.HEADER, noise)),
                new BadRecord(
                        "a towpath header like that of a newer version, and nothing else of a job",
                        ErrorCode.HEADERS_MALFORMED,
                        "header 'ce_id'",
                        likeNewer(installation)),
                new BadRecord(
                        "random bytes as id",
                        ErrorCode.HEADERS_MALFORMED,
                        "header 'ce_id'",
                        with(installation, JobHeaders.ID, noise)),
                new BadRecord(
                        "a type that is not UTF-8",
                        ErrorCode.HEADERS_MALFORMED,
                        "header 'ce_type' is not UTF-8",
                        with(
                                installation,
                                JobHeaders.TYPE,
                                Arrays.copyOf(new byte[] {(byte) 0xff}, 120))),
                new BadRecord(
                        "a truncated envelope",
                        ErrorCode.ENVELOPE_MALFORMED,
                        "header 'towpath'",
                        truncatedEnvelope(installation)),
                new BadRecord(
                        "Avro cut off in its head",
                        ErrorCode.PAYLOAD_MALFORMED,
                        "does not begin as Avro single-object encoding does",
                        job(installation, AVRO_TYPE).avro(avro(5)).record()),
                new BadRecord(
                        "Avro cut off in its body",
                        ErrorCode.PAYLOAD_UNREADABLE,
                        "",
                        job(installation, AVRO_TYPE).avro(avro(13)).record()),
                new BadRecord(
                        "10,000 headers",
                        ErrorCode.HEADERS_MALFORMED,
                        "expected at most 64 headers, got " + (MANY + 7),
                        manyHeaders(installation)),
                new BadRecord(
                        "a header twice",
                        ErrorCode.HEADERS_MALFORMED,
                        "header 'ce_type' is there twice",
                        twice(installation)),
                new BadRecord(
                        "a header without value",
                        ErrorCode.HEADERS_MALFORMED,
                        "header 'ce_id' has no value",
                        with(installation, JobHeaders.ID, null)),
                new BadRecord(
                        "a towpath header of 1 MB",
                        ErrorCode.ENVELOPE_MALFORMED,
                        "expected at most 8192 bytes, got " + MEGABYTE,
                        with(installation, EnvelopeCodec.HEADER, new byte[MEGABYTE])),
                new BadRecord(
                        "a type of 1 MB",
                        ErrorCode.HEADERS_MALFORMED,
                        "header 'ce_type': expected 1 to 128 bytes, got " + MEGABYTE,
                        with(installation, JobHeaders.TYPE, new byte[MEGABYTE])),
                new BadRecord(
                        "a content type that is none of ours",
                        ErrorCode.HEADERS_MALFORMED,
                        "got 'text/html'",
                        with(installation, JobHeaders.CONTENT_TYPE, bytes("text/html"))),
                new BadRecord(
                        "a null value",
                        ErrorCode.VALUE_MISSING,
                        "its value is null",
                        withoutValue(installation)),
                new BadRecord(
                        "a group but no key",
                        ErrorCode.HEADERS_MALFORMED,
                        "it has a group but its key is null",
                        withoutKey(installation)),
                new BadRecord(
                        "the id of a job of another partition",
                        ErrorCode.WRONG_PLACE,
                        "belongs into another partition",
                        elsewhere(installation)),
                new BadRecord(
                        "the id of a job of another queue",
                        ErrorCode.WRONG_PLACE,
                        "belongs into another partition",
                        with(
                                installation,
                                JobHeaders.ID,
                                bytes(installation.issuer.random("other", PARTITION).toString()))));
    }

    @Override
    public String toString() {
        return what;
    }

    private static Submission job(Installation installation) {
        return job(installation, JSON_TYPE);
    }

    private static Submission job(Installation installation, String type) {
        return installation.job(type).partition(PARTITION);
    }

    private static ProducerRecord<byte[], byte[]> plain(
            Installation installation, @Nullable String key, @Nullable String value) {
        return new ProducerRecord<>(
                installation.topics.jobs(Installation.QUEUE),
                PARTITION,
                key == null ? null : bytes(key),
                value == null ? null : bytes(value));
    }

    /// A good job but for one header, which stays in its place.
    private static ProducerRecord<byte[], byte[]> with(
            Installation installation, String name, byte @Nullable [] value) {
        ProducerRecord<byte[], byte[]> good = job(installation).record();
        ProducerRecord<byte[], byte[]> bad = copy(good, good.key(), good.value());
        for (Header header : good.headers()) {
            bad.headers().add(header.key(), header.key().equals(name) ? value : header.value());
        }
        return bad;
    }

    private static ProducerRecord<byte[], byte[]> likeNewer(Installation installation) {
        ProducerRecord<byte[], byte[]> record = plain(installation, null, "{}");
        record.headers().add(EnvelopeCodec.HEADER, new byte[] {2, 1, 7});
        return record;
    }

    private static ProducerRecord<byte[], byte[]> truncatedEnvelope(Installation installation) {
        byte[] whole =
                job(installation).record().headers().lastHeader(EnvelopeCodec.HEADER).value();
        return with(installation, EnvelopeCodec.HEADER, Arrays.copyOf(whole, whole.length - 1));
    }

    private static ProducerRecord<byte[], byte[]> manyHeaders(Installation installation) {
        ProducerRecord<byte[], byte[]> bad = job(installation).record();
        Headers headers = bad.headers();
        for (int i = 0; i < MANY; i++) {
            headers.add("h" + i % 100, bytes(String.valueOf(i)));
        }
        return bad;
    }

    private static ProducerRecord<byte[], byte[]> twice(Installation installation) {
        ProducerRecord<byte[], byte[]> bad = job(installation).record();
        bad.headers().add(JobHeaders.TYPE, bytes(JSON_TYPE));
        return bad;
    }

    private static ProducerRecord<byte[], byte[]> withoutValue(Installation installation) {
        ProducerRecord<byte[], byte[]> good = job(installation).record();
        return withHeadersOf(good, copy(good, good.key(), null));
    }

    private static ProducerRecord<byte[], byte[]> withoutKey(Installation installation) {
        ProducerRecord<byte[], byte[]> good = job(installation).group("g").record();
        return withHeadersOf(good, copy(good, null, good.value()));
    }

    private static ProducerRecord<byte[], byte[]> elsewhere(Installation installation) {
        JobId id = installation.issuer.random(Installation.QUEUE, PARTITION + 1);
        return with(installation, JobHeaders.ID, bytes(id.toString()));
    }

    private static ProducerRecord<byte[], byte[]> copy(
            ProducerRecord<byte[], byte[]> of, byte @Nullable [] key, byte @Nullable [] value) {
        return new ProducerRecord<>(of.topic(), of.partition(), key, value);
    }

    private static ProducerRecord<byte[], byte[]> withHeadersOf(
            ProducerRecord<byte[], byte[]> good, ProducerRecord<byte[], byte[]> bad) {
        good.headers().forEach(bad.headers()::add);
        return bad;
    }

    /// The first bytes of a good Avro payload, whose text would have ten characters.
    private static byte[] avro(int length) {
        return Arrays.copyOf(
                ByteBuffer.allocate(21)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .put((byte) 0xc3)
                        .put((byte) 1)
                        .putLong(AVRO.fingerprint())
                        .put((byte) 20)
                        .put(bytes("0123456789"))
                        .array(),
                length);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
