package dev.towpath.schemas.payload;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/// The one text that equal JSON values have: RFC 8785 (JCS).
///
/// Fields are sorted by their UTF-16 code units, numbers are written as ECMAScript writes them,
/// strings with the fewest escapes. One thing is added: RFC 8785 is about numbers that are doubles;
/// an integer that no double equals (all such are beyond ±2^53) is written with all its digits, so
/// that two that differ never look the same.
public final class CanonicalJson {
    private static final BigInteger SAFE = BigInteger.ONE.shiftLeft(53);

    private CanonicalJson() {}

    /// The canonical text.
    ///
    /// @param json as [StrictJson] reads it: of bounded depth, without halves of surrogate pairs
    public static String text(JsonNode json) {
        StringBuilder out = new StringBuilder(256);
        write(json, out);
        return out.toString();
    }

    /// The first 8 bytes, most significant first, of the SHA-256 of the canonical text in UTF-8.
    public static long checksum(JsonNode json) {
        byte[] text = text(json).getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.wrap(sha256().digest(text)).getLong();
    }

    private static void write(JsonNode json, StringBuilder out) {
        switch (json.getNodeType()) {
            case OBJECT -> writeObject(json, out);
            case ARRAY -> {
                char before = '[';
                for (JsonNode element : json) {
                    out.append(before);
                    before = ',';
                    write(element, out);
                }
                out.append(json.isEmpty() ? "[]" : "]");
            }
            case STRING -> writeString(json.stringValue(), out);
            case NUMBER -> out.append(number(json));
            case BOOLEAN -> out.append(json.booleanValue());
            case NULL -> out.append("null");
            case MISSING, BINARY, POJO ->
                    throw new IllegalArgumentException("expected JSON, got " + json.getNodeType());
        }
    }

    private static void writeObject(JsonNode object, StringBuilder out) {
        Map<String, JsonNode> sorted = new TreeMap<>();
        object.forEachEntry(sorted::put);
        char before = '{';
        for (Map.Entry<String, JsonNode> field : sorted.entrySet()) {
            out.append(before);
            before = ',';
            writeString(field.getKey(), out);
            out.append(':');
            write(field.getValue(), out);
        }
        out.append(object.isEmpty() ? "{}" : "}");
    }

    private static void writeString(String text, StringBuilder out) {
        out.append('"');
        int written = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c == '"' || c == '\\') {
                out.append(text, written, i);
                written = i + 1;
                writeEscaped(c, out);
            }
        }
        out.append(text, written, text.length()).append('"');
    }

    private static void writeEscaped(char c, StringBuilder out) {
        switch (c) {
            case '"' -> out.append("\\\"");
            case '\\' -> out.append("\\\\");
            case '\b' -> out.append("\\b");
            case '\f' -> out.append("\\f");
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            default -> {
                out.append("\\u00");
                out.append(Character.forDigit(c >> 4, 16));
                out.append(Character.forDigit(c & 15, 16));
            }
        }
    }

    private static String number(JsonNode number) {
        if (number.isInt()) {
            return Integer.toString(number.intValue());
        }
        if (number.isIntegralNumber()) {
            BigInteger integer = number.bigIntegerValue();
            return integer.abs().compareTo(SAFE) <= 0
                    ? integer.toString()
                    : large(new BigDecimal(integer));
        }
        BigDecimal decimal = number.decimalValue();
        boolean large = (long) decimal.precision() - decimal.scale() > 15;
        return large && decimal.stripTrailingZeros().scale() <= 0
                ? large(decimal)
                : ecmaScript(decimal.doubleValue());
    }

    /// An integer beyond ±2^53, or near.
    private static String large(BigDecimal integer) {
        double nearest = integer.doubleValue();
        if (Double.isFinite(nearest) && new BigDecimal(nearest).compareTo(integer) == 0) {
            return ecmaScript(nearest);
        }
        return integer.toBigInteger().toString();
    }

    /// A double as ECMAScript's Number::toString writes it (ECMA-262, 6.1.6.1.20), from the
    /// shortest digits that Java's Double.toString finds.
    static String ecmaScript(double value) {
        if (value == 0) {
            return "0";
        }
        BigDecimal shortest = shortest(Math.abs(value));
        String digits = shortest.unscaledValue().toString();
        int count = digits.length();
        int point = count - shortest.scale();
        StringBuilder out = new StringBuilder(24);
        if (value < 0) {
            out.append('-');
        }
        if (point > 21 || point <= -6) {
            out.append(digits.charAt(0));
            if (count > 1) {
                out.append('.').append(digits, 1, count);
            }
            int exponent = point - 1;
            out.append('e').append(exponent < 0 ? '-' : '+').append(Math.abs(exponent));
        } else if (point <= 0) {
            out.append("0.").repeat('0', -point).append(digits);
        } else if (point >= count) {
            out.append(digits).repeat('0', point - count);
        } else {
            out.append(digits, 0, point).append('.').append(digits, point, count);
        }
        return out.toString();
    }

    /// The fewest digits that read back as the double. Java never gives fewer than two, so that it
    /// writes 4.9E-324 where one digit, 5e-324, will do.
    private static BigDecimal shortest(double value) {
        BigDecimal found = new BigDecimal(Double.toString(value)).stripTrailingZeros();
        if (found.precision() != 2) {
            return found;
        }
        int scale = found.scale() - 1;
        BigInteger digit = found.unscaledValue().divide(BigInteger.TEN);
        BigDecimal below = new BigDecimal(digit, scale);
        BigDecimal above = new BigDecimal(digit.add(BigInteger.ONE), scale);
        boolean belowFits = digit.signum() > 0 && below.doubleValue() == value;
        boolean aboveFits = above.doubleValue() == value;
        if (belowFits && aboveFits) {
            BigDecimal exact = new BigDecimal(value);
            belowFits = exact.subtract(below).compareTo(above.subtract(exact)) <= 0;
        }
        if (belowFits) {
            return below;
        }
        return aboveFits ? above.stripTrailingZeros() : found;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
