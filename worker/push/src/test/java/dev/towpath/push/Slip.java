package dev.towpath.push;

import dev.towpath.schemas.config.Acknowledgement;
import dev.towpath.schemas.config.PushConfig;
import dev.towpath.schemas.config.WebhookSecret;
import dev.towpath.worker.handler.JobHandler;
import dev.towpath.worker.handler.Outcome;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// A bug that is planted in the push: between it and its configuration, its clock or the engine.
enum Slip {
    /// A connection that breaks behind the request is taken for one that never was.
    BURN_FREE_RESET(Promise.COUNTED) {
        @Override
        Outcome heard(Outcome outcome) {
            return outcome instanceof Outcome.BrokeOff(String reason)
                    ? Outcome.hold(reason)
                    : outcome;
        }
    },
    /// A 2xx is done, whoever says so.
    UNACKNOWLEDGED_DONE(Promise.SIGNED) {
        @Override
        PushConfig config(PushConfig right) {
            return new PushConfig(
                    right.url(),
                    right.secret(),
                    right.oldSecret(),
                    Acknowledgement.NONE,
                    right.allow());
        }
    },
    /// Requests are signed with another secret than the site's.
    WRONG_SECRET(Promise.SIGNED) {
        @Override
        PushConfig config(PushConfig right) {
            return new PushConfig(
                    right.url(), OTHERS, Optional.empty(), right.ack(), right.allow());
        }
    },
    /// An attempt of which nothing was sent counts.
    REFUSAL_BURNS(Promise.UNBURNED) {
        @Override
        Outcome heard(Outcome outcome) {
            return outcome instanceof Outcome.Hold hold
                            && hold.reason().contains("cannot be reached")
                    ? Outcome.retry(hold.reason())
                    : outcome;
        }
    },
    /// Every attempt is signed with the time of the first, which a receiver takes for a replay.
    STALE_TIMESTAMP(Promise.FRESH) {
        @Override
        InstantSource clock(InstantSource right) {
            Instant first = right.instant();
            return () -> first;
        }
    };

    private static final WebhookSecret OTHERS =
            new WebhookSecret("whsec_" + "dG93cGF0aHRvd3BhdGh0b3dwYXRodG93cGF0aA==");

    final Promise found;

    Slip(Promise found) {
        this.found = found;
    }

    PushConfig config(PushConfig right) {
        return right;
    }

    InstantSource clock(InstantSource right) {
        return right;
    }

    Outcome heard(Outcome outcome) {
        return outcome;
    }

    /// The handler with the bug in it.
    JobHandler<JsonNode> planted(PushTarget target) {
        return (data, job) -> heard(target.handle(data, job));
    }
}
