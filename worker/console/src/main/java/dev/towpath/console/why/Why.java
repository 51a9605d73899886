package dev.towpath.console.why;

import java.util.Locale;

/// The answer to the question where a job is and why it does not run.
public sealed interface Why {
    /// What is said of the job, without its id: `is done since ...`.
    String words();

    /// In one word, for programs.
    default String word() {
        return getClass()
                .getSimpleName()
                .replaceAll("(?<=[a-z])(?=[A-Z])", "-")
                .toLowerCase(Locale.ROOT);
    }

    /// Whether something is known of the job.
    default boolean known() {
        return switch (this) {
            case NeverIssued _, Unknown _ -> false;
            case Done _,
                    Dead _,
                    Ended _,
                    Conflict _,
                    Retries _,
                    Snoozed _,
                    Delayed _,
                    Held _,
                    Runs _,
                    NoWorker _,
                    NoHandler _,
                    NotServed _,
                    NoGateway _,
                    Refused _,
                    NotOpen _,
                    AtLimit _,
                    Behind _,
                    Due _ ->
                    true;
        };
    }

    /// The keyed check in its id fails.
    record NeverIssued() implements Why {
        @Override
        public String words() {
            return "was never issued by this installation: the check in its id fails, so the id is"
                    + " mistyped or of another installation";
        }
    }

    /// Issued, and nothing is known of it.
    ///
    /// @param made milliseconds since 1970 when the id was made, 0 where it does not say
    record Unknown(long made) implements Why {
        @Override
        public String words() {
            return "has an id that was issued here"
                    + (made > 0 ? " at " + Times.at(made) : "")
                    + ", but nothing is known of it any more: it was never accepted, or it ended so"
                    + " long ago that its records are gone";
        }
    }

    /// @param at milliseconds since 1970, as all times here
    /// @param startedAt of the attempt, 0 when unknown
    /// @param worker that ran it, empty when the history does not tell
    record Done(long at, long startedAt, int attempt, int generation, String worker)
            implements Why {
        @Override
        public String words() {
            return "is done since "
                    + Times.at(at)
                    + (startedAt > 0 ? ", after " + Times.span(at - startedAt) : "")
                    + (worker.isEmpty() ? "" : " on " + worker)
                    + attempts(attempt, generation);
        }
    }

    /// @param discarded by whom its letter was discarded, empty for nobody
    record Dead(
            String id,
            long at,
            String code,
            String reason,
            int attempt,
            int generation,
            String discarded)
            implements Why {
        @Override
        public String words() {
            return "is dead since "
                    + Times.at(at)
                    + attempts(attempt, generation)
                    + because(code, reason)
                    + (discarded.isEmpty()
                            ? "; `towpath dead show "
                                    + id
                                    + "` shows it, `towpath dead replay --id "
                                    + id
                                    + "` runs it again"
                            : "; " + discarded + " discarded it");
        }
    }

    /// Cancelled, superseded or expired.
    record Ended(String state, long at, String code, String reason) implements Why {
        @Override
        public String words() {
            return "is " + state + " since " + Times.at(at) + because(code, reason);
        }

        @Override
        public String word() {
            return state;
        }
    }

    /// Nothing but submissions that were refused is known.
    record Conflict(long at) implements Why {
        @Override
        public String words() {
            return "was refused as a conflict at "
                    + Times.at(at)
                    + ", because its dedup key was in use for another payload";
        }
    }

    /// An attempt failed, and the next one comes.
    ///
    /// @param until when
    /// @param attempts that there may be
    /// @param inPlace whether it waits in its partition, and not on the ladder
    record Retries(
            long until, int attempt, int attempts, String code, String reason, boolean inPlace)
            implements Why {
        @Override
        public String words() {
            return "waits "
                    + (inPlace ? "in its place" : "on the ladder")
                    + " until "
                    + Times.at(until)
                    + " because attempt "
                    + attempt
                    + " of "
                    + attempts
                    + " failed: "
                    + code
                    + " "
                    + reason;
        }
    }

    /// Its handler wants it to wait.
    record Snoozed(long until) implements Why {
        @Override
        public String words() {
            return "waits until " + Times.at(until) + " because its handler snoozed it";
        }
    }

