package dev.towpath.schemas.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.towpath.schemas.ledger.Mark;
import dev.towpath.schemas.ledger.MarkCodec;
import dev.towpath.schemas.ledger.State;
import dev.towpath.schemas.payload.Vectors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/// What holds of the envelope, the mark, the dead letter's header, the cancel's and the past
/// attempt alike.
class WireCodecsTest {
    /// One codec under test.
    enum Codec {
        ENVELOPE("JobEnvelope.avsc", "envelope.json") {
            @Override
            byte[] encode(Object value) {
                return EnvelopeCodec.encode((JobEnvelope) value);
            }

            @Override
            Object decode(byte[] bytes) {
                return EnvelopeCodec.decode(bytes);
            }

            @Override
            Object any(Random random) {
                List<String> tags = new ArrayList<>();
                for (int i = random.nextInt(JobEnvelope.MAX_TAGS + 1); i > 0; i--) {
                    tags.add(text(random, JobEnvelope.MAX_TAG_BYTES));
                }
                return new JobEnvelope(
                        random.nextInt(10_001),
                        random.nextInt(4_001),
                        random.nextInt(1_000_001),
                        number(random),
                        number(random),
                        number(random),
                        number(random),
                        number(random),
                        number(random),
                        random.nextInt(0x10000),
                        text(random, JobEnvelope.MAX_CLIENT_BYTES),
                        text(random, JobEnvelope.MAX_DEDUP_KEY_BYTES),
                        text(random, JobEnvelope.MAX_BATCH_BYTES),
                        tags,
                        text(random, JobEnvelope.MAX_DEPLOYMENT_BYTES));
            }

            @Override
            Object of(Fields f) {
                return new JobEnvelope(
                        f.integer("attempt"),
                        f.integer("generation"),
                        f.integer("hop"),
                        f.number("nonce"),
                        f.number("acceptedAt"),
                        f.number("dueAt"),
                        f.number("expiresAt"),
                        f.number("windowMillis"),
                        f.number("checksum"),
                        f.integer("flags"),
                        f.text("client"),
                        f.text("dedupKey"),
                        f.text("batch"),
                        f.json().get("tags").valueStream().map(JsonNode::stringValue).toList(),
                        f.text("deployment"));
            }
        },
        MARK("Mark.avsc", "mark.json") {
            @Override
            byte[] encode(Object value) {
                return MarkCodec.encode((Mark) value);
            }

            @Override
            Object decode(byte[] bytes) {
                return MarkCodec.decode(bytes);
            }

            @Override
            Object any(Random random) {
                State[] states = State.values();
                return new Mark(
                        states[random.nextInt(states.length)],
                        random.nextInt() & Integer.MAX_VALUE,
                        random.nextInt() & Integer.MAX_VALUE,
                        random.nextInt() & Integer.MAX_VALUE,
                        number(random),
                        random.nextInt(2),
                        number(random),
                        number(random),
                        number(random),
                        number(random),
                        number(random),
                        number(random),
                        random.nextInt() & Integer.MAX_VALUE,
                        text(random, 64),
                        text(random, 16),
                        text(random, Mark.MAX_REASON_BYTES),
                        text(random, 300),
                        random.nextInt() & Integer.MAX_VALUE,
                        number(random),
                        text(random, Mark.MAX_CURSOR_BYTES));
            }

            @Override
            Object of(Fields f) {
                return new Mark(
                        State.of(f.integer("state")),
                        f.integer("generation"),
                        f.integer("attempt"),
                        f.integer("hop"),
                        f.number("nonce"),
                        f.integer("source"),
                        f.number("sourceOffset"),
                        f.number("checksum"),
                        f.number("acceptedAt"),
                        f.number("startedAt"),
                        f.number("settledAt"),
                        f.number("windowMillis"),
                        f.integer("flags"),
                        f.text("client"),
                        f.text("code"),
                        f.text("reason"),
                        f.text("type"),
                        f.integer("crashes"),
                        f.number("dueAt"),
                        f.text("cursor"));
            }
        },
        DEAD_LETTER("DeadLetter.avsc", "dead-letter.json") {
            @Override
            byte[] encode(Object value) {
                return ((DeadLetter) value).encode();
            }

            @Override
            Object decode(byte[] bytes) {
                return DeadLetter.decode(bytes);
            }

            @Override
            Object any(Random random) {
                return new DeadLetter(
                        text(random, 16),
                        text(random, 8 * 1024),
                        text(random, 512),
                        text(random, 8 * 1024),
                        text(random, 512),
                        random.nextInt() & Integer.MAX_VALUE,
                        number(random),
                        number(random),
                        random.nextInt() & Integer.MAX_VALUE,
                        random.nextInt() & Integer.MAX_VALUE,
                        number(random),
                        text(random, 512),
                        random.nextBoolean());
            }

            @Override
            Object of(Fields f) {
                return new DeadLetter(
                        f.text("code"),
                        f.text("reason"),
                        f.text("error"),
                        f.text("trace"),
                        f.text("topic"),
                        f.integer("partition"),
                        f.number("offset"),
                        f.number("timestamp"),
                        f.integer("attempts"),
                        f.integer("generation"),
                        f.number("diedAt"),
                        f.text("worker"),
                        f.integer("pointer") == 1);
            }
        },
        CANCEL("Cancel.avsc", "cancel.json") {
            @Override
            byte[] encode(Object value) {
                return ((Cancel) value).encode();
            }

            @Override
            Object decode(byte[] bytes) {
                return Cancel.decode(bytes);
            }

            @Override
            Object any(Random random) {
                return new Cancel(
                        text(random, JobEnvelope.MAX_CLIENT_BYTES), number(random), number(random));
            }

            @Override
            Object of(Fields f) {
                return new Cancel(f.text("client"), f.number("askedAt"), f.number("jobsEnd"));
            }
        },
        PAST_ATTEMPT("PastAttempt.avsc", "past-attempt.json") {
            @Override
            byte[] encode(Object value) {
                return ((PastAttempt) value).encode();
            }

            @Override
            Object decode(byte[] bytes) {
                return PastAttempt.decode(bytes);
            }

            @Override
            Object any(Random random) {
                List<String> tags = new ArrayList<>();
                for (int i = random.nextInt(JobEnvelope.MAX_TAGS + 1); i > 0; i--) {
                    tags.add(text(random, JobEnvelope.MAX_TAG_BYTES));
                }
                Ending[] endings = Ending.values();
                return new PastAttempt(
                        endings[random.nextInt(endings.length)],
                        random.nextInt() & Integer.MAX_VALUE,
                        random.nextInt() & Integer.MAX_VALUE,
                        random.nextInt() & Integer.MAX_VALUE,
                        random.nextInt(2),
                        number(random),
                        number(random),
                        number(random),
                        number(random),
                        number(random),
                        random.nextInt() & Integer.MAX_VALUE,
                        text(random, JobHeaders.MAX_TYPE_BYTES),
                        text(random, JobEnvelope.MAX_CLIENT_BYTES),
                        text(random, PastAttempt.MAX_GROUP_BYTES),
                        text(random, JobEnvelope.MAX_BATCH_BYTES),
                        tags,
                        text(random, JobEnvelope.MAX_DEPLOYMENT_BYTES),
                        text(random, 16),
                        text(random, PastAttempt.MAX_REASON_BYTES),
                        text(random, PastAttempt.MAX_WORKER_BYTES),
                        text(random, PastAttempt.MAX_WORKER_BYTES),
                        text(random, PastAttempt.MAX_NOTE_BYTES));
            }

            @Override
            Object of(Fields f) {
                return new PastAttempt(
                        Ending.of(f.integer("ending")),
                        f.integer("generation"),
                        f.integer("attempt"),
                        f.integer("hop"),
                        f.integer("source"),
                        f.number("jobsOffset"),
                        f.number("acceptedAt"),
                        f.number("startedAt"),
                        f.number("endedAt"),
                        f.number("dueAt"),
                        f.integer("flags"),
                        f.text("type"),
                        f.text("client"),
                        f.text("group"),
                        f.text("batch"),
                        f.json().get("tags").valueStream().map(JsonNode::stringValue).toList(),
                        f.text("deployment"),
                        f.text("code"),
                        f.text("reason"),
                        f.text("worker"),
                        f.text("workerDeployment"),
                        f.text("note"));
            }
        };

