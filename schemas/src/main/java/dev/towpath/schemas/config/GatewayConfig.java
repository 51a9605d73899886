package dev.towpath.schemas.config;

import java.time.Duration;
import java.util.Optional;

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
/// @param outbox the outbox; empty when there is none
public record GatewayConfig(
        String host,
        int port,
        long maxBody,
        long maxPayload,
        long maxLine,
        Duration enqueueTimeout,
        Duration bodyTimeout,
        int maxInFlight,
        long ledgerMemory,
        Optional<OutboxConfig> outbox) {
    public GatewayConfig {
        Bounds.check("gateway.host", host);
        Bounds.check("gateway.port", port);
        Bounds.check("gateway.maxBody", maxBody);
        Bounds.check("gateway.maxPayload", maxPayload);
        Bounds.check("gateway.maxLine", maxLine);
        Bounds.check("gateway.enqueueTimeout", enqueueTimeout);
        Bounds.check("gateway.bodyTimeout", bodyTimeout);
        Bounds.check("gateway.maxInFlight", maxInFlight);
        Bounds.check("gateway.ledgerMemory", ledgerMemory);
    }

    /// A gateway without outbox.
    public GatewayConfig(
            String host,
            int port,
            long maxBody,
            long maxPayload,
            long maxLine,
            Duration enqueueTimeout,
            Duration bodyTimeout,
            int maxInFlight,
            long ledgerMemory) {
        this(
                host,
                port,
                maxBody,
                maxPayload,
                maxLine,
                enqueueTimeout,
                bodyTimeout,
                maxInFlight,
                ledgerMemory,
                Optional.empty());
    }

    /// The built-in values.
    public static GatewayConfig defaults() {
        return new ConfigRecords(Settings.builtIn()).gateway();
    }
}
