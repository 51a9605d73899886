package dev.towpath.schemas.config;

/// How many jobs of a type may run at a time, and how many may begin in a time.
///
/// @param maxInFlight how many one worker runs at a time
/// @param maxInFlightTotal how many all workers together run at a time; 0 for no such limit
/// @param maxInFlightPerGroup how many of one group run at a time, where the order is `none`; 0 for
///     no such limit
/// @param rate how many all workers together begin in a time
/// @param target what its handlers depend on; empty for nothing that is known
public record LimitConfig(
        int maxInFlight, int maxInFlightTotal, int maxInFlightPerGroup, Rate rate, String target) {
    public LimitConfig {
        Bounds.check("types.<type>.maxInFlight", maxInFlight);
        Bounds.check("types.<type>.maxInFlightTotal", maxInFlightTotal);
        Bounds.check("types.<type>.maxInFlightPerGroup", maxInFlightPerGroup);
        Bounds.check("types.<type>.rate", rate.toString());
        Bounds.check("types.<type>.target", target);
    }

    /// No limit but that of one worker.
    public static LimitConfig of(int maxInFlight) {
        return new LimitConfig(maxInFlight, 0, 0, Rate.UNLIMITED, "");
    }
}
