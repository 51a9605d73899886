package dev.towpath.gateway.auth;

import dev.towpath.gateway.problem.Refusal;
import dev.towpath.schemas.config.ClientConfig;
import dev.towpath.schemas.config.ClientKey;
import dev.towpath.schemas.error.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The API keys of all clients, known by their SHA-256 alone. A key is `tp_<client>_<32 or more of
/// A-Z a-z 0-9>`.
public final class ApiKeys {
    private static final String SCHEME = "bearer ";
    private static final String PREFIX = "tp_";
    private static final int MAX_KEY_LENGTH = 256;

    private final Map<String, ClientConfig> clients;

    public ApiKeys(Map<String, ClientConfig> clients) {
        this.clients = Map.copyOf(clients);
    }

    /// Who sent a request with this `Authorization` header.
    ///
    /// @param header the header's value, empty when there is none
    /// @throws Refusal `TP-1008` when the key is absent, malformed, unknown or revoked
    public Caller authenticate(String header) {
        if (header.isEmpty()) {
            throw refused("there is no Authorization header");
        }
        if (header.strip().equalsIgnoreCase(SCHEME.strip())) {
            throw refused("the API key is empty: nothing comes after Bearer");
        }
        if (!header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            throw refused("the Authorization header is not of the scheme Bearer");
        }
        String key = header.substring(SCHEME.length()).strip();
        int end = key.startsWith(PREFIX) ? key.indexOf('_', PREFIX.length()) : -1;
        if (end < 0 || key.length() > MAX_KEY_LENGTH) {
            throw refused("the API key is not of the form tp_<client>_<random>");
        }
        String name = key.substring(PREFIX.length(), end);
        ClientConfig client = clients.get(name);
        ClientKey found = client == null ? null : match(client, sha256(key));
        if (client == null || found == null) {
            throw refused("the API key is unknown");
        }
        if (found.revoked()) {
            throw refused("the API key is revoked");
        }
        return new Caller(name, client);
    }

    /// Compares with every key of the client, each in constant time.
    private static @Nullable ClientKey match(ClientConfig client, byte[] hash) {
        ClientKey found = null;
        for (ClientKey candidate : client.keys()) {
            if (MessageDigest.isEqual(HexFormat.of().parseHex(candidate.sha256()), hash)) {
                found = candidate;
            }
        }
        return found;
    }

    private static Refusal refused(String why) {
        return new Refusal(
                ErrorCode.UNAUTHORIZED,
                why + "; expected 'Authorization: Bearer tp_<client>_<random>' with a valid key");
    }

    private static byte[] sha256(String key) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(key.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
