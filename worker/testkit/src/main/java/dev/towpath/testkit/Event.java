package dev.towpath.testkit;

import dev.towpath.schemas.ledger.State;
import dev.towpath.worker.handler.Fence;
import java.util.List;
import java.util.Map;

/// One thing that happened to an installation, as an observer saw it who is not the engine.
///
/// Jobs, submissions, workers and partitions are named by any text that tells them apart; payloads
/// and records by a digest of their bytes.
public sealed interface Event {
    /// The history is whole from here on: nothing happened before.
    record Began() implements Event {}

    /// A type of job is configured so.
    ///
    /// @param strict whether a job holds its group until it has ended
    /// @param attempts that a job of it has at most
    /// @param pausesMillis the least pause after the first attempt, after the second, and so on;
    ///     the last holds for all further ones
    /// @param crashes how many workers may die with a job of it before it is dead
    record Declared(String type, boolean strict, int attempts, List<Long> pausesMillis, int crashes)
            implements Event {
        public Declared {
            pausesMillis = List.copyOf(pausesMillis);
        }
    }

    /// A gateway answered a submission.
    ///
    /// @param job the id that the answer named
    /// @param submission tells this submission from others under the same id: its nonce
    /// @param offset where it lies in the log of jobs, -1 when it is not there, such as one with a
    ///     delay, or nobody looked
    /// @param acceptedAt milliseconds since 1970
    /// @param windowMillis of its dedup key, 0 without one
    /// @param client whose job it is
    /// @param key client, type, group and dedup key together; empty without a dedup key
    /// @param group empty when its type is not ordered or it has none
    /// @param record key, value and headers as they were sent
    record Submitted(
            Answer answer,
            String job,
            String submission,
            String partition,
            long offset,
            long acceptedAt,
            long windowMillis,
            String client,
            String type,
            String key,
            String group,
            String payload,
            String record)
            implements Event {
        /// An accepted job of client `c` without key and group; its submission, payload and
        /// record are named after it.
        public static Submitted accepted(String job, String partition, long offset) {
            return new Submitted(
                    Answer.ACCEPTED,
                    job,
                    job + "@" + offset,
                    partition,
                    offset,
                    0,
                    0,
                    "c",
                    "t",
                    "",
                    "",
                    "payload of " + job,
                    "record of " + job);
        }

        public Submitted answered(Answer other) {
            return changed(other, acceptedAt, windowMillis, client, key, group, payload, record);
        }

        /// With a dedup key that takes effect once in a window from `at` on.
        public Submitted keyed(String dedupKey, long at, long window) {
            return changed(answer, at, window, client, dedupKey, group, payload, record);
        }

        public Submitted of(String name) {
            return changed(answer, acceptedAt, windowMillis, name, key, group, payload, record);
        }

        public Submitted inGroup(String name) {
            return changed(answer, acceptedAt, windowMillis, client, key, name, payload, record);
        }

        public Submitted with(String other) {
            String bytes = "record of " + other;
            return changed(answer, acceptedAt, windowMillis, client, key, group, other, bytes);
        }

        private Submitted changed(
                Answer how,
                long at,
                long window,
                String who,
                String of,
                String in,
                String what,
                String bytes) {
            return new Submitted(
                    how,
                    job,
                    submission,
                    partition,
                    offset,
                    at,
                    window,
                    who,
                    type,
                    of,
                    in,
                    what,
                    bytes);
        }
    }

    /// How a submission was answered.
    enum Answer {
        /// 202: Kafka holds it.
        ACCEPTED,
        /// It was refused for certain.
        REFUSED,
        /// Nobody knows: a timeout, a broken connection.
        UNKNOWN
    }

    /// Somebody who is no gateway wrote a record that is no job.
    record Foreign(String partition, long offset, String record) implements Event {}

    /// An operator replays a job as this generation, and his record is stored.
    ///
    /// @param submission the nonce of his record
    /// @param forced whether it is to be run though it is done
    record Replayed(String job, int generation, String submission, boolean forced)
            implements Event {}

    /// A gateway answered that it asks for a job not to be run any more, or that it may have asked.
    /// It speaks of the job's submissions that lie in the jobs log below an offset, and of those
    /// with a delay that were accepted until a time.
    ///
    /// @param answer accepted: Kafka holds it
    /// @param client who wants it; jobs of other clients are left alone
    /// @param askedAt milliseconds since 1970 by the gateway's clock
    /// @param jobsEnd where the jobs log ended when it was asked
    /// @param sawWaiting the submission that the gateway saw waiting on the ladder, empty for none
    /// @param partition of the express log
    /// @param offset where it lies in the express log, -1 when it is not there or nobody looked
    record CancelAsked(
            Answer answer,
            String job,
            String client,
            long askedAt,
            long jobsEnd,
            String sawWaiting,
            String partition,
            long offset)
            implements Event {}

    /// An owner has read a cancel, of an express log: from here on it obeys it.
    record CancelRead(String partition, long offset, String job, long ownerEpoch)
            implements Event {}

    /// A committed mark was read that says that a cancel was asked for.
    ///
    /// @param askedAt of the latest of those that the client asked for
    /// @param jobsEnd of the one that reaches farthest of those
    record CancelMarked(String job, String client, long askedAt, long jobsEnd) implements Event {}

    /// A worker took a partition over.
    ///
    /// @param ownerEpoch the ledger offset of its `opened` mark
    record Opened(String partition, long ownerEpoch, String worker) implements Event {}

    /// An owner starts nothing before it has read an express log up to an offset: where the log
    /// ended when it looked; 0 once it has no room to read on.
    record ReadsFirst(String partition, long ownerEpoch, long end) implements Event {}

