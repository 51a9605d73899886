package dev.towpath.worker.core;

import dev.towpath.schemas.error.ErrorCode;

/// What came of one attempt, as the thread that ran it says.
public sealed interface Verdict {
    Verdict DONE = new Done();

    record Done() implements Verdict {}

    /// The attempt failed, or the job can never succeed.
    ///
    /// @param last whether no further attempt can mend it
    /// @param afterMillis before which the handler does not want to be tried again, 0 for no wish
    /// @param error the class of what was thrown, empty for nothing
    /// @param trace the top of its stack, empty for nothing
    record Failed(
            ErrorCode code,
            String reason,
            boolean last,
            long afterMillis,
            String error,
            String trace)
            implements Verdict {
        /// A failure that another attempt may mend.
        public Failed(ErrorCode code, String reason, String error, String trace) {
            this(code, reason, false, 0, error, trace);
        }

        /// The same, with which it ends.
        Failed forGood() {
            return new Failed(code, reason, true, 0, error, trace);
        }

        /// A failure that no further attempt can mend.
        public static Failed last(ErrorCode code, String reason) {
            return new Failed(code, reason, true, 0, "", "");
        }
    }

    /// The job wants to run later; no attempt is burned.
    ///
    /// @param until milliseconds since 1970
    record Snoozed(long until) implements Verdict {}

    /// The handler did not run, because it was kept back, or what it emitted could not be sent: the
    /// job runs again soon, without blame.
    ///
    /// @param byTarget whether what the handler depends on could not be reached, or would not do it
    /// @param afterMillis before which it does not want to be asked again, 0 for no wish
    record Hindered(String reason, boolean byTarget, long afterMillis) implements Verdict {
        public Hindered(String reason) {
            this(reason, false, 0);
        }
    }
}
