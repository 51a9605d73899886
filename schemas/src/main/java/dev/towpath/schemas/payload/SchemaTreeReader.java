package dev.towpath.schemas.payload;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Reads the schema in one file, and tells everything that is wrong with its form. Names are not
/// looked up, and defaults not judged, because both need the other files.
final class SchemaTreeReader {
    private static final int LARGEST_FIXED = 1024 * 1024;
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final Pattern DOTTED =
            Pattern.compile("[A-Za-z_][A-Za-z0-9_]*(\\.[A-Za-z_][A-Za-z0-9_]*)*");
    static final Set<String> PRIMITIVES =
            Set.of("null", "boolean", "int", "long", "float", "double", "bytes", "string");
    private static final Set<String> COMPLEX =
            Set.of("record", "enum", "fixed", "array", "map", "union");
    private static final List<String> TYPE_ATTRIBUTES =
            List.of("logicalType", "namespace", "aliases", "precision", "scale", "default");
    private static final List<String> FIELD_ATTRIBUTES = List.of("default", "aliases", "order");
    private static final List<String> CLASS_NAMES =
            List.of("java-class", "java-key-class", "java-element-class");

    private final String file;
    private final Map<String, Integer> lines;
    private final Collection<SchemaFault> faults;
    private final Collection<SchemaTree.Named> definitions;

    /// @param lines where each value stands, by its JSON pointer
    /// @param faults gets what is wrong
    /// @param definitions gets the named types of the file
    SchemaTreeReader(
            String file,
            Map<String, Integer> lines,
            Collection<SchemaFault> faults,
            Collection<SchemaTree.Named> definitions) {
        this.file = file;
        this.lines = lines;
        this.faults = faults;
        this.definitions = definitions;
    }

    SchemaTree read(JsonNode json) {
        return read(json, "", Pointer.ROOT);
    }

    private SchemaTree read(JsonNode json, String namespace, Pointer at) {
        return switch (json.getNodeType()) {
            case STRING -> named(json.stringValue(), json, namespace, at);
            case ARRAY -> union(json, namespace, at);
            case OBJECT -> object(json, namespace, at);
            case NULL, BOOLEAN, NUMBER, MISSING, BINARY, POJO ->
                    broken(at, "expected a schema, got " + Shown.value(json));
        };
    }

    private SchemaTree named(String name, JsonNode json, String namespace, Pointer at) {
        if (PRIMITIVES.contains(name)) {
            Schema.Type type = Schema.Type.valueOf(name.toUpperCase(Locale.ROOT));
            return new SchemaTree.Primitive(place(at), type, json);
        }
        if (COMPLEX.contains(name)) {
            return broken(
                    at,
                    "the type '"
                            + name
                            + "' has parts and needs an object of its own, such as "
                            + example(name));
        }
        if (!DOTTED.matcher(name).matches()) {
            return broken(at, "expected the name of a type, got " + Shown.value(json));
        }
        return new SchemaTree.Reference(place(at), name, namespace);
    }

    private static String example(String type) {
        return switch (type) {
            case "array" -> "{\"type\": \"array\", \"items\": \"string\"}";
            case "map" -> "{\"type\": \"map\", \"values\": \"string\"}";
            case "union" -> "[\"null\", \"string\"]";
            default -> "\"type\": {\"type\": \"" + type + "\", \"name\": …}";
        };
    }

    private SchemaTree union(JsonNode json, String namespace, Pointer at) {
        if (json.isEmpty()) {
            return broken(at, "a union needs at least one type");
        }
        List<SchemaTree> branches = new ArrayList<>();
        Set<String> kinds = new HashSet<>();
        for (JsonNode branch : json) {
            Pointer inner = at.child(branches.size());
            SchemaTree tree = read(branch, namespace, inner);
            String kind = kind(tree);
            if (tree instanceof SchemaTree.Union) {
                fault(
                        inner,
                        "a union may not be inside of a union; put its types in the outer one");
            } else if (!kind.isEmpty() && !kinds.add(kind)) {
                fault(inner, "the union has '" + kind + "' twice; values could not be told apart");
            }
            branches.add(tree);
        }
        return new SchemaTree.Union(place(at), branches);
    }

    /// What a union may have once.
    private static String kind(SchemaTree tree) {
        return switch (tree) {
            case SchemaTree.Primitive primitive -> primitive.type().getName();
            case SchemaTree.Reference reference -> reference.name();
            case SchemaTree.Array array -> "array";
            case SchemaTree.Map map -> "map";
            case SchemaTree.Named named -> named.fullName();
            case SchemaTree.Union union -> "";
            case SchemaTree.Broken broken -> "";
        };
    }

