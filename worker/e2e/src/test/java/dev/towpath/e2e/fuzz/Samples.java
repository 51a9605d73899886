package dev.towpath.e2e.fuzz;

import dev.towpath.schemas.ledger.Mark;
import dev.towpath.schemas.ledger.MarkCodec;
import dev.towpath.schemas.ledger.State;
import dev.towpath.schemas.presence.Identity;
import dev.towpath.schemas.presence.Presence;
import dev.towpath.schemas.presence.PresenceCodec;
import dev.towpath.schemas.wire.Cancel;
import dev.towpath.schemas.wire.DeadLetter;
import dev.towpath.schemas.wire.Ending;
import dev.towpath.schemas.wire.EnvelopeCodec;
import dev.towpath.schemas.wire.JobEnvelope;
import dev.towpath.schemas.wire.PastAttempt;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Good inputs: each is taken, and the search for bad ones begins with them.
final class Samples {
    private static final String ID = "default_0_01k3z8kq5mxyrndw2c4v7b9hfg";
    private static final byte[] ENVELOPE = EnvelopeCodec.encode(envelope(JobEnvelope.GROUPED));
    private static final byte[] CANCEL = new Cancel("site", 1_800_000_000_000L, 9).encode();

    private Samples() {}

    static List<byte[]> of(Target target) {
        return switch (target) {
            case ENVELOPE -> List.of(ENVELOPE, EnvelopeCodec.encode(envelope(0)));
            case MARK -> List.of(mark(State.DONE), mark(State.NOTED), mark(State.WAITING));
            case STORED -> List.of(CANCEL, letter(), attempt());
            case HEADERS -> List.of(record(false), record(true));
            case CORE -> List.of(story());
            case ID -> List.of(utf8(ID), utf8("mail.out_123456_7zzzzzzzzzzzzzzzzzzzzzzzzz"));
            case JSON ->
                    List.of(
                            utf8(
                                    "{\"b\":true,\"i\":-1,\"l\":\"9007199254740993\",\"d\":1.5e3,"
                                            + "\"s\":\"é😀\",\"y\":\"AAE=\",\"e\":\"B\",\"x\":\"AAE=\"}"),
                            utf8(
                                    "{\"t\":\"2026-01-31T12:00:00.5Z\",\"y2\":\"2026-01-31\",\"m\":\"-1.25\","
                                            + "\"o\":\"x\",\"u\":7,\"a\":[{},{\"a\":[]}],\"n\":[null],"
                                            + "\"p\":{\"k\":0}}"));
            case AVRO -> List.of(avro());
            case SCHEMA ->
                    List.of(
                            utf8(
                                    "{\"type\":\"record\",\"name\":\"R\",\"namespace\":\"a.b\",\"doc\":\"d\","
                                            + "\"aliases\":[\"Q\"],\"fields\":[{\"name\":\"f\",\"type\":"
                                            + "[\"null\",{\"type\":\"array\",\"items\":\"R\"}],"
                                            + "\"default\":null},{\"name\":\"e\",\"type\":{\"type\":"
                                            + "\"enum\",\"name\":\"E\",\"symbols\":[\"A\"]}}]}"));
            case BODIES ->
                    List.of(
                            utf8(
                                    "{\"type\":\"t\",\"data\":{\"n\":1},\"group\":\"g\",\"dedupKey\":\"key\","
                                            + "\"queue\":\"q\",\"batch\":\"b\",\"tags\":[\"x\"],"
                                            + "\"delay\":\"10s\",\"expires\":\"1h\",\"deployment\":\"v\"}"),
                            utf8(
                                    "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\","
                                            + "\"runat\":\"2027-02-01T00:00:00Z\",\"tags\":\"a,b\","
                                            + "\"datacontenttype\":\"application/json\",\"data\":1}"));
            case CONFIG -> List.of(utf8("{}"), utf8(YAML));
            case PRESENCE -> List.of(presence());
            case FILTER ->
                    List.of(
                            utf8("2:100-250"),
                            utf8("12h"),
                            utf8("256KiB"),
                            utf8("2026-01-31T12:00:00+01:00"),
                            utf8(
                                    "{\"ids\":[\"a\"],\"types\":[\"t\"],\"codes\":[\"c\"],\"since\":"
                                            + "\"2026-01-31T12:00:00Z\",\"offsets\":[\"0:1-\"],"
                                            + "\"everything\":true}"));
        };
    }

