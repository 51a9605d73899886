package dev.towpath.schemas.config;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/// An HTTP endpoint that does jobs.
///
/// @param url where they are posted
/// @param secret what requests are signed with, and answers
/// @param oldSecret the secret before, which is still good
/// @param ack what counts as done
/// @param allow networks in CIDR form that the endpoint may lie in although they are not public
/// @param previews other deployments of the same site
public record PushConfig(
        URI url,
        WebhookSecret secret,
        Optional<WebhookSecret> oldSecret,
        Acknowledgement ack,
        List<String> allow,
        Previews previews) {
    public PushConfig {
        allow = List.copyOf(allow);
    }

    /// One without other deployments.
    public PushConfig(
            URI url,
            WebhookSecret secret,
            Optional<WebhookSecret> oldSecret,
            Acknowledgement ack,
            List<String> allow) {
        this(url, secret, oldSecret, ack, allow, Previews.NONE);
    }

    /// The secrets that are good, the one that is to stay first.
    public List<WebhookSecret> secrets() {
        return oldSecret.map(old -> List.of(secret, old)).orElse(List.of(secret));
    }
}
