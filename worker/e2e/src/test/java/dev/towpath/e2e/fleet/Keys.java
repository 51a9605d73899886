package dev.towpath.e2e.fleet;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// The API key of the one client.
public final class Keys {
    public static final String SITE = "tp_site_0123456789abcdefghijABCDEFGHIJ012345";

    private Keys() {}

    /// A key as the configuration has it.
    static String hash(String key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(key.getBytes(US_ASCII));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
