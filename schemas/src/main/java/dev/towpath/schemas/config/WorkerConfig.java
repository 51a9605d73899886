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
/// @param history which attempts are written to the history
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
        HistoryKept history,
        List<Path> handlers) {
    public WorkerConfig {
        Bounds.check("worker.host", host);
        Bounds.check("worker.port", port);
        Bounds.check("worker.maxInFlight", maxInFlight);
        Bounds.check("worker.maxInFlightBytes", maxInFlightBytes);
        Bounds.check("worker.bufferPerPartition", bufferPerPartition);
        Bounds.check("worker.bufferBytesPerPartition", bufferBytesPerPartition);
        Bounds.check("worker.ledgerBytesPerPartition", ledgerBytesPerPartition);
        Bounds.check("worker.flushPause", flushPause);
        Bounds.check("worker.maxUnflushed", maxUnflushed);
        Bounds.check("worker.drainTimeout", drainTimeout);
        Bounds.check("worker.maxChildren", maxChildren);
        Bounds.check("worker.timeoutGrace", timeoutGrace);
        handlers = List.copyOf(handlers);
    }

    /// The same with another history.
    public WorkerConfig with(HistoryKept kept) {
        return new WorkerConfig(
                host,
                port,
                maxInFlight,
                maxInFlightBytes,
                bufferPerPartition,
                bufferBytesPerPartition,
                ledgerBytesPerPartition,
                flushPause,
                maxUnflushed,
                drainTimeout,
                maxChildren,
                timeoutGrace,
                kept,
                handlers);
    }

    /// The built-in values.
    public static WorkerConfig defaults() {
        return new ConfigRecords(Settings.builtIn()).worker(Path.of(""));
    }
}
