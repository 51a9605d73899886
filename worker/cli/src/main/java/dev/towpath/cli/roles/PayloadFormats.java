package dev.towpath.cli.roles;

import dev.towpath.schemas.config.PayloadKind;
import dev.towpath.schemas.config.TowpathConfig;
import dev.towpath.schemas.payload.PayloadFormat;
import dev.towpath.schemas.payload.PayloadSchemas;
import dev.towpath.schemas.payload.SchemaFolder;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;

/// The payload format of each type of a configuration, with the schemas of its folder.
final class PayloadFormats {
    private PayloadFormats() {}

    /// @throws dev.towpath.schemas.error.TowpathException SCHEMAS_INVALID
    static PayloadSchemas of(TowpathConfig config) {
        boolean anyAvro =
                config.types().values().stream().anyMatch(t -> t.payload() == PayloadKind.AVRO);
        Map<String, Schema> schemas =
                anyAvro ? SchemaFolder.load(config.schemasFolder()) : Map.of();
        Map<String, PayloadFormat> formats = new HashMap<>();
        config.types()
                .forEach(
                        (name, type) -> {
                            if (!name.equals(TowpathConfig.ANY_TYPE)) {
                                formats.put(name, format(name, type.payload(), schemas));
                            }
                        });
        Optional<PayloadFormat> others =
                config.type("a.type.that.nobody.names").map(type -> PayloadFormat.JSON);
        return new PayloadSchemas(formats, others);
    }

    private static PayloadFormat format(
            String type, PayloadKind kind, Map<String, Schema> schemas) {
        return switch (kind) {
            case JSON -> PayloadFormat.JSON;
            case AVRO -> {
                Schema schema = schemas.get(type);
                if (schema == null) {
                    throw new IllegalStateException(
                            "the configuration was checked, yet " + type + " has no schema");
                }
                yield PayloadFormat.avro(schema);
            }
        };
    }
}
