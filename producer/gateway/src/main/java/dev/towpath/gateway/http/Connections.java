package dev.towpath.gateway.http;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// All open connections, and the watch that ends those whose client has stopped reading.
final class Connections implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Set<WatchedWriter> open = ConcurrentHashMap.newKeySet();
    private final Duration writeTimeout;
    private final Thread watch;

    Connections(Duration writeTimeout) {
        this.writeTimeout = writeTimeout;
        this.watch = Thread.ofVirtual().name("gateway-connections").start(this::watch);
    }

    void add(WatchedWriter writer) {
        open.add(writer);
    }

    void remove(WatchedWriter writer) {
        open.remove(writer);
    }

    int count() {
        return open.size();
    }

    @Override
    public void close() {
        watch.interrupt();
    }

    private void watch() {
        try {
            while (true) {
                Thread.sleep(PAUSE);
                open.forEach(writer -> writer.endWhenStuck(writeTimeout.toNanos()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
