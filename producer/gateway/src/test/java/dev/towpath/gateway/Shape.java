package dev.towpath.gateway;

import tools.jackson.databind.JsonNode;

/// Holds JSON against the few words of JSON Schema that our OpenAPI document uses, and refuses
/// words that it does not know.
final class Shape {
    private Shape() {}

    static void check(JsonNode document, JsonNode schema, JsonNode json) {
        if (!fits(document, schema, json)) {
            throw new AssertionError("expected " + schema + ", got " + json);
        }
    }

    static boolean fits(JsonNode document, JsonNode schema, JsonNode json) {
        for (String word : schema.propertyNames()) {
            if (!fits(document, schema, word, schema.get(word), json)) {
                return false;
            }
        }
        return true;
    }

    private static boolean fits(
            JsonNode document, JsonNode schema, String word, JsonNode says, JsonNode json) {
        return switch (word) {
            case "$ref" -> fits(document, document.at(says.stringValue().substring(1)), json);
            case "type" -> isOf(says.stringValue(), json);
            case "const" -> says.equals(json);
            case "enum" -> says.valueStream().anyMatch(json::equals);
            case "oneOf" ->
                    says.valueStream().filter(one -> fits(document, one, json)).count() == 1;
            case "required" -> says.valueStream().allMatch(name -> json.has(name.stringValue()));
            case "items" -> json.valueStream().allMatch(item -> fits(document, says, item));
            case "properties" ->
                    says.propertyStream()
                            .filter(property -> json.has(property.getKey()))
                            .allMatch(
                                    property ->
                                            fits(
                                                    document,
                                                    property.getValue(),
                                                    json.get(property.getKey())));
            case "additionalProperties" ->
                    json.propertyNames().stream()
                            .allMatch(name -> schema.get("properties").has(name));
            case "pattern" -> json.stringValue().matches(says.stringValue());
            case "maxLength" -> json.stringValue().length() <= says.intValue();
            case "minLength" -> json.stringValue().length() >= says.intValue();
            case "maxItems" -> json.size() <= says.intValue();
            case "description", "format" -> true;
            default -> throw new AssertionError("the test does not know the word " + word);
        };
    }

    private static boolean isOf(String type, JsonNode json) {
        return switch (type) {
            case "object" -> json.isObject();
            case "array" -> json.isArray();
            case "string" -> json.isString();
            case "boolean" -> json.isBoolean();
            case "integer" -> json.isIntegralNumber();
            default -> throw new AssertionError("the test does not know the type " + type);
        };
    }
}
