package dev.towpath.worker.handler;

import dev.towpath.schemas.id.JobId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// One attempt of one job, as its handler sees it. For use by the handler's own thread.
public interface JobContext {
    JobId id();

    String type();

    /// Who submitted it.
    String client();

    /// What must run one at a time, empty for none.
    String group();

    /// The dedup key as submitted, empty for none.
    String dedupKey();

    /// The batch that it belongs to, empty for none.
    String batch();

    List<String> tags();

    /// The deployment that submitted it, empty for none.
    String deployment();

    /// The W3C trace parent that came with it, empty for none.
    String traceParent();

    /// From 1.
    int attempt();

    /// 0 as submitted, one more at each replay or resubmission after an end.
    int generation();

    Fence fence();

    /// When this attempt is interrupted.
    Instant deadline();

    /// When the gateway took the job. A replay of it says the same.
    Instant acceptedAt();

    /// For how long its dedup key takes effect once, counted from [#acceptedAt()]; zero without
    /// one.
    Duration window();

    /// A checksum of the payload: equal for the same JSON, however it was spelled.
    long checksum();

    /// Whether somebody has this generation run although the job may be done.
    boolean forced();

    /// Says how far the attempt is, for people who look.
    ///
    /// @param part 0 to 1
    void progress(double part, String note);

    /// Notes something of this attempt for its line in the job's history, however it ends, such as
    /// how long a service took. The last note counts. Who may look at jobs reads it: nothing secret
    /// belongs into it.
    ///
    /// @param text one line, of which 512 bytes of UTF-8 are kept
    void note(String text);

    /// How far an earlier attempt of this job got by its own word, empty for none.
    String cursor();

    /// Says how far the attempt got. It is durable soon, at the next flush of the worker; an
    /// attempt that follows after a failure, a timeout, a stop or a crash is given the last one
    /// that was.
    ///
    /// @param cursor at most 4 KiB of UTF-8, what it means is the handler's own affair
    /// @throws IllegalArgumentException when it is longer
    void checkpoint(String cursor);

    /// Emits a job: it is sent when the handler returns [Outcome.Done], before this job is settled.
    /// Run again after a crash, the same emission gives the same job.
    ///
    /// @throws dev.towpath.schemas.error.TowpathException TOO_MANY_CHILDREN when the attempt has
    ///     emitted `worker.maxChildren` jobs; it then fails, and none is sent
    void emit(Emission emission);
}