        private final String avsc;
        private final String vectors;

        Codec(String avsc, String vectors) {
            this.avsc = avsc;
            this.vectors = vectors;
        }

        abstract byte[] encode(Object value);

        abstract Object decode(byte[] bytes);

        abstract Object any(Random random);

        abstract Object of(Fields fields);

        Schema schema() throws IOException {
            Path root = Path.of(System.getProperty("towpath.root"));
            Path file = root.resolve("schemas/src/main/avro").resolve(avsc);
            return new Schema.Parser().parse(Files.readString(file));
        }
    }

    /// The fields of a vector; longs are strings there, because JavaScript would round them.
    record Fields(JsonNode json) {
        int integer(String name) {
            return json.get(name).intValue();
        }

        long number(String name) {
            return Long.parseLong(json.get(name).stringValue());
        }

        String text(String name) {
            return json.get(name).stringValue();
        }
    }

    @TestFactory
    Stream<DynamicTest> theVectorsAreWrittenAndReadToTheByte() {
        return Arrays.stream(Codec.values())
                .flatMap(
                        codec ->
                                Vectors.each(
                                        codec.vectors,
                                        "cases",
                                        vector -> {
                                            Object value =
                                                    codec.of(new Fields(vector.get("fields")));
                                            String hex = vector.get("bytes").stringValue();

                                            assertThat(
                                                            HexFormat.of()
                                                                    .formatHex(codec.encode(value)))
                                                    .isEqualTo(hex);
                                            assertThat(codec.decode(HexFormat.of().parseHex(hex)))
                                                    .isEqualTo(value);
                                        }));
    }

