package dev.towpath.schemas.config;

/// One API key of a client, known by its hash alone.
///
/// @param sha256 the SHA-256 of the whole key text, as 64 hex digits, small letters
/// @param revoked whether the key is refused
public record ClientKey(String sha256, boolean revoked) {
    public ClientKey {
        Bounds.check("clients.<client>.keys[].sha256", sha256);
    }

    @Override
    public String toString() {
        return "ClientKey[sha256=" + Secret.HIDDEN + ", revoked=" + revoked + "]";
    }
}
