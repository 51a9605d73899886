package dev.towpath.schemas.payload;

import dev.towpath.schemas.payload.StrictJson.Located;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.regex.Pattern;
import org.apache.avro.NameValidator;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.jspecify.annotations.Nullable;

/// The payload schemas that are known here, by fingerprint: those of this process and those that
/// others published on the control topic. Safe for use by many threads.
///
/// A record of the control topic has the key `schema/<fingerprint in 16 hexadecimal digits>` and
/// the schema's JSON text as value, with docs, defaults and logical types. A fingerprint does not
/// cover these three, so two texts may have one fingerprint; the last one is kept, and the bytes of
/// payloads are the same under both.
public final class SchemaStore implements PayloadCodec.SchemaLookup {
    /// How many schemas one store holds. Beyond it new ones are refused, never old ones dropped,
    /// because jobs may wait that carry them.
    public static final int MAX_SCHEMAS = 10_000;

    /// The longest text of a schema on the control topic, in bytes.
    public static final int MAX_TEXT_BYTES = 512 * 1024;

    private static final String PREFIX = "schema/";
    private static final Pattern HEX = Pattern.compile("[0-9a-f]{16}");

    private final ConcurrentMap<Long, Schema> schemas = new ConcurrentHashMap<>();

    @Override
    public Optional<Schema> find(long fingerprint) {
        return Optional.ofNullable(schemas.get(fingerprint));
    }

    /// How many schemas are known.
    public int size() {
        return schemas.size();
    }

    /// Adds a schema of this process.
    ///
    /// @throws IllegalStateException when the store is full
    public void add(PayloadFormat.Avro format) {
        if (!put(format.fingerprint(), format.schema())) {
            throw new IllegalStateException("expected at most " + MAX_SCHEMAS + " schemas");
        }
    }

    /// Whether a key of the control topic is a schema's.
    public static boolean isKey(String key) {
        return key.startsWith(PREFIX);
    }

    /// The key of a schema on the control topic.
    public static String key(PayloadFormat.Avro format) {
        return PREFIX + PayloadFormat.hex(format.fingerprint());
    }

    /// The value of a schema on the control topic.
    public static byte[] value(PayloadFormat.Avro format) {
        return format.schema().toString().getBytes(StandardCharsets.UTF_8);
    }

    /// Takes a record of the control topic. One without value takes the schema away.
    ///
    /// @return why the record was left out, for the log; empty when it was taken
    public Optional<String> learn(String key, byte @Nullable [] value) {
        String digits = isKey(key) ? key.substring(PREFIX.length()) : "";
        if (!HEX.matcher(digits).matches()) {
            return Optional.of(
                    "expected a key such as schema/0123456789abcdef, got '"
                            + Shown.clip(key)
                            + "'");
        }
        long fingerprint = Long.parseUnsignedLong(digits, 16);
        if (value == null) {
            schemas.remove(fingerprint);
            return Optional.empty();
        }
        return switch (parse(value)) {
            case Checked.Good<Schema>(Schema schema) -> {
                long found = SchemaNormalization.parsingFingerprint64(schema);
                if (found != fingerprint) {
                    yield Optional.of(
                            key + ": the schema has the fingerprint " + PayloadFormat.hex(found));
                }
                yield put(fingerprint, schema)
                        ? Optional.empty()
                        : Optional.of(
                                key
                                        + ": there are "
                                        + MAX_SCHEMAS
                                        + " schemas already; take away those that no job carries");
            }
            case Checked.Bad<Schema>(List<Problem> problems, int more) ->
                    Optional.of(key + ": " + problems.getFirst().line());
        };
    }

    private boolean put(long fingerprint, Schema schema) {
        if (schemas.size() >= MAX_SCHEMAS && !schemas.containsKey(fingerprint)) {
            return false;
        }
        schemas.put(fingerprint, schema);
        return true;
    }

    /// Reads a schema's text as Avro does, no stricter: what a newer version published must be
    /// readable here.
    private static Checked<Schema> parse(byte[] text) {
        if (StrictJson.readLocated(text, MAX_TEXT_BYTES)
                instanceof Checked.Bad<Located>(List<Problem> problems, int more)) {
            return new Checked.Bad<>(problems, more);
        }
        try {
            Schema.Parser parser = new Schema.Parser(NameValidator.STRICT_VALIDATOR);
            Schema schema =
                    parser.setValidateDefaults(false)
                            .parse(new String(text, StandardCharsets.UTF_8));
            return schema.getType() == Schema.Type.RECORD
                    ? new Checked.Good<>(schema)
                    : Checked.bad(new Problem("", "a record", schema.getType().getName()));
        } catch (RuntimeException e) {
            // Of what is no schema Avro throws all kinds, a name that it does not know as a null.
            return Checked.bad(new Problem("", "an Avro schema", String.valueOf(e.getMessage())));
        }
    }
}
