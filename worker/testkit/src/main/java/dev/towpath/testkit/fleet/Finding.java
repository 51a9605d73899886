package dev.towpath.testkit.fleet;

/// What a run broke.
///
/// @param guarantee its number in docs/guarantees.md, or [#STOPPED] or [#RESTLESS]
/// @param what the event that broke it, and how
public record Finding(String guarantee, String what) {
    /// The engine found a rule of its own broken, and stopped.
    public static final String STOPPED = "the fleet stopped";

    /// There was something to do for ever.
    public static final String RESTLESS = "the fleet did not come to rest";

    @Override
    public String toString() {
        return guarantee + " " + what;
    }
}
