package dev.towpath.schemas.payload;

import static dev.towpath.schemas.payload.SchemaWords.describe;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Turns plain JSON into Avro by the user's schema, and says everything that does not fit at once.
///
/// The forms are those of docs/payloads.md: a value of a union is written as itself, and belongs to
/// the first branch that takes it; bytes and fixed are base64; dates and times are ISO-8601 or
/// numbers; a field that is left out takes its default. Nothing is rounded, cut or coerced.
public final class JsonToAvro {
    /// The most elements that one array or map may have.
    public static final int MAX_ELEMENTS = 100_000;

    static final GenericData DATA = new GenericData();

    private final Problems problems = new Problems();
    private final UnionChoice unions = new UnionChoice(this, problems);
    private final ScalarToAvro scalars = new ScalarToAvro(problems);
    private int depth;

    private JsonToAvro() {}

    /// Turns JSON into a record of the schema. The defaults in it are shared with other records: it
    /// is to be read, not changed.
    ///
    /// @param schema a record
    /// @return the record, or all problems
    public static Checked<GenericRecord> convert(Schema schema, JsonNode json) {
        JsonToAvro conversion = new JsonToAvro();
        Object value = conversion.read(schema, json, Pointer.ROOT);
        GenericRecord record =
                value instanceof GenericRecord good ? good : new GenericData.Record(schema);
        return conversion.problems.verdict(record);
    }

    /// The Avro value of some JSON; what it is does not matter once a problem was found.
    @Nullable Object read(Schema schema, JsonNode json, Pointer at) {
        if (depth > StrictJson.MAX_DEPTH) {
            if (problems.listing()) {
                String most = "at most " + StrictJson.MAX_DEPTH + " levels of nesting";
                problems.add(new Problem(at.toString(), most, "a deeper one"));
            } else {
                problems.count();
            }
            return null;
        }
        return switch (schema.getType()) {
            case RECORD -> readRecord(schema, json, at);
            case ARRAY -> readArray(schema, json, at);
            case MAP -> readMap(schema, json, at);
            case UNION -> unions.read(schema, json, at);
            case NULL, BOOLEAN, INT, LONG, FLOAT, DOUBLE, STRING, BYTES, FIXED, ENUM ->
                    scalars.read(schema, json, at);
        };
    }

    private @Nullable Object readRecord(Schema schema, JsonNode json, Pointer at) {
        if (!json.isObject()) {
            return problems.unfit(schema, json, at);
        }
        depth++;
        GenericData.Record record = new GenericData.Record(schema);
        int taken = 0;
        for (Schema.Field field : schema.getFields()) {
            JsonNode value = json.get(field.name());
            if (value != null) {
                taken++;
                record.put(field.pos(), readField(field, value, at.child(field.name())));
            } else if (field.hasDefaultValue()) {
                record.put(field.pos(), DATA.getDefaultValue(field));
            } else {
                missing(field, at);
            }
            if (problems.lost()) {
                break;
            }
        }
        if (taken < json.size() && !problems.lost()) {
            unknownFields(schema, json, at);
        }
        depth--;
        return record;
    }

    private @Nullable Object readField(Schema.Field field, JsonNode value, Pointer at) {
        boolean nullForDefault =
                value.isNull() && field.hasDefaultValue() && !field.schema().isNullable();
        if (nullForDefault && problems.listing()) {
            problems.add(
                    new Problem(
                            at.toString(),
                            describe(field.schema()),
                            "null",
                            "leave the field out to take its default"));
            return null;
        }
        return read(field.schema(), value, at);
    }

    private void missing(Schema.Field field, Pointer at) {
        if (!problems.listing()) {
            problems.count();
            return;
        }
        String hint =
                field.schema().isNullable()
                        ? "write null, or give the field \"default\": null in the schema"
                        : "";
        problems.add(
                new Problem(
                        at.child(field.name()).toString(),
                        describe(field.schema()),
                        "nothing: the field is required",
                        hint));
    }

    private void unknownFields(Schema schema, JsonNode json, Pointer at) {
        List<String> names = schema.getFields().stream().map(Schema.Field::name).toList();
        for (String name : json.propertyNames()) {
            if (schema.getField(name) != null) {
                continue;
            }
            if (problems.listing()) {
                problems.add(
                        new Problem(
                                at.child(name).toString(),
                                "a field of " + schema.getName(),
                                "an unknown field",
                                Spelling.didYouMean(name, names)));
            } else {
                problems.count();
            }
        }
    }

    private @Nullable Object readArray(Schema schema, JsonNode json, Pointer at) {
        if (!json.isArray()) {
            return problems.unfit(schema, json, at);
        }
        if (tooMany(json, at)) {
            return null;
        }
        depth++;
        List<@Nullable Object> elements = new ArrayList<>(json.size());
        for (JsonNode element : json) {
            elements.add(read(schema.getElementType(), element, at.child(elements.size())));
            if (problems.lost()) {
                break;
            }
        }
        depth--;
        return new GenericData.Array<>(schema, elements);
    }

    private @Nullable Object readMap(Schema schema, JsonNode json, Pointer at) {
        if (!json.isObject()) {
            return problems.unfit(schema, json, at);
        }
        if (tooMany(json, at)) {
            return null;
        }
        depth++;
        Map<String, @Nullable Object> entries = LinkedHashMap.newLinkedHashMap(json.size());
        for (Map.Entry<String, JsonNode> entry : json.properties()) {
            entries.put(
                    entry.getKey(),
                    read(schema.getValueType(), entry.getValue(), at.child(entry.getKey())));
            if (problems.lost()) {
                break;
            }
        }
        depth--;
        return entries;
    }

    private boolean tooMany(JsonNode json, Pointer at) {
        if (json.size() <= MAX_ELEMENTS) {
            return false;
        }
        problems.add(
                new Problem(
                        at.toString(),
                        "at most " + MAX_ELEMENTS + " elements",
                        String.valueOf(json.size())));
        return true;
    }
}
