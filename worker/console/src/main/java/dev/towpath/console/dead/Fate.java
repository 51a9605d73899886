package dev.towpath.console.dead;

import java.util.Locale;

/// What has become of a dead letter since it was written.
public sealed interface Fate {
    /// Nothing: it waits for somebody.
    record Open() implements Fate {}

    /// It was put back into its queue.
    ///
    /// @param generation in which it runs
    /// @param ended how that ended, as the ledger says it: `done`, `dead`; `running` when it has
    ///     not ended yet
    record Replayed(String plan, int generation, String ended) implements Fate {}

    /// Somebody said that it needs no more care.
    record Discarded(String actor, String reason) implements Fate {}

    /// A newer generation of the job exists that is not a replay of this letter.
    ///
    /// @param ended what became of that one, as the ledger says it
    record Overtaken(int generation, String ended) implements Fate {}

    /// In one word.
    default String word() {
        return switch (this) {
            case Open _ -> "open";
            case Replayed replayed ->
                    replayed.ended().equals("dead")
                            ? "dead again"
                            : "replayed, " + replayed.ended();
            case Discarded _ -> "discarded";
            case Overtaken _ -> "overtaken";
        };
    }

    /// The kind alone, for programs.
    default String kind() {
        return getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }
}
