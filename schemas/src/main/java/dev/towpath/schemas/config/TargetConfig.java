package dev.towpath.schemas.config;

import java.time.Duration;
import java.util.Optional;

/// Something that the handlers of some types depend on, such as a host or a database. When it is
/// out, their jobs are held.
///
/// @param maxInFlight how many jobs of all its types one worker runs at a time
/// @param failurePercent of the last attempts that fail before the target is taken to be out; 0 for
///     never
/// @param window how many attempts are looked at
/// @param probeAfter for how long nothing is tried then, before a few jobs are
/// @param adaptive whether fewer jobs run while it shows that so many are too much for it
/// @param push the endpoint that does jobs, where the target is one
public record TargetConfig(
        int maxInFlight,
        int failurePercent,
        int window,
        Duration probeAfter,
        boolean adaptive,
        Optional<PushConfig> push) {
    public TargetConfig {
        Bounds.check("targets.<target>.maxInFlight", maxInFlight);
        Bounds.check("targets.<target>.failurePercent", failurePercent);
        Bounds.check("targets.<target>.window", window);
        Bounds.check("targets.<target>.probeAfter", probeAfter);
    }

    /// Where else its jobs may be done.
    public Previews previews() {
        return push.map(PushConfig::previews).orElse(Previews.NONE);
    }

    /// A target that no jobs are pushed to.
    public TargetConfig(int maxInFlight, int failurePercent, int window, Duration probeAfter) {
        this(maxInFlight, failurePercent, window, probeAfter, true, Optional.empty());
    }
}
