package dev.towpath.console.replay;

import dev.towpath.schemas.id.JobId;
import java.util.Locale;

/// Whether a job runs again.
public sealed interface Choice {
    /// It does, as this generation.
    ///
    /// @param forced although the ledger knows it as ended well
    record Run(JobId id, int generation, boolean forced) implements Choice {}

    /// It does not.
    record Leave(Why why) implements Choice {}

    /// Why a job does not run again.
    enum Why {
        DONE("done already"),
        REPLAYED("replayed already"),
        DISCARDED("discarded"),
        OVERTAKEN("overtaken by a newer generation"),
        LIVE("waiting or running: nothing to replay"),
        COPY("another record of the same job"),
        EXPIRED("past their expiry (--expired runs them)"),
        POINTER("pointers: the job is not in the letter"),
        UNDECODABLE("no jobs: a record that nobody can read"),
        GENERATIONS("replayed as often as can be counted");

        private final String words;

        Why(String words) {
            this.words = words;
        }

        public String words() {
            return words;
        }

        /// For programs.
        public String key() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
