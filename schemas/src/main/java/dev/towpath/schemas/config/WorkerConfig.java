package dev.towpath.schemas.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// The worker: where its metrics listen, and its bounds.
///
/// @param host the address that health and metrics listen on
/// @param port their port; 0 takes a free one
/// @param maxInFlight how many jobs run at a time
/// @param maxInFlightBytes the bytes of payload of the jobs that run at a time
/// @param bufferPerPartition how many jobs of one partition wait in memory
/// @param bufferBytesPerPartition their bytes
/// @param ledgerBytesPerPartition the heap for the ledger of one partition, in bytes
/// @param flushPause the least time between two flushes
/// @param maxUnflushed how many results may wait for a flush before nothing new starts
/// @param drainTimeout how long a stopping worker lets its jobs run on
/// @param maxChildren how many jobs one attempt may emit
/// @param timeoutGrace how long an attempt past its timeout has to end when interrupted
/// @param handlers jars and folders with handlers, put on the class path
public record WorkerConfig(
        String host,
        int port,
        int maxInFlight,
        long maxInFlightBytes,
        int bufferPerPartition,
        long bufferBytesPerPartition,
        long ledgerBytesPerPartition,
        Duration flushPause,
        int maxUnflushed,
        Duration drainTimeout,
        int maxChildren,
        Duration timeoutGrace,
        List<Path> handlers) {
    public WorkerConfig {
        Bounds.named("host", host);
        Bounds.within("port", port, 0, 65_535);
        Bounds.within("maxInFlight", maxInFlight, 1, 1_000_000);
        Bounds.within("maxInFlightBytes", maxInFlightBytes, 1, Long.MAX_VALUE);
        Bounds.within("bufferPerPartition", bufferPerPartition, 1, 10_000_000);
        Bounds.within("bufferBytesPerPartition", bufferBytesPerPartition, 1, Long.MAX_VALUE);
        Bounds.within("ledgerBytesPerPartition", ledgerBytesPerPartition, 1, Long.MAX_VALUE);
        Bounds.positive("flushPause", flushPause);
        Bounds.within("maxUnflushed", maxUnflushed, 1, 10_000_000);
        Bounds.positive("drainTimeout", drainTimeout);
        Bounds.within("maxChildren", maxChildren, 0, 1_000_000);
        Bounds.positive("timeoutGrace", timeoutGrace);
        handlers = List.copyOf(handlers);
    }

    /// The built-in values.
    public static WorkerConfig defaults() {
        return new WorkerConfig(
                "127.0.0.1",
                8781,
                1000,
                64L << 20,
                5000,
                32L << 20,
                256L << 20,
                Duration.ofMillis(10),
                20_000,
                Duration.ofSeconds(20),
                1000,
                Duration.ofSeconds(5),
                List.of());
    }
}
