package dev.towpath.cli.dev;

/// A role that runs in a process of its own.
enum Role {
    GATEWAY("gateway", "256m"),
    WORKER("worker", "512m"),
    /// The example site. Node says how large its heap is.
    SITE("site", "");

    private final String word;
    private final String heap;

    Role(String word, String heap) {
        this.word = word;
        this.heap = heap;
    }

    /// What people call it, and the subcommand that plays it, if one does.
    String word() {
        return word;
    }

    /// The largest heap, as the JVM writes it; empty for a role that has no JVM.
    String heap() {
        return heap;
    }
}
