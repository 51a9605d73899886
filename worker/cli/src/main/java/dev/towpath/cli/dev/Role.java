package dev.towpath.cli.dev;

/// A role that runs in a child JVM.
enum Role {
    GATEWAY("gateway", "256m"),
    WORKER("worker", "512m");

    private final String word;
    private final String heap;

    Role(String word, String heap) {
        this.word = word;
        this.heap = heap;
    }

    /// The subcommand that plays it, and what people call it.
    String word() {
        return word;
    }

    /// The largest heap, as the JVM writes it.
    String heap() {
        return heap;
    }
}
