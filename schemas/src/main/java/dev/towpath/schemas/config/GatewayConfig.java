package dev.towpath.schemas.config;

import java.time.Duration;

/// The gateway: where it listens, and its bounds.
///
/// @param host the address to listen on
/// @param port the port to listen on; 0 takes a free one
/// @param maxBody the largest body of a request other than a stream of lines, in bytes
/// @param maxPayload the largest payload of one job, in bytes
/// @param maxLine the longest line of a stream, in bytes
/// @param enqueueTimeout how long Kafka may take to confirm a job before the outcome is unknown
/// @param bodyTimeout how long a body may stand still before the request is given up
/// @param maxInFlight how many jobs may wait for Kafka's confirmation at a time
/// @param ledgerMemory the heap for the ledgers that answer what has become of a job, in bytes
public record GatewayConfig(
        String host,
        int port,
        long maxBody,
        long maxPayload,
        long maxLine,
        Duration enqueueTimeout,
        Duration bodyTimeout,
        int maxInFlight,
        long ledgerMemory) {
    public GatewayConfig {
        Bounds.named("host", host);
        Bounds.within("port", port, 0, 65_535);
        Bounds.within("maxBody", maxBody, 1, Integer.MAX_VALUE);
        Bounds.within("maxPayload", maxPayload, 1, Integer.MAX_VALUE);
        Bounds.within("maxLine", maxLine, 1, Integer.MAX_VALUE);
        Bounds.positive("enqueueTimeout", enqueueTimeout);
        Bounds.positive("bodyTimeout", bodyTimeout);
        Bounds.within("maxInFlight", maxInFlight, 1, 10_000_000);
        Bounds.within("ledgerMemory", ledgerMemory, 1, Long.MAX_VALUE);
    }

    /// The built-in values.
    public static GatewayConfig defaults() {
        return new GatewayConfig(
                "127.0.0.1",
                8780,
                1L << 20,
                256L << 10,
                512L << 10,
                Duration.ofSeconds(5),
                Duration.ofSeconds(30),
                10_000,
                256L << 20);
    }
}
