package dev.towpath.bench.peers.queues;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// How a measure is to be taken: one object of JSON, as the bench gives it to every contender.
///
/// @param json the object
record Options(JsonNode json) {
    static final JsonMapper JSON = JsonMapper.shared();

    static Options parse(String text) {
        JsonNode json = JSON.readTree(text);
        if (!json.isObject()) {
            throw new IllegalArgumentException("the options are no object of JSON: " + text);
        }
        return new Options(json);
    }

    String url() {
        return required("url").asString();
    }

    int count(String name) {
        return required(name).asInt();
    }

    /// The same where the contender knows best.
    int count(String name, int otherwise) {
        return json.has(name) ? count(name) : otherwise;
    }

    private JsonNode required(String name) {
        JsonNode value = json.get(name);
        if (value == null) {
            throw new IllegalArgumentException("the options have no " + name + ": " + json);
        }
        return value;
    }
}
