package dev.towpath.schemas.payload;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import tools.jackson.databind.JsonNode;

/// How schemas are called in messages.
final class SchemaWords {
    private static final int MOST_SYMBOLS = 10;

    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,30}([.][0-9]{1,30})?");
    private static final Pattern LOCAL = Pattern.compile("[0-9-]{10}T[0-9:.]{5,20}");
    private static final Pattern URL_BASE64 = Pattern.compile("[A-Za-z0-9=]*[_-][A-Za-z0-9_=-]*");
    private static final Pattern BOOLEAN = Pattern.compile("(?i)true|false");

    private SchemaWords() {}

    /// What a sender should write for a value of the schema.
    static String describe(Schema schema) {
        PlainForm form = PlainForm.of(schema);
        if (schema.getLogicalType() instanceof LogicalTypes.Decimal decimal) {
            return "a decimal of at most "
                    + (decimal.getPrecision() - decimal.getScale())
                    + " digits before and "
                    + decimal.getScale()
                    + " behind the point, as string or number";
        }
        if (form != PlainForm.PLAIN) {
            String digits =
                    form.digits() == 0 ? "" : ", to " + form.digits() + " digits of a second";
            return form.description() + digits;
        }
        return switch (schema.getType()) {
            case NULL -> "null";
            case BOOLEAN -> "true or false";
            case INT -> "an integer of -2147483648 to 2147483647";
            case LONG -> "an integer of -2^63 to 2^63-1";
            case FLOAT -> "a number that a float can hold";
            case DOUBLE -> "a number";
            case STRING -> "a string";
            case BYTES -> "bytes in base64";
            case FIXED -> schema.getFixedSize() + " bytes in base64";
            case ENUM -> "one of " + symbols(schema.getEnumSymbols());
            case ARRAY -> "an array";
            case MAP -> "an object";
            case RECORD -> "an object (" + schema.getName() + ")";
            case UNION ->
                    schema.getTypes().stream()
                            .map(SchemaWords::describe)
                            .collect(Collectors.joining(", or "));
        };
    }

    /// What to do about a value that the schema does not take; empty when that is plain.
    static String advice(Schema schema, JsonNode json) {
        boolean number = json.isString() && NUMBER.matcher(json.stringValue()).matches();
        return switch (schema.getType()) {
            case ENUM ->
                    json.isString()
                            ? Spelling.didYouMean(json.stringValue(), schema.getEnumSymbols())
                            : "";
            case INT, LONG ->
                    switch (PlainForm.of(schema)) {
                        case PLAIN -> number ? "write it without quotes" : "";
                        case TIMESTAMP_MILLIS, TIMESTAMP_MICROS, TIMESTAMP_NANOS ->
                                json.isString() && LOCAL.matcher(json.stringValue()).matches()
                                        ? "end it with Z or an offset"
                                        : "";
                        case DATE,
                                TIME_MILLIS,
                                TIME_MICROS,
                                LOCAL_TIMESTAMP_MILLIS,
                                LOCAL_TIMESTAMP_MICROS,
                                LOCAL_TIMESTAMP_NANOS,
                                DECIMAL,
                                UUID ->
                                "";
                    };
            case FLOAT, DOUBLE -> number ? "write it without quotes" : "";
            case BOOLEAN ->
                    json.isString() && BOOLEAN.matcher(json.stringValue()).matches()
                            ? "write it without quotes"
                            : "";
            case STRING -> json.isNumber() || json.isBoolean() ? "write it in quotes" : "";
            case BYTES, FIXED ->
                    json.isString() && URL_BASE64.matcher(json.stringValue()).matches()
                            ? "the alphabet is that with + and /, not the one for URLs"
                            : "";
            case NULL, ARRAY, MAP, RECORD, UNION -> "";
        };
    }

    private static String symbols(List<String> symbols) {
        String shown = symbols.stream().limit(MOST_SYMBOLS).collect(Collectors.joining(", "));
        return symbols.size() > MOST_SYMBOLS ? shown + " …" : shown;
    }
}