    private SchemaTree object(JsonNode json, String namespace, Pointer at) {
        JsonNode type = json.get("type");
        if (type == null || !type.isString()) {
            return broken(
                    at,
                    type == null
                            ? "the schema has no \"type\""
                                    + hint(Spelling.didYouMean("type", json.propertyNames()))
                            : "expected the name of a type in \"type\", got "
                                    + Shown.value(type)
                                    + "; leave out the object around it");
        }
        for (String name : CLASS_NAMES) {
            if (json.has(name)) {
                fault(at.child(name), "\"" + name + "\" names a class; schemas may not do that");
            }
        }
        misspelt(json, TYPE_ATTRIBUTES, at);
        SchemaTree tree =
                switch (type.stringValue()) {
                    case "record", "error" -> record(json, namespace, at);
                    case "enum" -> enumeration(json, namespace, at);
                    case "fixed" -> fixed(json, namespace, at);
                    case "array" ->
                            new SchemaTree.Array(
                                    place(at), part(json, "items", namespace, at), json);
                    case "map" ->
                            new SchemaTree.Map(
                                    place(at), part(json, "values", namespace, at), json);
                    default -> plain(type.stringValue(), json, namespace, at);
                };
        logicalType(json, tree, at);
        return tree;
    }

    private SchemaTree plain(String type, JsonNode json, String namespace, Pointer at) {
        SchemaTree tree = named(type, json, namespace, at.child("type"));
        return tree instanceof SchemaTree.Primitive(SchemaTree.Place place, Schema.Type of, var j)
                ? new SchemaTree.Primitive(place(at), of, json)
                : tree;
    }

    private SchemaTree part(JsonNode json, String name, String namespace, Pointer at) {
        JsonNode part = json.get(name);
        return part == null
                ? broken(at, "the " + json.get("type").stringValue() + " has no \"" + name + "\"")
                : read(part, namespace, at.child(name));
    }

    private void logicalType(JsonNode json, SchemaTree tree, Pointer at) {
        JsonNode name = json.get("logicalType");
        if (name == null) {
            return;
        }
        String wrong =
                name.isString() ? LogicalTypeRules.fault(name.stringValue(), tree, json) : "";
        if (!name.isString()) {
            fault(at.child("logicalType"), "expected a name, got " + Shown.value(name));
        } else if (!wrong.isEmpty()) {
            fault(at.child("logicalType"), wrong);
        }
    }

    private SchemaTree record(JsonNode json, String namespace, Pointer at) {
        String fullName = fullName(json, namespace, at);
        JsonNode array = json.get("fields");
        List<SchemaTree.Field> fields = new ArrayList<>();
        if (array == null || !array.isArray()) {
            fault(
                    at,
                    "the record has no array of \"fields\""
                            + hint(Spelling.didYouMean("fields", json.propertyNames())));
        } else {
            Set<String> names = new HashSet<>();
            for (int i = 0; i < array.size(); i++) {
                field(array.get(i), fullName, at.child("fields").child(i), names, fields);
            }
        }
        return defined(new SchemaTree.Structure(place(at), fullName, List.copyOf(fields), json));
    }

    private void field(
            JsonNode json,
            String record,
            Pointer at,
            Set<String> names,
            List<SchemaTree.Field> fields) {
        if (!json.isObject()) {
            fault(at, "expected a field, an object, got " + Shown.value(json));
            return;
        }
        JsonNode name = json.get("name");
        if (name == null || !name.isString() || !NAME.matcher(name.stringValue()).matches()) {
            fault(at, "the field's " + nameRule(name));
            return;
        }
        if (!names.add(name.stringValue())) {
            fault(at, "the record has the field '" + name.stringValue() + "' twice");
        }
        misspelt(json, FIELD_ATTRIBUTES, at);
        if (json.has("logicalType")) {
            fault(
                    at.child("logicalType"),
                    "\"logicalType\" on a field does nothing; write \"type\": {\"type\": …,"
                            + " \"logicalType\": …}");
        }
        JsonNode order = json.get("order");
        if (order != null
                && !List.of("ascending", "descending", "ignore").contains(order.asString(""))) {
            fault(at.child("order"), "expected ascending, descending or ignore");
        }
        aliases(json, at);
        JsonNode type = json.get("type");
        SchemaTree tree =
                type == null
                        ? broken(at, "the field '" + name.stringValue() + "' has no \"type\"")
                        : read(type, namespaceOf(record), at.child("type"));
        SchemaTree.Place place =
                json.has("default") ? place(at.child("default")) : place(at.child("name"));
        fields.add(
                new SchemaTree.Field(
                        place,
                        name.stringValue(),
                        tree,
                        Optional.ofNullable(json.get("default")),
                        json));
    }

