package dev.towpath.schemas.config;

/// Checks values against the list of keys, so that a record refuses what the file may not say.
final class Bounds {
    private Bounds() {}

    /// @param path the key, such as `gateway.port` or `queues.<queue>.partitions`
    static void check(String path, Object value) {
        Kind kind = ConfigKeys.get(path).kind();
        Object widened = value instanceof Integer number ? Long.valueOf(number) : value;
        if (!kind.allows(widened)) {
            throw new IllegalArgumentException(
                    "expected "
                            + path
                            + " to be "
                            + kind.expected()
                            + ", got "
                            + (kind.secret() ? Secret.HIDDEN : value));
        }
    }
}
