package dev.towpath.schemas.payload;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Reads JSON (RFC 8259) from bytes that may come from anybody.
///
/// Refused, each with one problem that names line and column: invalid UTF-8, a byte order mark, a
/// field twice in one object, half of a surrogate pair, anything behind the value, more than
/// [#MAX_DEPTH] levels, numbers of more than [#MAX_NUMBER_LENGTH] characters or beyond what a
/// double can hold, names of more than [#MAX_NAME_LENGTH] characters. Numbers keep all their
/// digits. Safe for use by many threads.
public final class StrictJson {
    /// How deep arrays and objects may be nested.
    public static final int MAX_DEPTH = 64;

    /// The longest number, in characters.
    public static final int MAX_NUMBER_LENGTH = 100;

    /// The longest name of a field, in characters.
    public static final int MAX_NAME_LENGTH = 1_024;

    /// The longest text where the caller sets no lower bound, in bytes.
    public static final int MAX_BYTES = 16 * 1024 * 1024;

    private static final int LARGEST_EXPONENT = 400;
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final JsonFactory PARSERS = parsers(MAX_DEPTH);

    /// Schemas nest deeper than their values: three or four levels for each record in a record.
    private static final JsonFactory LOCATED_PARSERS = parsers(8 * MAX_DEPTH);

    private final String text;
    private final JsonParser parser;
    private final @Nullable Map<String, Integer> lines;

    private StrictJson(String text, JsonParser parser, @Nullable Map<String, Integer> lines) {
        this.text = text;
        this.parser = parser;
        this.lines = lines;
    }

    /// Reads a whole text of at most [#MAX_BYTES].
    public static Checked<JsonNode> read(byte[] utf8) {
        return read(utf8, MAX_BYTES);
    }

    /// Reads a whole text.
    ///
    /// @param maxBytes the longest that is read
    public static Checked<JsonNode> read(byte[] utf8, int maxBytes) {
        return read(utf8, maxBytes, null);
    }

    private static JsonFactory parsers(int depth) {
        return JsonFactory.builder()
                .disable(TokenStreamFactory.Feature.INTERN_PROPERTY_NAMES)
                .streamReadConstraints(
                        StreamReadConstraints.builder()
                                .maxNestingDepth(depth)
                                .maxNumberLength(MAX_NUMBER_LENGTH)
                                .maxNameLength(MAX_NAME_LENGTH)
                                .maxStringLength(MAX_BYTES)
                                .build())
                .build();
    }

    /// A text and the line, from 1, where each of its values begins, by JSON pointer.
    record Located(JsonNode json, Map<String, Integer> lines) {}

    /// Reads a whole text of up to 512 levels and remembers where its parts are.
    static Checked<Located> readLocated(byte[] utf8, int maxBytes) {
        Map<String, Integer> lines = new HashMap<>();
        return switch (read(utf8, maxBytes, lines)) {
            case Checked.Good<JsonNode>(JsonNode json) ->
                    new Checked.Good<>(new Located(json, lines));
            case Checked.Bad<JsonNode> bad -> new Checked.Bad<>(bad.problems(), bad.more());
        };
    }

    private static Checked<JsonNode> read(
            byte[] utf8, int maxBytes, @Nullable Map<String, Integer> lines) {
        if (utf8.length > maxBytes) {
            return Checked.bad(
                    new Problem(
                            "", "at most " + maxBytes + " bytes of JSON", utf8.length + " bytes"));
        }
        String text = new String(utf8, StandardCharsets.UTF_8);
        if (text.indexOf('\uFFFD') >= 0) {
            int at = notUtf8(utf8);
            if (at >= 0) {
                return Checked.bad(notUtf8(utf8, at));
            }
        }
        if (text.startsWith("\uFEFF")) {
            return Checked.bad(
                    new Problem(
                            "",
                            "JSON",
                            "a byte order mark at line 1, column 1",
                            "save the text as UTF-8 without byte order mark"));
        }
        JsonFactory parsers = lines == null ? PARSERS : LOCATED_PARSERS;
        try (JsonParser parser = parsers.createParser(ObjectReadContext.empty(), text)) {
            return new StrictJson(text, parser, lines).whole();
        }
    }

    /// Where the first byte is that is not UTF-8; -1 when all are.
    private static int notUtf8(byte[] utf8) {
        ByteBuffer bytes = ByteBuffer.wrap(utf8);
        try {
            StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(bytes);
            return -1;
        } catch (CharacterCodingException e) {
            return bytes.position();
        }
    }

    private static Problem notUtf8(byte[] utf8, int at) {
        int line = 1;
        int column = 1;
        for (int i = 0; i < at; i++) {
            if (utf8[i] == '\n') {
                line++;
                column = 1;
            } else if ((utf8[i] & 0xc0) != 0x80) {
                column++;
            }
        }
        return new Problem(
                "",
                "JSON in UTF-8",
                String.format(Locale.ROOT, "the byte 0x%02x", utf8[at] & 0xff)
                        + at(line, column)
                        + ", which is not UTF-8 there");
    }

