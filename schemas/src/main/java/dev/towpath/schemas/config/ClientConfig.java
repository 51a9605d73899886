package dev.towpath.schemas.config;

import java.util.List;
import java.util.Set;

/// A client: who may submit jobs, with which keys, to where.
///
/// @param keys its API keys
/// @param scopes what they may do
/// @param queues the queues that they may submit to; `*` stands for all
/// @param types the job types that they may submit; `*` stands for all
public record ClientConfig(
        List<ClientKey> keys, Set<Scope> scopes, Set<String> queues, Set<String> types) {
    /// Stands for all queues, or all types.
    public static final String ALL = "*";

    public ClientConfig {
        keys = List.copyOf(keys);
        scopes = Set.copyOf(scopes);
        queues = Set.copyOf(queues);
        types = Set.copyOf(types);
    }

    /// Whether a name may be a client's: 1 to 64 of `a-z 0-9 -`, beginning with a letter or digit.
    public static boolean isClientName(String name) {
        return name.matches(ConfigKeys.CLIENT_NAME);
    }

    /// Whether the client may submit to this queue.
    public boolean allowsQueue(String queue) {
        return queues.contains(ALL) || queues.contains(queue);
    }

    /// Whether the client may submit this type.
    public boolean allowsType(String type) {
        return types.contains(ALL) || types.contains(type);
    }
}
