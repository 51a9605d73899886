package dev.towpath.gateway.intake;

import dev.towpath.gateway.auth.ApiKeys;
import dev.towpath.schemas.config.TowpathConfig;
import dev.towpath.schemas.payload.PayloadSchemas;

/// What the gateway goes by at the moment; replaced as a whole when the configuration is loaded
/// anew.
///
/// @param schemas the payload format of each type
/// @param keys the API keys of all clients
public record Settings(TowpathConfig config, PayloadSchemas schemas, ApiKeys keys) {
    public static Settings of(TowpathConfig config, PayloadSchemas schemas) {
        return new Settings(config, schemas, new ApiKeys(config.clients()));
    }
}
