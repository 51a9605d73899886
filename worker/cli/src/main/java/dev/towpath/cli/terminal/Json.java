package dev.towpath.cli.terminal;

import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// JSON for programs that is harmless to terminals as well: everything but plain ASCII is escaped.
public final class Json {
    private static final JsonMapper LINE =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();
    private static final JsonMapper PRETTY =
            LINE.rebuild().enable(SerializationFeature.INDENT_OUTPUT).build();

    private Json() {}

    public static ObjectNode object() {
        return LINE.createObjectNode();
    }

    /// On one line.
    public static String line(JsonNode json) {
        return LINE.writeValueAsString(json).replace("\u007f", "\\u007f");
    }

    /// On many lines, indented.
    public static String pretty(JsonNode json) {
        return PRETTY.writeValueAsString(json).replace("\u007f", "\\u007f");
    }
}
