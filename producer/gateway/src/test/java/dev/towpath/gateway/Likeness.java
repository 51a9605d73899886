package dev.towpath.gateway;

import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MappingIterator;
import tools.jackson.databind.json.JsonMapper;

/// Holds an answer against one that is written down, in which `…` stands for anything that is not
/// empty.
final class Likeness {
    private static final JsonMapper MAPPER = new JsonMapper();

    private Likeness() {}

    /// The JSON values that a text is, one behind the other.
    static List<JsonNode> values(String text) {
        try (MappingIterator<JsonNode> values = MAPPER.readerFor(JsonNode.class).readValues(text)) {
            return values.readAll();
        }
    }

    /// Whether they are the same but for what `…` stands for.
    static boolean like(JsonNode expected, JsonNode got) {
        if (expected.isString() && expected.stringValue().equals("…")) {
            return got.isContainer() || got.isString() ? !isEmpty(got) : !got.isNull();
        }
        if (expected.isContainer()) {
            return expected.getNodeType() == got.getNodeType()
                    && expected.size() == got.size()
                    && (expected.isArray()
                            ? likeArrays(expected, got)
                            : likeObjects(expected, got));
        }
        return expected.equals(got);
    }

    private static boolean isEmpty(JsonNode node) {
        return node.isString() ? node.stringValue().isEmpty() : node.isEmpty();
    }

    private static boolean likeArrays(JsonNode expected, JsonNode got) {
        for (int i = 0; i < expected.size(); i++) {
            if (!like(expected.get(i), got.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean likeObjects(JsonNode expected, JsonNode got) {
        return expected.propertyNames().stream()
                .allMatch(name -> got.has(name) && like(expected.get(name), got.get(name)));
    }
}
