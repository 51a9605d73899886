package dev.towpath.schemas.config;

import dev.towpath.schemas.id.JobIdIssuer;
import java.nio.charset.StandardCharsets;

/// A text that must never be printed: its [#toString()] is `***`.
///
/// @param text the secret, at least 16 bytes as UTF-8
public record Secret(String text) {
    /// What stands for a secret wherever one would be printed.
    public static final String HIDDEN = "***";

    public Secret {
        int length = text.getBytes(StandardCharsets.UTF_8).length;
        if (length < JobIdIssuer.MIN_SECRET_BYTES) {
            throw new IllegalArgumentException(
                    "expected a secret of at least "
                            + JobIdIssuer.MIN_SECRET_BYTES
                            + " bytes, got "
                            + length);
        }
    }

    /// The secret as UTF-8.
    public byte[] bytes() {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return HIDDEN;
    }
}