    private SchemaTree enumeration(JsonNode json, String namespace, Pointer at) {
        String fullName = fullName(json, namespace, at);
        List<String> symbols = new ArrayList<>();
        JsonNode array = json.get("symbols");
        if (array == null || !array.isArray() || array.isEmpty()) {
            fault(at, "the enum has no array of \"symbols\"");
        } else {
            for (int i = 0; i < array.size(); i++) {
                String symbol = array.get(i).asString("");
                Pointer place = at.child("symbols").child(i);
                if (!array.get(i).isString() || !NAME.matcher(symbol).matches()) {
                    fault(
                            place,
                            "expected a symbol of letters, digits and _, got "
                                    + Shown.value(array.get(i)));
                } else if (symbols.contains(symbol)) {
                    fault(place, "the enum has the symbol '" + symbol + "' twice");
                } else {
                    symbols.add(symbol);
                }
            }
        }
        JsonNode value = json.get("default");
        if (value != null && !symbols.contains(value.asString(""))) {
            String meant = Spelling.didYouMean(value.asString(""), symbols);
            fault(
                    at.child("default"),
                    "expected a symbol of the enum, got " + Shown.value(value) + hint(meant));
        }
        return defined(new SchemaTree.Enumeration(place(at), fullName, List.copyOf(symbols), json));
    }

    private SchemaTree fixed(JsonNode json, String namespace, Pointer at) {
        String fullName = fullName(json, namespace, at);
        JsonNode size = json.get("size");
        int bytes = size != null && size.isInt() ? size.intValue() : -1;
        if (bytes < 0 || bytes > LARGEST_FIXED) {
            fault(
                    size == null ? at : at.child("size"),
                    "expected a \"size\" of 0 to "
                            + LARGEST_FIXED
                            + " bytes, got "
                            + (size == null ? "none" : Shown.value(size)));
        }
        return defined(new SchemaTree.Fixed(place(at), fullName, bytes, json));
    }

    /// The name of a type with its namespace; empty, and a fault, when it has none.
    private String fullName(JsonNode json, String enclosing, Pointer at) {
        JsonNode name = json.get("name");
        if (name == null || !name.isString() || !DOTTED.matcher(name.stringValue()).matches()) {
            fault(at, "the type's " + nameRule(name));
            return "";
        }
        aliases(json, at);
        JsonNode space = json.get("namespace");
        if (space != null
                && (!space.isString()
                        || !(space.stringValue().isEmpty()
                                || DOTTED.matcher(space.stringValue()).matches()))) {
            fault(at.child("namespace"), "expected a namespace, got " + Shown.value(space));
            return "";
        }
        String simple = name.stringValue();
        if (PRIMITIVES.contains(simple) || COMPLEX.contains(simple)) {
            fault(at.child("name"), "'" + simple + "' is the name of a type that Avro has");
            return "";
        }
        String namespace = space == null ? enclosing : space.stringValue();
        return simple.contains(".") || namespace.isEmpty() ? simple : namespace + '.' + simple;
    }

    private static String nameRule(@Nullable JsonNode name) {
        return "\"name\" must be of letters, digits and _, and not begin with a digit; got "
                + (name == null ? "none" : Shown.value(name));
    }

    private void aliases(JsonNode json, Pointer at) {
        JsonNode aliases = json.get("aliases");
        if (aliases == null) {
            return;
        }
        boolean names =
                aliases.isArray()
                        && aliases.valueStream()
                                .allMatch(a -> DOTTED.matcher(a.asString("")).matches());
        if (!names) {
            fault(at.child("aliases"), "expected an array of names, got " + Shown.value(aliases));
        }
    }

    /// Tells attributes that would silently do nothing because of a slip in their name.
    private void misspelt(JsonNode json, List<String> attributes, Pointer at) {
        List<String> absent = attributes.stream().filter(name -> !json.has(name)).toList();
        for (String name : json.propertyNames()) {
            if (!attributes.contains(name)) {
                Spelling.nearest(name, absent)
                        .ifPresent(
                                meant ->
                                        fault(
                                                at.child(name),
                                                "the attribute '"
                                                        + name
                                                        + "' does nothing; did you mean '"
                                                        + meant
                                                        + "'?"));
            }
        }
    }

    private SchemaTree defined(SchemaTree.Named type) {
        if (!type.fullName().isEmpty()) {
            definitions.add(type);
        }
        return type;
    }

    static String namespaceOf(String fullName) {
        int dot = fullName.lastIndexOf('.');
        return dot < 0 ? "" : fullName.substring(0, dot);
    }

    private SchemaTree.Broken broken(Pointer at, String what) {
        fault(at, what);
        return new SchemaTree.Broken(place(at));
    }

    private void fault(Pointer at, String what) {
        faults.add(new SchemaFault(file, place(at).line(), what));
    }

    private SchemaTree.Place place(Pointer at) {
        return new SchemaTree.Place(file, lines.getOrDefault(at.toString(), 1));
    }

    private static String hint(String hint) {
        return hint.isEmpty() ? "" : "; " + hint;
    }
}