    @ParameterizedTest
    @EnumSource
    void everyValueComesBackAndAvrosOwnReaderSeesTheSameFields(Codec codec) throws IOException {
        Schema schema = codec.schema();
        GenericDatumReader<GenericRecord> avro = new GenericDatumReader<>(schema);
        each(
                codec,
                2_000,
                (value, random) -> {
                    byte[] bytes = codec.encode(value);

                    assertThat(codec.decode(bytes)).isEqualTo(value);
                    BinaryDecoder body =
                            DecoderFactory.get().binaryDecoder(bytes, 2, bytes.length - 2, null);
                    GenericRecord record = avro.read(null, body);
                    assertThat(body.isEnd()).isTrue();
                    String fields = value.toString();
                    for (Schema.Field field : schema.getFields()) {
                        assertThat(fields)
                                .contains(field.name() + "=" + shown(codec, field, record));
                    }
                });
    }

    private static String shown(Codec codec, Schema.Field field, GenericRecord record) {
        Object value = record.get(field.name());
        if (codec == Codec.MARK && field.name().equals("state")) {
            return State.of((int) value).toString();
        }
        if (codec == Codec.PAST_ATTEMPT && field.name().equals("ending")) {
            return Ending.of((int) value).toString();
        }
        if (codec == Codec.DEAD_LETTER && field.name().equals("pointer")) {
            return String.valueOf(value.equals(1));
        }
        return value instanceof List<?> list
                ? list.stream().map(Object::toString).toList().toString()
                : value.toString();
    }

    @ParameterizedTest
    @EnumSource
    void everyTruncationIsMalformedAndNothingElse(Codec codec) {
        each(
                codec,
                20,
                (value, random) -> {
                    byte[] bytes = codec.encode(value);
                    for (int length = 0; length < bytes.length; length++) {
                        byte[] cut = Arrays.copyOf(bytes, length);
                        assertThatThrownBy(() -> codec.decode(cut))
                                .isInstanceOf(MalformedException.class);
                    }
                });
    }

    @ParameterizedTest
    @EnumSource
    void anyBytesAreReadOrMalformedOrOfANewerFormat(Codec codec) {
        each(
                codec,
                5_000,
                (value, random) -> {
                    byte[] bytes = codec.encode(value);
                    for (int edits = random.nextInt(4); edits >= 0; edits--) {
                        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
                    }
                    try {
                        assertThat(codec.decode(bytes)).isNotNull();
                    } catch (MalformedException | NewerFormatException e) {
                        assertThat(e).message().isNotEmpty();
                    }
                });
    }

