package dev.towpath.schemas.payload;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.jspecify.annotations.Nullable;

/// Schemas and their values, made by chance. Unions are of null and one type, so that a plain value
/// can be of one branch only.
final class AnySchema {
    private static final String[] TEXTS = {"", "a", "NaN", "é😀", "\u0000\"\\", "2026-01-31", "7"};

    private final Random random;
    private int names;

    AnySchema(long seed) {
        this.random = new Random(seed);
    }

    Schema record(int depth) {
        Schema record = Schema.createRecord("R" + names++, null, null, false);
        List<Schema.Field> fields = new ArrayList<>();
        for (int i = random.nextInt(6); i >= 0; i--) {
            fields.add(new Schema.Field("f" + i, type(depth)));
        }
        record.setFields(fields);
        return record;
    }

    private Schema type(int depth) {
        return switch (random.nextInt(depth > 0 ? 25 : 20)) {
            case 0 -> Schema.create(Schema.Type.BOOLEAN);
            case 1 -> Schema.create(Schema.Type.INT);
            case 2 -> Schema.create(Schema.Type.LONG);
            case 3 -> Schema.create(Schema.Type.FLOAT);
            case 4 -> Schema.create(Schema.Type.DOUBLE);
            case 5 -> Schema.create(Schema.Type.STRING);
            case 6 -> Schema.create(Schema.Type.BYTES);
            case 7 -> Schema.createFixed("F" + names++, null, null, random.nextInt(20));
            case 8 -> SchemaBuilder.enumeration("E" + names++).symbols("A", "B", "C");
            case 9 -> LogicalTypes.date().addToSchema(Schema.create(Schema.Type.INT));
            case 10 -> LogicalTypes.timeMillis().addToSchema(Schema.create(Schema.Type.INT));
            case 11 -> LogicalTypes.timeMicros().addToSchema(Schema.create(Schema.Type.LONG));
            case 12 -> LogicalTypes.timestampMillis().addToSchema(Schema.create(Schema.Type.LONG));
            case 13 -> LogicalTypes.timestampMicros().addToSchema(Schema.create(Schema.Type.LONG));
            case 14 -> LogicalTypes.timestampNanos().addToSchema(Schema.create(Schema.Type.LONG));
            case 15 ->
                    LogicalTypes.localTimestampMillis()
                            .addToSchema(Schema.create(Schema.Type.LONG));
            case 16 ->
                    LogicalTypes.localTimestampNanos().addToSchema(Schema.create(Schema.Type.LONG));
            case 17 ->
                    LogicalTypes.decimal(9, random.nextInt(10))
                            .addToSchema(Schema.create(Schema.Type.BYTES));
            case 18 ->
                    LogicalTypes.uuid()
                            .addToSchema(Schema.createFixed("U" + names++, null, null, 16));
            case 19 -> Schema.create(Schema.Type.NULL);
            case 20, 21 -> record(depth - 1);
            case 22 -> Schema.createArray(type(depth - 1));
            case 23 -> Schema.createMap(type(depth - 1));
            default -> {
                Schema other = type(depth - 1);
                boolean plain =
                        other.getType() != Schema.Type.NULL && other.getType() != Schema.Type.UNION;
                yield plain ? Schema.createUnion(Schema.create(Schema.Type.NULL), other) : other;
            }
        };
    }

    @Nullable Object value(Schema schema) {
        return switch (schema.getType()) {
            case NULL -> null;
            case BOOLEAN -> random.nextBoolean();
            case INT ->
                    PlainForm.of(schema) == PlainForm.TIME_MILLIS
                            ? random.nextInt(86_400_000)
                            : (int) number();
            case LONG ->
                    PlainForm.of(schema) == PlainForm.TIME_MICROS
                            ? random.nextLong(86_400_000_000L)
                            : number();
            case FLOAT -> (float) real(Float.intBitsToFloat(random.nextInt()));
            case DOUBLE -> real(Double.longBitsToDouble(random.nextLong()));
            case STRING -> TEXTS[random.nextInt(TEXTS.length)];
            case BYTES ->
                    schema.getLogicalType() instanceof LogicalTypes.Decimal
                            ? ByteBuffer.wrap(
                                    BigInteger.valueOf(random.nextInt(-999_999_999, 1_000_000_000))
                                            .toByteArray())
                            : ByteBuffer.wrap(bytes(random.nextInt(9)));
            case FIXED -> new GenericData.Fixed(schema, bytes(schema.getFixedSize()));
            case ENUM ->
                    new GenericData.EnumSymbol(
                            schema, schema.getEnumSymbols().get(random.nextInt(3)));
            case UNION -> value(schema.getTypes().get(random.nextInt(2)));
            case RECORD -> recordOf(schema);
            case ARRAY -> {
                List<@Nullable Object> elements = new ArrayList<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    elements.add(value(schema.getElementType()));
                }
                yield new GenericData.Array<>(schema, elements);
            }
            case MAP -> {
                Map<String, @Nullable Object> entries = new LinkedHashMap<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    entries.put(TEXTS[i] + i, value(schema.getValueType()));
                }
                yield entries;
            }
        };
    }

    GenericData.Record recordOf(Schema schema) {
        GenericData.Record record = new GenericData.Record(schema);
        for (Schema.Field field : schema.getFields()) {
            record.put(field.pos(), value(field.schema()));
        }
        return record;
    }

    private long number() {
        return switch (random.nextInt(8)) {
            case 0 -> 0;
            case 1 -> -1;
            case 2 -> Long.MIN_VALUE;
            case 3 -> Long.MAX_VALUE;
            case 4 -> Integer.MIN_VALUE;
            case 5 -> PlainNumber.MAX_SAFE + random.nextInt(-2, 3);
            default -> random.nextLong() >> random.nextInt(64);
        };
    }

    /// JSON has one NaN and one zero.
    private static double real(double any) {
        return Double.isNaN(any) ? Double.NaN : any == 0 ? 0 : any;
    }

    private byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return bytes;
    }
}
