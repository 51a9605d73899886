package dev.towpath.schemas.payload;

import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Writes a schema so that it needs no other file: the first mention of each named type becomes its
/// definition, under its full name.
final class SchemaText {
    private static final int DEEPEST = 100;
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final Set<String> REWRITTEN =
            Set.of("type", "name", "namespace", "fields", "items", "values", "avro.java.string");

    private final SchemaLinks links;
    private final Set<String> written = new HashSet<>();
    private int depth;

    SchemaText(SchemaLinks links) {
        this.links = links;
    }

    /// @throws TooDeepException when types are nested deeper than 100
    JsonNode write(SchemaTree tree) {
        return switch (tree) {
            case SchemaTree.Primitive primitive ->
                    primitive.json().isString()
                            ? primitive.json()
                            : rest(object(primitive.type().getName()), primitive.json());
            case SchemaTree.Reference reference -> {
                Optional<SchemaTree.Named> type = links.find(reference);
                yield type.isPresent() ? write(type.get()) : NODES.stringNode(reference.name());
            }
            case SchemaTree.Array array -> {
                ObjectNode json = object("array");
                json.set("items", deeper(array.items()));
                yield rest(json, array.json());
            }
            case SchemaTree.Map map -> {
                ObjectNode json = object("map");
                json.set("values", deeper(map.values()));
                yield rest(json, map.json());
            }
            case SchemaTree.Union union -> {
                ArrayNode json = NODES.arrayNode();
                union.branches().forEach(branch -> json.add(deeper(branch)));
                yield json;
            }
            case SchemaTree.Named named ->
                    written.add(named.fullName())
                            ? definition(named)
                            : NODES.stringNode(named.fullName());
            case SchemaTree.Broken broken ->
                    throw new IllegalStateException("expected a sound schema, got " + broken);
        };
    }

    private ObjectNode definition(SchemaTree.Named named) {
        String fullName = named.fullName();
        String namespace = SchemaTreeReader.namespaceOf(fullName);
        ObjectNode json = NODES.objectNode();
        json.put("type", word(named));
        json.put("name", fullName.substring(fullName.lastIndexOf('.') + 1));
        json.put("namespace", namespace);
        if (named instanceof SchemaTree.Structure record) {
            ArrayNode fields = json.putArray("fields");
            for (SchemaTree.Field field : record.fields()) {
                ObjectNode inner = fields.addObject();
                inner.put("name", field.name());
                inner.set("type", deeper(field.type()));
                rest(inner, field.json());
            }
        }
        return rest(json, named.json());
    }

    private static String word(SchemaTree.Named named) {
        return switch (named) {
            case SchemaTree.Structure record -> "record";
            case SchemaTree.Enumeration enumeration -> "enum";
            case SchemaTree.Fixed fixed -> "fixed";
        };
    }

    private JsonNode deeper(SchemaTree tree) {
        if (++depth > DEEPEST) {
            throw new TooDeepException(tree.place());
        }
        JsonNode json = write(tree);
        depth--;
        return json;
    }

    private static ObjectNode object(String type) {
        return NODES.objectNode().put("type", type);
    }

    /// Adds the attributes that are taken as they are: docs, defaults, symbols, logical types.
    private static ObjectNode rest(ObjectNode json, JsonNode source) {
        for (Map.Entry<String, JsonNode> attribute : source.properties()) {
            if (!REWRITTEN.contains(attribute.getKey())) {
                json.set(attribute.getKey(), attribute.getValue());
            }
        }
        return json;
    }

    /// Types are nested deeper than they may be.
    static final class TooDeepException extends RuntimeException {
        private final transient SchemaTree.Place place;

        TooDeepException(SchemaTree.Place place) {
            super("types are nested deeper than " + DEEPEST, null, false, false);
            this.place = place;
        }

        SchemaTree.Place place() {
            return place;
        }
    }
}
