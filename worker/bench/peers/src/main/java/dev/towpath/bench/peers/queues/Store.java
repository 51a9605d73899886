package dev.towpath.bench.peers.queues;

import java.util.Map;

/// A server that keeps a peer's jobs, on a free port of this machine, empty when it starts. What
/// was in it is gone when it is closed.
public sealed interface Store extends AutoCloseable permits RedisStore, PostgresStore {
    /// Where clients find it, as Node's take it.
    String url();

    /// What it was told to be, by the names of its own documentation; all else is its default.
    Map<String, String> settings();

    @Override
    void close();
}
