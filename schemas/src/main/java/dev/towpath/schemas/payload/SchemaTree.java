package dev.towpath.schemas.payload;

import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;
import tools.jackson.databind.JsonNode;

/// A schema as it stands in a file, before the names in it are looked up.
sealed interface SchemaTree {
    /// Where it stands.
    Place place();

    /// A place in a schema file.
    ///
    /// @param line from 1
    record Place(String file, int line) {}

    /// A type without parts, such as `"int"` or `{"type": "int", "logicalType": "date"}`.
    record Primitive(Place place, Schema.Type type, JsonNode json) implements SchemaTree {}

    /// A named type by its name.
    ///
    /// @param namespace that in which a name without dots is looked up first
    record Reference(Place place, String name, String namespace) implements SchemaTree {}

    /// A list of one type.
    record Array(Place place, SchemaTree items, JsonNode json) implements SchemaTree {}

    /// Values of one type by name.
    record Map(Place place, SchemaTree values, JsonNode json) implements SchemaTree {}

    /// One of several types.
    record Union(Place place, List<SchemaTree> branches) implements SchemaTree {}

    /// What is so wrong that nothing can be said of its parts; the fault was told.
    record Broken(Place place) implements SchemaTree {}

    /// A type that others may refer to.
    sealed interface Named extends SchemaTree {
        /// With namespace, if it has one.
        String fullName();

        JsonNode json();
    }

    /// A record of fields.
    record Structure(Place place, String fullName, List<Field> fields, JsonNode json)
            implements Named {}

    /// One of several symbols.
    record Enumeration(Place place, String fullName, List<String> symbols, JsonNode json)
            implements Named {}

    /// So many bytes.
    record Fixed(Place place, String fullName, int size, JsonNode json) implements Named {}

    /// A field of a record.
    ///
    /// @param place of its default if it has one, else of its name
    /// @param value its default
    record Field(
            Place place, String name, SchemaTree type, Optional<JsonNode> value, JsonNode json) {}
}
