package dev.towpath.schemas.payload;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Turns Avro into the plain JSON that [JsonToAvro] reads.
///
/// Each value has one form: dates and times are ISO-8601, decimals are strings, bytes are base64,
/// longs beyond ±(2^53-1) are strings of digits because JavaScript would round them. What cannot
/// have the form of its logical type, such as a time of 25 hours, has that of the type below.
public final class AvroToJson {
    private static final int LONGEST_DECIMAL = 1_024;
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private AvroToJson() {}

    /// The plain JSON of a record.
    ///
    /// @throws org.apache.avro.AvroRuntimeException when the record holds what its schema does not
    ///     allow
    public static JsonNode convert(GenericRecord record) {
        return record(record.getSchema(), record);
    }

    private static JsonNode value(Schema schema, @Nullable Object value) {
        if (schema.getType() == Schema.Type.UNION) {
            int branch = JsonToAvro.DATA.resolveUnion(schema, value);
            return value(schema.getTypes().get(branch), value);
        }
        return switch (value) {
            case null -> NODES.nullNode();
            case Boolean truth -> NODES.booleanNode(truth);
            case Integer number -> integer(schema, number);
            case Long number -> integer(schema, number);
            case Float number -> real(number, number.toString());
            case Double number -> real(number, number.toString());
            case ByteBuffer buffer -> bytes(schema, taken(buffer));
            case GenericFixed fixed -> bytes(schema, fixed.bytes());
            case IndexedRecord record -> record(schema, record);
            case Collection<?> elements -> array(schema, elements);
            case Map<?, ?> entries -> map(schema, entries);
            default -> NODES.stringNode(value.toString());
        };
    }

    private static ObjectNode record(Schema schema, IndexedRecord record) {
        ObjectNode object = NODES.objectNode();
        for (Schema.Field field : schema.getFields()) {
            object.set(field.name(), value(field.schema(), record.get(field.pos())));
        }
        return object;
    }

    private static ArrayNode array(Schema schema, Collection<?> elements) {
        ArrayNode array = NODES.arrayNode(elements.size());
        for (Object element : elements) {
            array.add(value(schema.getElementType(), element));
        }
        return array;
    }

    private static ObjectNode map(Schema schema, Map<?, ?> entries) {
        ObjectNode object = NODES.objectNode();
        entries.forEach(
                (key, value) -> object.set(key.toString(), value(schema.getValueType(), value)));
        return object;
    }

    private static JsonNode integer(Schema schema, long number) {
        PlainForm form = PlainForm.of(schema);
        if (form != PlainForm.PLAIN && PlainTime.inRange(form, number)) {
            return NODES.stringNode(PlainTime.text(form, number));
        }
        if (!PlainNumber.safe(number)) {
            return NODES.stringNode(Long.toString(number));
        }
        return number == (int) number ? NODES.numberNode((int) number) : NODES.numberNode(number);
    }

    private static JsonNode real(double number, String text) {
        return Double.isFinite(number)
                ? NODES.numberNode(new BigDecimal(text))
                : NODES.stringNode(text);
    }

    private static JsonNode bytes(Schema schema, byte[] bytes) {
        if (PlainForm.of(schema) == PlainForm.DECIMAL
                && schema.getLogicalType() instanceof LogicalTypes.Decimal decimal
                && bytes.length > 0
                && bytes.length <= LONGEST_DECIMAL) {
            BigDecimal value = new BigDecimal(new BigInteger(bytes), decimal.getScale());
            if (value.precision() <= decimal.getPrecision()) {
                return NODES.stringNode(value.toPlainString());
            }
        }
        if (PlainForm.of(schema) == PlainForm.UUID) {
            String hex = HexFormat.of().formatHex(bytes);
            return NODES.stringNode(
                    String.join(
                            "-",
                            List.of(
                                    hex.substring(0, 8),
                                    hex.substring(8, 12),
                                    hex.substring(12, 16),
                                    hex.substring(16, 20),
                                    hex.substring(20))));
        }
        return NODES.stringNode(Base64.getEncoder().encodeToString(bytes));
    }

    private static byte[] taken(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
