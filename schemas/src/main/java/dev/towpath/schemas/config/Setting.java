package dev.towpath.schemas.config;

/// A key's value in effect, and where it came from.
///
/// @param path the key's path, names filled in
/// @param key what it takes
/// @param value the value, as the key's kind reads it; may be a secret
/// @param origin where it came from
record Setting(String path, Key key, Object value, Origin origin) {
    /// The value as it may be printed.
    String shown() {
        return key.kind().show(value);
    }

    @Override
    public String toString() {
        return path + " = " + shown() + " (" + origin.where() + ")";
    }
}