    /// It was submitted for later.
    record Delayed(long until) implements Why {
        @Override
        public String words() {
            return "waits on the ladder until "
                    + Times.at(until)
                    + " because it was submitted for then";
        }
    }

    /// It is kept back without blame.
    ///
    /// @param until when it is looked at again on the ladder, or when what holds it ends by
    ///     itself; 0 for neither
    /// @param over whether what held it has ended, so that it only has to come back
    record Held(long since, String reason, long until, boolean over) implements Why {
        @Override
        public String words() {
            if (over) {
                return "comes back from the ladder at "
                        + Times.at(until)
                        + ", where it was put because "
                        + reason
                        + ", which is over";
            }
            return "is held since "
                    + Times.at(since)
                    + " because "
                    + reason
                    + (until > 0 ? ", until " + Times.at(until) : "");
        }
    }

    /// @param worker that runs it, empty where only its start mark is known
    /// @param progress how far it is by its handler's word, as `40 %, row 500`; empty for nothing
    record Runs(long since, String worker, int attempt, String progress) implements Why {
        @Override
        public String words() {
            return "runs since "
                    + Times.at(since)
                    + (worker.isEmpty() ? "" : " on " + worker)
                    + ", attempt "
                    + attempt
                    + (progress.isEmpty() ? "" : ": " + progress);
        }
    }

    record NoWorker() implements Why {
        @Override
        public String words() {
            return "waits because no worker is alive; `towpath worker` starts one";
        }
    }

    /// @param workers that are alive
    record NoHandler(String type, int workers) implements Why {
        @Override
        public String words() {
            return workers == 1
                    ? "waits because the only worker that is alive has no handler for its type "
                            + type
                    : "waits because none of the "
                            + workers
                            + " workers that are alive has a handler for its type "
                            + type;
        }
    }

    /// @param worker that has its partition
    record NotServed(String type, String partition, String worker) implements Why {
        @Override
        public String words() {
            return "waits because "
                    + worker
                    + ", which has its partition "
                    + partition
                    + ", has no handler for its type "
                    + type;
        }
    }

    /// It is on the ladder, and nobody moves it.
    record NoGateway() implements Why {
        @Override
        public String words() {
            return "is due on the ladder and waits there because no gateway is alive";
        }
    }

    /// Its partition stays closed.
    record Refused(String partition, String worker, String why) implements Why {
        @Override
        public String words() {
            return "waits because "
                    + worker
                    + " does not open its partition "
                    + partition
                    + ": "
                    + why;
        }
    }

    /// Its partition is about to be opened, or has no owner yet.
    ///
    /// @param worker that opens it, empty for none
    record NotOpen(String partition, String worker) implements Why {
        @Override
        public String words() {
            return "waits because its partition "
                    + partition
                    + (worker.isEmpty()
                            ? " has no worker at the moment"
                            : " is just being opened by " + worker);
        }
    }

    /// As many of its type run as may.
    ///
    /// @param where on which workers
    record AtLimit(String type, int running, String where) implements Why {
        @Override
        public String words() {
            return "waits because "
                    + running
                    + (running == 1 ? " job of its type " : " jobs of its type ")
                    + type
                    + (running == 1 ? " runs " : " run ")
                    + where
                    + ", which is as many as may";
        }
    }

    /// It is accepted, and others of its partition come first.
    ///
    /// @param jobs how many, at most
    /// @param worker that has the partition
    record Behind(long jobs, String worker) implements Why {
        @Override
        public String words() {
            return jobs == 0
                    ? "is accepted and the next of its partition, which " + worker + " has"
                    : "is accepted and waits behind at most "
                            + jobs
                            + (jobs == 1 ? " job" : " jobs")
                            + " of its partition, which "
                            + worker
                            + " has";
        }
    }

    /// Its time has come, and it is on its way.
    record Due(long since, String worker) implements Why {
        @Override
        public String words() {
            return "is due since " + Times.at(since) + " and on its way to " + worker;
        }
    }

    private static String attempts(int attempt, int generation) {
        return ", attempt " + attempt + (generation > 0 ? " of generation " + generation : "");
    }

    private static String because(String code, String reason) {
        String why = (code + " " + reason).strip();
        return why.isEmpty() ? "" : ", because of " + why;
    }
}
