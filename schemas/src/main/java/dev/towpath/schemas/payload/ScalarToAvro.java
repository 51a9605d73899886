package dev.towpath.schemas.payload;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Turns single JSON values into Avro: all but records, arrays, maps and unions.
final class ScalarToAvro {
    private static final Pattern UUID =
            Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    private final Problems problems;

    ScalarToAvro(Problems problems) {
        this.problems = problems;
    }

    @Nullable Object read(Schema schema, JsonNode json, Pointer at) {
        PlainForm form = PlainForm.of(schema);
        return switch (schema.getType()) {
            case NULL -> json.isNull() ? null : problems.unfit(schema, json, at);
            case BOOLEAN ->
                    json.isBoolean() ? json.booleanValue() : problems.unfit(schema, json, at);
            case INT -> readInt(schema, form, json, at);
            case LONG -> readLong(schema, form, json, at);
            case FLOAT -> readFloat(schema, json, at);
            case DOUBLE -> readDouble(schema, json, at);
            case STRING -> readString(schema, form, json, at);
            case BYTES -> readBytes(schema, form, json, at);
            case FIXED -> readFixed(schema, form, json, at);
            case ENUM -> readEnum(schema, json, at);
            case RECORD, ARRAY, MAP, UNION ->
                    throw new IllegalArgumentException("expected a single value, got " + schema);
        };
    }

    private @Nullable Object readInt(Schema schema, PlainForm form, JsonNode json, Pointer at) {
        OptionalLong value = integer(form, json);
        return value.isEmpty() || value.getAsLong() != (int) value.getAsLong()
                ? problems.unfit(schema, json, at)
                : (Object) (int) value.getAsLong();
    }

    private @Nullable Object readLong(Schema schema, PlainForm form, JsonNode json, Pointer at) {
        OptionalLong value = integer(form, json);
        return value.isEmpty() ? problems.unfit(schema, json, at) : (Object) value.getAsLong();
    }

    private static OptionalLong integer(PlainForm form, JsonNode json) {
        if (json.isString()) {
            return form == PlainForm.PLAIN
                    ? PlainNumber.unsafeInteger(json)
                    : PlainTime.parse(form, json.stringValue());
        }
        OptionalLong value = PlainNumber.integer(json);
        return value.isPresent() && PlainTime.inRange(form, value.getAsLong())
                ? value
                : OptionalLong.empty();
    }

    private @Nullable Object readFloat(Schema schema, JsonNode json, Pointer at) {
        if (json.isNumber()) {
            float value = json.decimalValue().floatValue();
            return Float.isFinite(value) ? (Object) value : problems.unfit(schema, json, at);
        }
        Double special = special(json);
        return special == null ? problems.unfit(schema, json, at) : (Object) special.floatValue();
    }

    private @Nullable Object readDouble(Schema schema, JsonNode json, Pointer at) {
        if (json.isNumber()) {
            double value = json.decimalValue().doubleValue();
            return Double.isFinite(value) ? (Object) value : problems.unfit(schema, json, at);
        }
        Double special = special(json);
        return special == null ? problems.unfit(schema, json, at) : special;
    }

    /// The three values that JSON has no number for.
    private static @Nullable Double special(JsonNode json) {
        return switch (json.isString() ? json.stringValue() : "") {
            case "NaN" -> Double.NaN;
            case "Infinity" -> Double.POSITIVE_INFINITY;
            case "-Infinity" -> Double.NEGATIVE_INFINITY;
            default -> null;
        };
    }

    private @Nullable Object readString(Schema schema, PlainForm form, JsonNode json, Pointer at) {
        if (!json.isString()) {
            return problems.unfit(schema, json, at);
        }
        if (form != PlainForm.UUID) {
            return json.stringValue();
        }
        return UUID.matcher(json.stringValue()).matches()
                ? json.stringValue().toLowerCase(Locale.ROOT)
                : problems.unfit(schema, json, at);
    }

    private @Nullable Object readBytes(Schema schema, PlainForm form, JsonNode json, Pointer at) {
        byte @Nullable [] bytes = form == PlainForm.DECIMAL ? decimal(schema, json) : base64(json);
        return bytes == null ? problems.unfit(schema, json, at) : ByteBuffer.wrap(bytes);
    }

    private @Nullable Object readFixed(Schema schema, PlainForm form, JsonNode json, Pointer at) {
        byte @Nullable [] bytes =
                switch (form) {
                    case DECIMAL -> widened(decimal(schema, json), schema.getFixedSize());
                    case UUID -> uuid(json);
                    case PLAIN,
                            DATE,
                            TIME_MILLIS,
                            TIME_MICROS,
                            TIMESTAMP_MILLIS,
                            TIMESTAMP_MICROS,
                            TIMESTAMP_NANOS,
                            LOCAL_TIMESTAMP_MILLIS,
                            LOCAL_TIMESTAMP_MICROS,
                            LOCAL_TIMESTAMP_NANOS ->
                            base64(json);
                };
        return bytes == null || bytes.length != schema.getFixedSize()
                ? problems.unfit(schema, json, at)
                : new GenericData.Fixed(schema, bytes);
    }

    private static byte @Nullable [] base64(JsonNode json) {
        if (!json.isString()) {
            return null;
        }
        try {
            return Base64.getDecoder().decode(json.stringValue());
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static byte @Nullable [] uuid(JsonNode json) {
        return json.isString() && UUID.matcher(json.stringValue()).matches()
                ? HexFormat.of().parseHex(json.stringValue().replace("-", ""))
                : null;
    }

    private static byte @Nullable [] decimal(Schema schema, JsonNode json) {
        return PlainNumber.decimal((LogicalTypes.Decimal) schema.getLogicalType(), json)
                .map(BigDecimal::unscaledValue)
                .map(BigInteger::toByteArray)
                .orElse(null);
    }

    /// The same two's complement number in so many bytes.
    private static byte @Nullable [] widened(byte @Nullable [] bytes, int size) {
        if (bytes == null || bytes.length > size) {
            return null;
        }
        byte[] wide = new byte[size];
        Arrays.fill(wide, 0, size - bytes.length, (byte) (bytes[0] < 0 ? -1 : 0));
        System.arraycopy(bytes, 0, wide, size - bytes.length, bytes.length);
        return wide;
    }

    private @Nullable Object readEnum(Schema schema, JsonNode json, Pointer at) {
        if (json.isString() && schema.hasEnumSymbol(json.stringValue())) {
            return new GenericData.EnumSymbol(schema, json.stringValue());
        }
        return problems.unfit(schema, json, at);
    }
}
