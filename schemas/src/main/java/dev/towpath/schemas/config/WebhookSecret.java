package dev.towpath.schemas.config;

import java.util.Base64;

/// A secret of Standard Webhooks 1.0.0: `whsec_` and the base64 of 24 to 64 bytes. Never printed.
public final class WebhookSecret {
    static final String START = "whsec_";
    private static final int LEAST_BYTES = 24;
    private static final int MOST_BYTES = 64;

    private final byte[] key;

    /// @throws IllegalArgumentException when the text is no such secret; its message does not show
    ///     it
    public WebhookSecret(String text) {
        if (!isOne(text)) {
            throw new IllegalArgumentException(
                    "expected whsec_ and the base64 of "
                            + LEAST_BYTES
                            + " to "
                            + MOST_BYTES
                            + " bytes");
        }
        key = decoded(text);
    }

    /// Whether a text is one.
    static boolean isOne(String text) {
        if (!text.startsWith(START)) {
            return false;
        }
        try {
            int bytes = decoded(text).length;
            return bytes >= LEAST_BYTES && bytes <= MOST_BYTES;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static byte[] decoded(String text) {
        return Base64.getDecoder().decode(text.substring(START.length()));
    }

    /// The bytes that signatures are made with.
    public byte[] key() {
        return key.clone();
    }

    @Override
    public String toString() {
        return Secret.HIDDEN;
    }
}