    /// A copy of a job was stored on the ladder.
    ///
    /// @param copy tells it from all others, of the same hop too
    /// @param hop 0 for a job that was submitted with a delay
    /// @param attempt attempts that were made
    /// @param dueAt milliseconds since 1970 by the cluster's clock
    record OnLadder(
            String copy,
            String job,
            int generation,
            int hop,
            int attempt,
            String submission,
            long dueAt)
            implements Event {}

    /// A copy came off the ladder into an express log. A mover may repeat it.
    ///
    /// @param partition of the express log, named otherwise than that of the jobs
    /// @param record key, value and headers as they lie there
    record OnExpress(
            String partition,
            long offset,
            String copy,
            String job,
            int generation,
            int hop,
            String submission,
            String record)
            implements Event {}

    /// A handler began an attempt.
    ///
    /// @param submission which submission it runs, empty when the handler cannot know
    /// @param payload what the handler was given
    /// @param at milliseconds since 1970 by the cluster's clock, 0 when nobody looked
    record AttemptStarted(
            String job,
            int generation,
            int attempt,
            Fence fence,
            String worker,
            String submission,
            String type,
            String payload,
            long at)
            implements Event {}

    /// An attempt ended, or was given up.
    ///
    /// @param at milliseconds since 1970 by the cluster's clock, 0 when nobody looked
    record AttemptEnded(
            String job,
            int generation,
            int attempt,
            Fence fence,
            String worker,
            Result result,
            long at)
            implements Event {}

    /// How an attempt ended.
    enum Result {
        DONE,
        FAILED,
        /// It failed, and said that no other attempt can mend it.
        FAILED_FOR_GOOD,
        /// It is to be made again without being counted: snoozed, or hindered.
        AGAIN,
        /// Its handler ignored the interrupt and may still be running.
        ABANDONED;

        /// Whether the attempt counts as one that was made.
        boolean burns() {
            return this != AGAIN;
        }
    }

    /// A handler wrote to a sink that keeps the highest fence a job.
    ///
    /// @param accepted whether the sink took it
    record Effect(String job, int generation, Fence fence, String worker, boolean accepted)
            implements Event {}

    /// A committed mark was read from the ledger.
    ///
    /// @param submission the nonce in the mark
    /// @param ownerEpoch of the owner that wrote it: the offset of the last `opened` mark before
    ///     it;
    ///     -1 when nobody looked
    record Terminal(
            String job,
            int generation,
            State state,
            String submission,
            String partition,
            long ownerEpoch)
            implements Event {}

    /// A committed mark was read that says that a job waits for one of its copies.
    ///
    /// @param attempt attempts that were made
    /// @param hop of the copies that it waits for
    /// @param submission the nonce in the mark
    /// @param ownerEpoch as in [Terminal]
    record Waiting(
            String job,
            int generation,
            int attempt,
            int hop,
            String submission,
            String partition,
            long ownerEpoch)
            implements Event {}

    /// A committed mark was read that says what was made of a job that is still in its place.
    ///
    /// @param attempt attempts that were made
    /// @param crashes how many workers had died with it
    /// @param ownerEpoch as in [Terminal]
    record Noted(
            String job,
            int generation,
            int attempt,
            int crashes,
            String submission,
            String partition,
            long ownerEpoch)
            implements Event {}

    /// A committed dead letter was read.
    ///
    /// @param job empty for a record that is no job
    /// @param partition where the record came from
    /// @param record empty for a pointer
    record DeadLettered(
            String job, int generation, String partition, long offset, String record, String code)
            implements Event {
        boolean pointer() {
            return record.isEmpty();
        }
    }

    /// An attempt of a job came to an endpoint as a request, which was answered.
    ///
    /// @param to where it came to
    /// @param webhookId what the request calls the job
    /// @param timestamp by which it is signed, seconds since 1970
    /// @param signed whether its signature is right for these two and its body
    /// @param at milliseconds since 1970 by the worker's clock
    /// @param said the outcome that the answer has, signed for this very request; empty for none
    record Pushed(
            String job,
            int generation,
            String to,
            String webhookId,
            long timestamp,
            boolean signed,
            long at,
            String said)
            implements Event {}

    /// A committed offset was read from the group, of the jobs or of an express log.
    record Committed(String partition, long offset) implements Event {}

    /// Something went wrong that may make jobs of a partition run again.
    ///
    /// @param atStake how many jobs ran there or had run without their result being committed
    record Fault(Kind kind, String partition, int atStake) implements Event {}

    /// What went wrong.
    enum Kind {
        CRASH,
        ZOMBIE,
        REBALANCE
    }

    /// Partitions are shared out anew again and again from here on. This and the next three are
    /// at milliseconds since 1970 by the cluster's clock.
    record StormBegan(long at) implements Event {}

    /// The storm of rebalances is over.
    record StormEnded(long at) implements Event {}

    /// Nothing goes wrong from here on, and what went wrong is mended.
    record Healed(long at) implements Event {}

    /// The observer looked at the clock: what comes later in the history was not seen before.
    record Looked(long at) implements Event {}

    /// What the metrics say in the end.
    ///
    /// @param ended jobs by the state that they ended in
    /// @param duplicates submissions that were passed over
    /// @param live jobs that wait or run
    record Counted(Map<State, Long> ended, long duplicates, long live) implements Event {
        public Counted {
            ended = Map.copyOf(ended);
        }
    }

    /// Faults are over, everything that could end has had the time to, and was observed.
    ///
    /// @param at milliseconds since 1970 by the cluster's clock, 0 when nobody looked
    record Rested(long at) implements Event {
        public Rested() {
            this(0);
        }
    }
}
