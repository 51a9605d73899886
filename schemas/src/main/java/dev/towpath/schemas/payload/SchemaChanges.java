package dev.towpath.schemas.payload;

import dev.towpath.schemas.payload.SchemaCompatibility.Incompatibility;
import org.apache.avro.Schema;

/// Puts what Avro finds between two schemas into the words of whoever changed one of them.
final class SchemaChanges {
    private static final String OTHER_FIELD =
            "keep the field as it was and add another one of the new type, with a default";

    private SchemaChanges() {}

    static Incompatibility explain(
            Schema reader,
            org.apache.avro.SchemaCompatibility.Incompatibility found,
            boolean readerIsNew) {
        Schema old = readerIsNew ? found.getWriterFragment() : found.getReaderFragment();
        Schema current = readerIsNew ? found.getReaderFragment() : found.getWriterFragment();
        String change;
        String advice;
        switch (found.getType()) {
            case NAME_MISMATCH -> {
                change = "the type was " + old.getFullName() + " and is " + current.getFullName();
                advice =
                        readerIsNew
                                ? "give the new one \"aliases\": [\"" + old.getFullName() + "\"]"
                                : "keep the name";
            }
            case FIXED_SIZE_MISMATCH -> {
                change =
                        "the fixed had "
                                + old.getFixedSize()
                                + " bytes and has "
                                + current.getFixedSize();
                advice = OTHER_FIELD;
            }
            case MISSING_ENUM_SYMBOLS -> {
                String symbols = found.getMessage();
                change =
                        readerIsNew
                                ? "the symbols " + symbols + " were removed"
                                : "the symbols " + symbols + " were added";
                advice =
                        readerIsNew
                                ? "keep them, or give the enum a \"default\""
                                : "give the enum a \"default\" and deploy that first";
            }
            case READER_FIELD_MISSING_DEFAULT_VALUE -> {
                String field = "the field '" + found.getMessage() + "'";
                change =
                        readerIsNew
                                ? field + " was added without a default"
                                : field + ", which had no default, was removed";
                advice =
                        readerIsNew
                                ? "give it a default"
                                : "keep it, or give it a default and deploy that first";
            }
            case TYPE_MISMATCH -> {
                change = "the type was " + name(old) + " and is " + name(current);
                advice = OTHER_FIELD;
            }
            case MISSING_UNION_BRANCH -> {
                change = "the union was " + name(old) + " and is " + name(current);
                advice =
                        readerIsNew
                                ? "keep all types of the union"
                                : "deploy the wider union to all workers first";
            }
            default -> {
                change = found.getMessage();
                advice = OTHER_FIELD;
            }
        }
        return new Incompatibility(
                found.getLocation(), place(reader, found.getLocation()), change, advice);
    }

    /// A schema in a word.
    static String name(Schema schema) {
        if (schema.getType() == Schema.Type.UNION) {
            return schema.getTypes().stream().map(SchemaChanges::name).toList().toString();
        }
        return schema.getType() == Schema.Type.ARRAY || schema.getType() == Schema.Type.MAP
                ? schema.getType().getName()
                : schema.getFullName();
    }

    /// The names of the fields on the way to a place in a schema, such as `author.born`.
    static String place(Schema schema, String pointer) {
        StringBuilder names = new StringBuilder();
        Schema at = schema;
        String[] steps = pointer.split("/", -1);
        for (int i = 1; i < steps.length; i++) {
            switch (at.getType()) {
                case RECORD -> {
                    if (!steps[i].equals("fields") || i + 1 == steps.length) {
                        return names.toString();
                    }
                    Schema.Field field = at.getFields().get(Integer.parseInt(steps[++i]));
                    names.append(names.isEmpty() ? "" : ".").append(field.name());
                    at = field.schema();
                    if (i + 1 < steps.length) {
                        i++;
                    }
                }
                case ARRAY -> at = at.getElementType();
                case MAP -> at = at.getValueType();
                case UNION, ENUM, FIXED, STRING, BYTES, INT, LONG, FLOAT, DOUBLE, BOOLEAN, NULL -> {
                    return names.toString();
                }
            }
        }
        return names.toString();
    }
}