    private static final String YAML =
            """
            prefix: shop.
            secret: ${TOWPATH_SECRET}
            kafka: {bootstrap: "a:9092, b:9092", properties: {security.protocol: SASL_SSL}}
            queues:
              default: {}
              mail.out: {partitions: 2, weight: 5, retention: 1h, ledgerRetention: 2d}
            types:
              mail: {queue: mail.out, order: group, timeout: 30s, maxInFlight: 7}
              "*": {timeout: 90s, dedupWindow: 1h, allowUnknown: true, attempts: 1}
            clients:
              site:
                keys: [{sha256: "${SITE_KEY}"}]
                scopes: [submit]
                types: ["*"]
            gateway: {port: 0, maxBody: 2MiB, enqueueTimeout: 1s}
            worker: {maxInFlight: 2, flushPause: 7ms, history: "off"}
            """;

    private static JobEnvelope envelope(int flags) {
        return new JobEnvelope(
                0,
                0,
                0,
                42,
                1_799_999_999_000L,
                0,
                0,
                3_600_000,
                7,
                flags,
                "site",
                "key",
                "batch",
                List.of("tag", "é"),
                "v1");
    }

    private static byte[] mark(State state) {
        return MarkCodec.encode(
                new Mark(
                        state,
                        1,
                        2,
                        3,
                        4,
                        0,
                        6,
                        7,
                        8,
                        9,
                        10,
                        11,
                        0,
                        "site",
                        "TP-4001",
                        "it broke",
                        "once",
                        1,
                        12,
                        "cursor"));
    }

    private static byte[] letter() {
        return new DeadLetter(
                        "TP-4001",
                        "it broke",
                        "E",
                        "at x",
                        "towpath.jobs.default",
                        0,
                        1,
                        2,
                        3,
                        4,
                        5,
                        "w",
                        false)
                .encode();
    }

    private static byte[] attempt() {
        return new PastAttempt(
                        Ending.FAILED,
                        1,
                        2,
                        3,
                        0,
                        5,
                        6,
                        7,
                        8,
                        9,
                        10,
                        "t",
                        "site",
                        "g",
                        "b",
                        List.of("tag"),
                        "v1",
                        "TP-4001",
                        "it broke",
                        "w",
                        "v2",
                        "answered 503 in 12 ms")
                .encode();
    }

    private static byte[] record(boolean cancel) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        piece(out, utf8("group"));
        out.write(cancel ? 2 : 4);
        header(out, 1, utf8(ID));
        if (cancel) {
            header(out, 4, CANCEL);
            return out.toByteArray();
        }
        header(out, 0, ENVELOPE);
        header(out, 2, utf8("once"));
        header(out, 3, utf8("application/json"));
        out.writeBytes(utf8("{}"));
        return out.toByteArray();
    }

    /// Jobs of two types, a failure, a copy that comes back, a cancel, flushes.
    private static byte[] story() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] plain = EnvelopeCodec.encode(envelope(0));
        for (int id = 0; id < 3; id++) {
            out.writeBytes(new byte[] {0, (byte) id, (byte) (id % 2), (byte) id});
            piece(out, id == 2 ? ENVELOPE : plain);
        }
        out.write(4);
        out.write(6);
        out.writeBytes(new byte[Long.BYTES]);
        out.writeBytes(new byte[] {9, 1, 8, 1, 10, 100, 3, 1});
        piece(out, CANCEL);
        piece(out, new byte[0]);
        out.writeBytes(new byte[] {2, 1, 1, 0});
        piece(out, EnvelopeCodec.encode(envelope(0).putBack(1, 0, 7 << 12 | 1, 0, true).dueAt(1)));
        out.writeBytes(new byte[] {8, 1, 4, 8, 1, 7});
        out.writeBytes(new byte[Long.BYTES]);
        return out.toByteArray();
    }

    /// A false boolean, numbers, a text, bytes, an enum, and defaults as they are.
    private static byte[] avro() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {0, 1, 2});
        out.writeBytes(new byte[Double.BYTES]);
        out.writeBytes(new byte[] {2, 'x', 2, 0, 0, 7, 7, 0, 0, 2, 1, 0, 2, 4, 0, 0, 0});
        return out.toByteArray();
    }

    private static byte[] presence() {
        return PresenceCodec.value(
                new Presence(
                        new Identity("p", Identity.Role.WORKER, "1.0", "v1", 1),
                        List.of("default-0"),
                        List.of("default-1"),
                        List.of(new Presence.Refused("default-2", "TP-2005 why")),
                        1,
                        List.of(
                                new Presence.Served(
                                        "default",
                                        List.of("t"),
                                        List.of(new Presence.Active("t", 1, 2, 3)))),
                        List.of(new Presence.Held("type/t", "out", 1, 2)),
                        List.of(new Presence.Running(ID, 1, 2)),
                        List.of(new Presence.Progress(ID, "site", 0, 1, 0.5, "half of it"))));
    }

    private static void header(ByteArrayOutputStream out, int name, byte[] value) {
        out.write(name);
        piece(out, value);
    }

    private static void piece(ByteArrayOutputStream out, byte[] piece) {
        out.write(piece.length >> 8);
        out.write(piece.length);
        out.writeBytes(piece);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
