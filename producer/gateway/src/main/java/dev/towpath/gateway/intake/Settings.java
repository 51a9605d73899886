package dev.towpath.gateway.intake;

import dev.towpath.gateway.auth.ApiKeys;
import dev.towpath.schemas.config.TowpathConfig;
import dev.towpath.schemas.config.TypeConfig;
import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.error.TowpathException;
import dev.towpath.schemas.payload.PayloadFormat;
import dev.towpath.schemas.payload.PayloadSchemas;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What the gateway goes by at the moment; replaced as a whole when the configuration is loaded
/// anew.
///
/// @param schemas the payload schemas of the types that have one
/// @param keys the API keys of all clients
public record Settings(TowpathConfig config, PayloadSchemas schemas, ApiKeys keys) {
    /// @throws TowpathException `TP-5002` when a type of Avro payloads has no schema
    public static Settings of(TowpathConfig config, PayloadSchemas schemas) {
        Settings settings = new Settings(config, schemas, new ApiKeys(config.clients()));
        List<String> bare = new ArrayList<>();
        config.types()
                .forEach(
                        (name, type) -> {
                            if (!name.equals(TowpathConfig.ANY_TYPE)
                                    && settings.format(name, type).isEmpty()) {
                                bare.add(name);
                            }
                        });
        if (!bare.isEmpty()) {
            throw new TowpathException(
                    ErrorCode.SCHEMAS_INVALID,
                    "types with 'payload: avro' need a schema, and there is none for "
                            + String.join(", ", bare)
                            + "; nothing has changed. Put <type>.avsc into "
                            + config.schemasFolder()
                            + ", or say 'payload: json'");
        }
        return settings;
    }

    /// How the payloads of a type are written; empty when it is Avro without schema.
    Optional<PayloadFormat> format(String name, TypeConfig type) {
        return switch (type.payload()) {
            case JSON -> Optional.of(PayloadFormat.JSON);
            case AVRO -> schemas.of(name).filter(PayloadFormat.Avro.class::isInstance);
        };
    }
}
