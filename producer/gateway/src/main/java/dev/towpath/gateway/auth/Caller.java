package dev.towpath.gateway.auth;

import dev.towpath.gateway.problem.Refusal;
import dev.towpath.schemas.config.ClientConfig;
import dev.towpath.schemas.config.Scope;
import dev.towpath.schemas.error.ErrorCode;
import java.util.Locale;

/// The client whose key a request carried.
///
/// @param name the client's name
/// @param rights what the configuration allows it
public record Caller(String name, ClientConfig rights) {
    /// @throws Refusal `TP-1009` when the client does not have the scope
    public void require(Scope scope) {
        if (!rights.scopes().contains(scope)) {
            throw new Refusal(
                    ErrorCode.FORBIDDEN,
                    "client '"
                            + name
                            + "' has no scope '"
                            + scope.name().toLowerCase(Locale.ROOT)
                            + "'; add it under clients."
                            + name
                            + ".scopes");
        }
    }
}
