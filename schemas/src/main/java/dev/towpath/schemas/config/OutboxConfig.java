package dev.towpath.schemas.config;

import java.time.Duration;

/// The outbox: a table in the site's own database whose rows the gateway makes jobs of.
///
/// @param database where the table is
/// @param client whose jobs they are, one of the configured clients
/// @param batch how many rows are sent in one transaction
/// @param poll how often rows are looked for when nothing tells of them
public record OutboxConfig(DatabaseLogin database, String client, int batch, Duration poll) {
    public OutboxConfig {
        Bounds.check("gateway.outbox.client", client);
        Bounds.check("gateway.outbox.batch", batch);
        Bounds.check("gateway.outbox.poll", poll);
    }

    /// With the built-in bounds.
    public OutboxConfig(DatabaseLogin database, String client) {
        this(database, client, OutboxKeys.BATCH, Duration.ofSeconds(OutboxKeys.POLL_SECONDS));
    }
}
