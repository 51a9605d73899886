package dev.towpath.schemas.payload;

import dev.towpath.schemas.payload.SchemaCompatibility.Incompatibility;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

/// Finds the places where two schemas read the same bytes as different values.
final class LogicalTypeChanges {
    private final boolean readerIsNew;
    private final List<Incompatibility> found = new ArrayList<>();
    private final Set<Pair> passed = new HashSet<>();

    LogicalTypeChanges(boolean readerIsNew) {
        this.readerIsNew = readerIsNew;
    }

    /// Two records that were compared already.
    private record Pair(String reader, String writer) {}

    List<Incompatibility> between(Schema reader, Schema writer) {
        compare(reader, writer, "", "");
        return found;
    }

    private void compare(Schema reader, Schema writer, String pointer, String place) {
        if (reader.getType() == Schema.Type.UNION || writer.getType() == Schema.Type.UNION) {
            compareUnions(reader, writer, pointer, place);
            return;
        }
        if (reader.getType() != writer.getType()) {
            return;
        }
        switch (reader.getType()) {
            case RECORD -> {
                if (passed.add(new Pair(reader.getFullName(), writer.getFullName()))) {
                    compareFields(reader, writer, pointer, place);
                }
            }
            case ARRAY ->
                    compare(
                            reader.getElementType(),
                            writer.getElementType(),
                            pointer + "/items",
                            place);
            case MAP ->
                    compare(
                            reader.getValueType(),
                            writer.getValueType(),
                            pointer + "/values",
                            place);
            case INT, LONG, BYTES, FIXED, STRING -> compareLogical(reader, writer, pointer, place);
            case UNION, ENUM, FLOAT, DOUBLE, BOOLEAN, NULL -> {}
        }
    }

    private void compareFields(Schema reader, Schema writer, String pointer, String place) {
        for (Schema.Field field : reader.getFields()) {
            Schema.Field written =
                    org.apache.avro.SchemaCompatibility.lookupWriterField(writer, field);
            if (written != null) {
                compare(
                        field.schema(),
                        written.schema(),
                        pointer + "/fields/" + field.pos() + "/type",
                        place.isEmpty() ? field.name() : place + "." + field.name());
            }
        }
    }

    /// A branch is compared with the other side's branch of the same type and name; unions have no
    /// two.
    private void compareUnions(Schema reader, Schema writer, String pointer, String place) {
        List<Schema> written =
                writer.getType() == Schema.Type.UNION ? writer.getTypes() : List.of(writer);
        List<Schema> read =
                reader.getType() == Schema.Type.UNION ? reader.getTypes() : List.of(reader);
        for (int i = 0; i < read.size(); i++) {
            Schema branch = read.get(i);
            String inner = reader.getType() == Schema.Type.UNION ? pointer + "/" + i : pointer;
            for (Schema other : written) {
                if (branch.getFullName().equals(other.getFullName())) {
                    compare(branch, other, inner, place);
                }
            }
        }
    }

    private void compareLogical(Schema reader, Schema writer, String pointer, String place) {
        Schema old = readerIsNew ? writer : reader;
        Schema current = readerIsNew ? reader : writer;
        String before = words(old);
        String now = words(current);
        if (before.equals(now) || widened(reader, writer)) {
            return;
        }
        found.add(
                new Incompatibility(
                        pointer,
                        place,
                        "the logical type was " + before + " and is " + now,
                        "the same bytes would be another value; keep it and add another field"));
    }

    /// Whether the reader's decimal only takes more digits than the writer's.
    private static boolean widened(Schema reader, Schema writer) {
        return reader.getLogicalType() instanceof LogicalTypes.Decimal wide
                && writer.getLogicalType() instanceof LogicalTypes.Decimal narrow
                && wide.getScale() == narrow.getScale()
                && wide.getPrecision() >= narrow.getPrecision();
    }

    private static String words(Schema schema) {
        LogicalType logical = schema.getLogicalType();
        if (logical == null) {
            return "none";
        }
        return logical instanceof LogicalTypes.Decimal decimal
                ? "decimal(" + decimal.getPrecision() + ", " + decimal.getScale() + ")"
                : logical.getName();
    }
}