    private Checked<JsonNode> whole() {
        Pointer place = Pointer.ROOT;
        try {
            if (parser.nextToken() == null) {
                return Checked.bad(new Problem("", "JSON", "nothing"));
            }
            JsonNode json = value(place);
            if (parser.nextToken() != null) {
                throw refused(place, "nothing behind the value", "more" + here());
            }
            return new Checked.Good<>(json);
        } catch (Refusal e) {
            return Checked.bad(e.problem);
        } catch (JacksonException e) {
            return Checked.bad(problem(e));
        }
    }

    /// Reads the value whose first token is the current one.
    private JsonNode value(Pointer place) {
        if (lines != null) {
            lines.put(place.toString(), parser.currentTokenLocation().getLineNr());
        }
        JsonToken token = parser.currentToken();
        if (token == null) {
            throw refused(place, "a value", "the end of the text" + at(parser.currentLocation()));
        }
        return switch (token) {
            case START_OBJECT -> object(place);
            case START_ARRAY -> array(place);
            case VALUE_STRING -> NODES.stringNode(paired(parser.getString(), place));
            case VALUE_NUMBER_INT -> integer();
            case VALUE_NUMBER_FLOAT -> NODES.numberNode(decimal(place));
            case VALUE_TRUE -> NODES.booleanNode(true);
            case VALUE_FALSE -> NODES.booleanNode(false);
            case VALUE_NULL -> NODES.nullNode();
            case END_OBJECT, END_ARRAY, PROPERTY_NAME, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE ->
                    throw refused(place, "a value", "the token " + token + here());
        };
    }

    private ObjectNode object(Pointer place) {
        ObjectNode object = NODES.objectNode();
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            paired(name, place);
            Pointer inner = place.child(name);
            if (object.has(name)) {
                throw refused(inner, "each field once", "it twice" + here());
            }
            parser.nextToken();
            object.set(name, value(inner));
        }
        return object;
    }

    private ArrayNode array(Pointer place) {
        ArrayNode array = NODES.arrayNode();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            array.add(value(place.child(array.size())));
        }
        return array;
    }

    private JsonNode integer() {
        return switch (parser.getNumberType()) {
            case INT -> NODES.numberNode(parser.getIntValue());
            case LONG -> NODES.numberNode(parser.getLongValue());
            case BIG_INTEGER, BIG_DECIMAL, FLOAT, DOUBLE -> {
                BigInteger integer = parser.getBigIntegerValue();
                yield NODES.numberNode(integer);
            }
        };
    }

    /// A number with fraction or exponent. What no double can hold is refused, also because a few
    /// characters such as `1e999999999` would make others write a gigabyte of digits.
    private BigDecimal decimal(Pointer place) {
        BigDecimal number;
        try {
            number = parser.getDecimalValue();
        } catch (NumberFormatException e) {
            // Its exponent is more than a BigDecimal can hold.
            throw beyondDoubles(place);
        }
        if (number.signum() == 0) {
            return BigDecimal.ZERO;
        }
        long exponent = (long) number.precision() - number.scale();
        if (Math.abs(exponent) > LARGEST_EXPONENT || Double.isInfinite(number.doubleValue())) {
            throw beyondDoubles(place);
        }
        // Written again, a long number with an exponent can be longer than it came.
        if (number.toString().length() > MAX_NUMBER_LENGTH) {
            throw refused(
                    place,
                    "a number of at most "
                            + MAX_NUMBER_LENGTH
                            + " characters once it is written out",
                    Shown.clip(parser.getString()) + here());
        }
        return number;
    }

    private Refusal beyondDoubles(Pointer place) {
        return refused(
                place, "a number that a double can hold", Shown.clip(parser.getString()) + here());
    }

    /// The text itself, when all its surrogates come in pairs: half of one cannot be written as
    /// UTF-8.
    private String paired(String text, Pointer place) {
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            int c = text.codePointAt(i);
            if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
                throw refused(
                        place,
                        "Unicode text",
                        String.format(Locale.ROOT, "half of a surrogate pair, \\u%04x,", c)
                                + here());
            }
        }
        return text;
    }

    private String here() {
        return at(parser.currentTokenLocation());
    }

    private static String at(@Nullable TokenStreamLocation location) {
        return location == null ? "" : at(location.getLineNr(), location.getColumnNr());
    }

    private static String at(int line, int column) {
        return " at line " + line + ", column " + column;
    }

    private Problem problem(JacksonException e) {
        TokenStreamLocation location = e.getLocation();
        if (location == null || location.getLineNr() < 1) {
            location = parser.currentLocation();
        }
        String pointer = parser.streamReadContext().pathAsPointer().toString();
        if (e instanceof StreamConstraintsException) {
            String bound = e.getOriginalMessage().replaceAll(", from `[^`]*`", "");
            return new Problem(pointer, "JSON within its bounds", bound + at(location));
        }
        return new Problem(pointer, "JSON", found(location.getCharOffset()) + at(location));
    }

    private String found(long offset) {
        return offset < 0 || offset >= text.length()
                ? "the end of the text"
                : Shown.printable("'" + Character.toString(text.codePointAt((int) offset)) + "'");
    }

    private static Refusal refused(Pointer place, String expected, String got) {
        return new Refusal(new Problem(place.toString(), expected, got));
    }

    /// Ends the reading from any depth.
    private static final class Refusal extends RuntimeException {
        private final transient Problem problem;

        Refusal(Problem problem) {
            super(null, null, false, false);
            this.problem = problem;
        }
    }
}
