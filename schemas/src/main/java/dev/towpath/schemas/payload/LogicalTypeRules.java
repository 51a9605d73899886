package dev.towpath.schemas.payload;

import java.math.BigInteger;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.avro.Schema;
import tools.jackson.databind.JsonNode;

/// Which type each logical type refines (Avro specification 1.12, Logical Types). Avro ignores one
/// that is in the wrong place, so that its author never learns of it; here it is a fault.
final class LogicalTypeRules {
    /// How many digits a decimal may have. More would make gigabytes of zeros out of a few bytes.
    static final int LARGEST_PRECISION = 1_000;
    private static final Map<String, Set<Schema.Type>> REFINES = new TreeMap<>();

    static {
        Set<Schema.Type> anInt = Set.of(Schema.Type.INT);
        Set<Schema.Type> aLong = Set.of(Schema.Type.LONG);
        REFINES.put("date", anInt);
        REFINES.put("time-millis", anInt);
        REFINES.put("time-micros", aLong);
        REFINES.put("timestamp-millis", aLong);
        REFINES.put("timestamp-micros", aLong);
        REFINES.put("timestamp-nanos", aLong);
        REFINES.put("local-timestamp-millis", aLong);
        REFINES.put("local-timestamp-micros", aLong);
        REFINES.put("local-timestamp-nanos", aLong);
        REFINES.put("big-decimal", Set.of(Schema.Type.BYTES));
    }

    private LogicalTypeRules() {}

    /// What is wrong with a logical type on this schema; empty when nothing is. One that nobody
    /// knows is allowed, because Avro lets people have their own, unless it looks like a slip.
    static String fault(String name, SchemaTree schema, JsonNode json) {
        return switch (name) {
            case "uuid" ->
                    isOf(schema, Schema.Type.STRING) || isFixed(schema, 16)
                            ? ""
                            : "'uuid' refines string or a fixed of 16 bytes only";
            case "duration" ->
                    isFixed(schema, 12) ? "" : "'duration' refines a fixed of 12 bytes only";
            case "decimal" -> decimal(schema, json);
            default -> {
                Set<Schema.Type> refined = REFINES.get(name);
                if (refined == null) {
                    String meant = Spelling.didYouMean(name, REFINES.keySet());
                    yield meant.isEmpty() ? "" : "no logical type '" + name + "'; " + meant;
                }
                Schema.Type only = refined.iterator().next();
                yield isOf(schema, only)
                        ? ""
                        : "'" + name + "' refines " + only.getName() + " only";
            }
        };
    }

    private static String decimal(SchemaTree schema, JsonNode json) {
        boolean bytes = isOf(schema, Schema.Type.BYTES);
        if (!bytes && !(schema instanceof SchemaTree.Fixed)) {
            return "'decimal' refines bytes or fixed only";
        }
        int most =
                schema instanceof SchemaTree.Fixed fixed ? digits(fixed.size()) : LARGEST_PRECISION;
        int precision = number(json, "precision", -1);
        if (precision < 1 || precision > most) {
            return "'decimal' needs a \"precision\" of 1 to " + most + got(json, "precision");
        }
        int scale = number(json, "scale", 0);
        return scale < 0 || scale > precision
                ? "'decimal' needs a \"scale\" of 0 to its precision" + got(json, "scale")
                : "";
    }

    /// How many decimal digits a two's complement number of so many bytes always holds.
    private static int digits(int bytes) {
        if (bytes < 1 || bytes > LARGEST_PRECISION / 2) {
            return bytes < 1 ? 0 : LARGEST_PRECISION;
        }
        String largest = BigInteger.TWO.pow(8 * bytes - 1).subtract(BigInteger.ONE).toString();
        boolean nines = largest.chars().allMatch(c -> c == '9');
        return Math.min(LARGEST_PRECISION, nines ? largest.length() : largest.length() - 1);
    }

    private static int number(JsonNode json, String name, int absent) {
        JsonNode value = json.get(name);
        return value == null ? absent : value.isInt() ? value.intValue() : -1;
    }

    private static String got(JsonNode json, String name) {
        JsonNode value = json.get(name);
        return ", got " + (value == null ? "none" : Shown.value(value));
    }

    private static boolean isOf(SchemaTree schema, Schema.Type type) {
        return schema instanceof SchemaTree.Primitive primitive && primitive.type() == type;
    }

    private static boolean isFixed(SchemaTree schema, int size) {
        return schema instanceof SchemaTree.Fixed fixed && fixed.size() == size;
    }
}
