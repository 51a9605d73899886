package dev.towpath.console;

import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Filters of tests, as plans keep them.
final class Filters {
    private Filters() {}

    static ObjectNode json(String kind, String value) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.putArray(kind).add(value);
        return json;
    }
}
