package dev.towpath.schemas.payload;

import java.math.BigInteger;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.Schema;
import tools.jackson.databind.JsonNode;

/// Judges the defaults of fields, in the form that Avro's specification gives them: bytes and fixed
/// are strings with one character of U+0000 to U+00FF for each byte, a value of a union is written
/// as itself. Stricter than Avro's own parser, which lets some through that fail when used.
final class DefaultRules {
    private static final BigInteger LEAST_LONG = BigInteger.valueOf(Long.MIN_VALUE);
    private static final BigInteger LARGEST_LONG = BigInteger.valueOf(Long.MAX_VALUE);
    private static final Set<String> SPECIAL = Set.of("NaN", "Infinity", "-Infinity");

    private final SchemaLinks links;

    DefaultRules(SchemaLinks links) {
        this.links = links;
    }

    /// What is wrong with the default of a field; empty when nothing is.
    ///
    /// @param owner the record that has the field
    Optional<String> fault(SchemaTree.Structure owner, SchemaTree.Field field) {
        return field.value().flatMap(value -> fault(owner, field.type(), value));
    }

    private Optional<String> fault(SchemaTree.Structure owner, SchemaTree type, JsonNode value) {
        return switch (type) {
            case SchemaTree.Reference reference ->
                    links.find(reference).flatMap(found -> fault(owner, found, value));
            case SchemaTree.Primitive primitive ->
                    fits(primitive.type(), value) ? Optional.empty() : wrong(type, value);
            case SchemaTree.Enumeration enumeration ->
                    value.isString() && enumeration.symbols().contains(value.stringValue())
                            ? Optional.empty()
                            : wrong(type, value);
            case SchemaTree.Fixed fixed ->
                    isLatin(value) && value.stringValue().length() == fixed.size()
                            ? Optional.empty()
                            : wrong(type, value);
            case SchemaTree.Array array ->
                    value.isArray() ? first(owner, array.items(), value) : wrong(type, value);
            case SchemaTree.Map map ->
                    value.isObject() ? first(owner, map.values(), value) : wrong(type, value);
            case SchemaTree.Union union -> union(owner, union, value);
            case SchemaTree.Structure record -> record(owner, record, value);
            case SchemaTree.Broken broken -> Optional.empty();
        };
    }

    private Optional<String> union(
            SchemaTree.Structure owner, SchemaTree.Union union, JsonNode value) {
        if (union.branches().stream().anyMatch(b -> fault(owner, b, value).isEmpty())) {
            return Optional.empty();
        }
        List<SchemaTree> meant = union.branches().stream().filter(b -> takes(b, value)).toList();
        return meant.size() == 1 ? fault(owner, meant.getFirst(), value) : wrong(union, value);
    }

    /// Whether the branch takes values of this kind: arrays or objects.
    private boolean takes(SchemaTree branch, JsonNode value) {
        return switch (branch) {
            case SchemaTree.Reference reference ->
                    links.find(reference).map(found -> takes(found, value)).orElse(false);
            case SchemaTree.Structure record -> value.isObject();
            case SchemaTree.Map map -> value.isObject();
            case SchemaTree.Array array -> value.isArray();
            case SchemaTree.Primitive primitive -> false;
            case SchemaTree.Enumeration enumeration -> false;
            case SchemaTree.Fixed fixed -> false;
            case SchemaTree.Union union -> false;
            case SchemaTree.Broken broken -> false;
        };
    }

    private Optional<String> first(SchemaTree.Structure owner, SchemaTree type, JsonNode values) {
        return values.valueStream().flatMap(v -> fault(owner, type, v).stream()).findFirst();
    }