    @ParameterizedTest
    @EnumSource
    void theNextLevelWithMoreFieldsIsRead(Codec codec) {
        each(
                codec,
                100,
                (value, random) -> {
                    byte[] bytes = codec.encode(value);
                    byte[] next = Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(20));
                    next[1]++;

                    assertThat(codec.decode(next)).isEqualTo(value);
                });
    }

    @TestFactory
    Stream<DynamicTest> aPastAttemptOfTheFirstLevelIsReadWithoutNote() {
        return Vectors.each(
                Codec.PAST_ATTEMPT.vectors,
                "levelOne",
                vector ->
                        assertThat(
                                        PastAttempt.decode(
                                                HexFormat.of()
                                                        .parseHex(
                                                                vector.get("bytes").stringValue())))
                                .isEqualTo(
                                        Codec.PAST_ATTEMPT.of(new Fields(vector.get("fields")))));
    }

    @ParameterizedTest
    @EnumSource
    void bytesBehindTheLastFieldOfTheSameLevelAreMalformed(Codec codec) {
        each(
                codec,
                10,
                (value, random) -> {
                    byte[] bytes = codec.encode(value);
                    byte[] longer = Arrays.copyOf(bytes, bytes.length + 3);

                    assertThatThrownBy(() -> codec.decode(longer))
                            .isInstanceOf(MalformedException.class)
                            .hasMessageEndingWith("3 bytes are left behind the last field");
                });
    }

    @ParameterizedTest
    @EnumSource
    void aNewerFormatIsKnownAsSuchAndAnyOtherIsMalformed(Codec codec) {
        byte[] bytes = codec.encode(codec.any(new Random(1)));
        for (int format = Byte.MIN_VALUE; format <= Byte.MAX_VALUE; format++) {
            byte[] other = bytes.clone();
            other[0] = (byte) format;
            if (format == 1) {
                assertThat(codec.decode(other)).isNotNull();
            } else if (format > 1 && format <= 31) {
                assertThatThrownBy(() -> codec.decode(other))
                        .isInstanceOf(NewerFormatException.class)
                        .hasMessageEndingWith(" has format " + format + ", this version knows 1");
            } else {
                assertThatThrownBy(() -> codec.decode(other))
                        .isInstanceOf(MalformedException.class)
                        .hasMessageEndingWith(": expected format 1, got " + format);
            }
        }
        bytes[1] = 0;
        assertThatThrownBy(() -> codec.decode(bytes))
                .isInstanceOf(MalformedException.class)
                .hasMessageEndingWith(": expected a level from 1, got 0");
    }

    @Test
    void anEnvelopeAboveItsBoundIsNotEvenRead() {
        assertThatThrownBy(() -> EnvelopeCodec.decode(new byte[EnvelopeCodec.MAX_BYTES + 1]))
                .isInstanceOf(MalformedException.class)
                .hasMessage("envelope: expected at most 8192 bytes, got 8193");
    }

    @Test
    void nothingIsWrittenThatItsReaderWouldRefuse() {
        JobEnvelope longKey =
                new JobEnvelope(
                        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, "", "é".repeat(257), "", List.of(), "");
        JobEnvelope manyTags =
                new JobEnvelope(
                        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, "", "", "", Collections.nCopies(17, "t"), "");
        Mark longReason =
                new Mark(
                        State.DEAD,
                        0,
                        1,
                        0,
                        0,
                        0,
                        0,
                        0,
                        0,
                        0,
                        0,
                        0,
                        0,
                        "",
                        "",
                        "r".repeat(513),
                        "");
        DeadLetter longTopic =
                new DeadLetter("", "", "", "", "t".repeat(513), 0, 0, 0, 0, 0, 0, "", false);

        assertThatThrownBy(() -> EnvelopeCodec.encode(longKey))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("dedupKey: expected at most 512 bytes, got 514");
        assertThatThrownBy(() -> EnvelopeCodec.encode(manyTags))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("tags: expected at most 16, got 17");
        assertThatThrownBy(() -> MarkCodec.encode(longReason))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("reason: expected at most 512 bytes, got 513");
        assertThatThrownBy(longTopic::encode)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("topic: expected at most 512 bytes, got 513");
    }

    private interface Check {
        void of(Object value, Random random) throws IOException;
    }

    private static void each(Codec codec, int rounds, Check check) {
        long seed = System.nanoTime();
        System.out.println(codec + ": seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < rounds; round++) {
            try {
                check.of(codec.any(random), random);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static long number(Random random) {
        return random.nextLong() >> random.nextInt(64);
    }

    private static String text(Random random, int maxBytes) {
        Function<Integer, String> part = i -> i % 3 == 0 ? "é" : i % 3 == 1 ? "🚣" : "x";
        StringBuilder text = new StringBuilder();
        int parts = random.nextInt(4) == 0 ? maxBytes : random.nextInt(8);
        for (int i = 0; i < parts; i++) {
            text.append(part.apply(random.nextInt(3)));
        }
        return Text.cut(text.toString(), maxBytes);
    }
}
