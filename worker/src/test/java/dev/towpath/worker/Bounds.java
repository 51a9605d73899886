package dev.towpath.worker;

import dev.towpath.schemas.config.WorkerConfig;
import java.time.Duration;

/// The bounds of a worker for a test: the built-in ones, but for what is said.
final class Bounds {
    private final WorkerConfig builtIn = WorkerConfig.defaults();
    private int maxInFlight = builtIn.maxInFlight();
    private int buffer = builtIn.bufferPerPartition();
    private int maxUnflushed = builtIn.maxUnflushed();
    private int maxChildren = builtIn.maxChildren();
    private Duration timeoutGrace = builtIn.timeoutGrace();

    Bounds maxInFlight(int jobs) {
        maxInFlight = jobs;
        return this;
    }

    Bounds buffer(int jobs) {
        buffer = jobs;
        return this;
    }

    Bounds maxUnflushed(int results) {
        maxUnflushed = results;
        return this;
    }

    Bounds maxChildren(int jobs) {
        maxChildren = jobs;
        return this;
    }

    Bounds timeoutGrace(Duration time) {
        timeoutGrace = time;
        return this;
    }

    WorkerConfig config() {
        return new WorkerConfig(
                builtIn.host(),
                builtIn.port(),
                maxInFlight,
                builtIn.maxInFlightBytes(),
                buffer,
                builtIn.bufferBytesPerPartition(),
                builtIn.ledgerBytesPerPartition(),
                builtIn.flushPause(),
                maxUnflushed,
                builtIn.drainTimeout(),
                maxChildren,
                timeoutGrace,
                builtIn.history(),
                builtIn.handlers());
    }
}