    private Optional<String> record(
            SchemaTree.Structure owner, SchemaTree.Structure type, JsonNode value) {
        if (!value.isObject()) {
            return wrong(type, value);
        }
        if (reaches(type, owner.fullName(), new HashSet<>())) {
            return Optional.of(
                    "the default is a '"
                            + type.fullName()
                            + "' inside of a '"
                            + type.fullName()
                            + "', which Avro cannot have; make the field a union with null");
        }
        Set<String> names = new HashSet<>();
        for (SchemaTree.Field field : type.fields()) {
            names.add(field.name());
            JsonNode part = value.get(field.name());
            if (part == null && field.value().isEmpty()) {
                return Optional.of(
                        "the default has no '"
                                + field.name()
                                + "', which '"
                                + type.fullName()
                                + "' requires");
            }
            Optional<String> fault =
                    part == null ? Optional.empty() : fault(owner, field.type(), part);
            if (fault.isPresent()) {
                return fault;
            }
        }
        return value.propertyNames().stream()
                .filter(name -> !names.contains(name))
                .findFirst()
                .map(
                        name ->
                                "the default has a field '"
                                        + name
                                        + "' that '"
                                        + type.fullName()
                                        + "' has not");
    }

    /// Whether values of the type may have a record of this name in them, or are one.
    private boolean reaches(SchemaTree type, String record, Set<String> passed) {
        return switch (type) {
            case SchemaTree.Structure found ->
                    found.fullName().equals(record)
                            || (passed.add(found.fullName())
                                    && found.fields().stream()
                                            .anyMatch(f -> reaches(f.type(), record, passed)));
            case SchemaTree.Reference reference ->
                    links.find(reference).map(t -> reaches(t, record, passed)).orElse(false);
            case SchemaTree.Array array -> reaches(array.items(), record, passed);
            case SchemaTree.Map map -> reaches(map.values(), record, passed);
            case SchemaTree.Union union ->
                    union.branches().stream().anyMatch(b -> reaches(b, record, passed));
            case SchemaTree.Primitive primitive -> false;
            case SchemaTree.Enumeration enumeration -> false;
            case SchemaTree.Fixed fixed -> false;
            case SchemaTree.Broken broken -> false;
        };
    }

    private static boolean fits(Schema.Type type, JsonNode value) {
        return switch (type) {
            case NULL -> value.isNull();
            case BOOLEAN -> value.isBoolean();
            case INT -> value.isInt();
            case LONG ->
                    value.isIntegralNumber()
                            && value.bigIntegerValue().compareTo(LEAST_LONG) >= 0
                            && value.bigIntegerValue().compareTo(LARGEST_LONG) <= 0;
            case FLOAT, DOUBLE ->
                    value.isNumber() || (value.isString() && SPECIAL.contains(value.stringValue()));
            case STRING -> value.isString();
            case BYTES -> isLatin(value);
            case RECORD, ENUM, ARRAY, MAP, UNION, FIXED -> false;
        };
    }

    private static boolean isLatin(JsonNode value) {
        return value.isString() && value.stringValue().chars().allMatch(c -> c <= 0xff);
    }

    private Optional<String> wrong(SchemaTree type, JsonNode value) {
        return Optional.of(
                "the default is of another type: expected "
                        + words(type)
                        + ", got "
                        + Shown.value(value));
    }

    private String words(SchemaTree type) {
        return switch (type) {
            case SchemaTree.Primitive primitive ->
                    switch (primitive.type()) {
                        case NULL -> "null";
                        case BOOLEAN -> "true or false";
                        case INT -> "an integer of -2147483648 to 2147483647, without a point";
                        case LONG -> "an integer of -2^63 to 2^63-1, without a point";
                        case FLOAT, DOUBLE -> "a number";
                        case STRING -> "a string";
                        case BYTES -> "a string with one character of \\u0000 to \\u00ff a byte";
                        case RECORD, ENUM, ARRAY, MAP, UNION, FIXED -> primitive.type().getName();
                    };
            case SchemaTree.Enumeration e -> "one of " + String.join(", ", e.symbols());
            case SchemaTree.Fixed fixed ->
                    "a string of " + fixed.size() + " characters of \\u0000 to \\u00ff";
            case SchemaTree.Array array -> "an array";
            case SchemaTree.Map map -> "an object";
            case SchemaTree.Structure record -> "an object (" + record.fullName() + ")";
            case SchemaTree.Reference reference ->
                    links.find(reference).map(this::words).orElse(reference.name());
            case SchemaTree.Union union ->
                    String.join(", or ", union.branches().stream().map(this::words).toList());
            case SchemaTree.Broken broken -> "a value";
        };
    }
}
