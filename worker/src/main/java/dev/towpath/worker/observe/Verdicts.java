package dev.towpath.worker.observe;

import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.id.JobId;
import dev.towpath.schemas.ledger.Mark;
import dev.towpath.schemas.ledger.State;
import dev.towpath.worker.core.Arrival;
import dev.towpath.worker.core.Effect;
import dev.towpath.worker.core.QueuePartition;
import dev.towpath.worker.core.Settlement;
import dev.towpath.worker.core.Verdict;
import io.micrometer.core.instrument.Counter;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/// One log line and one count a verdict. What went well is logged at debug; payloads never are. For
/// the poll thread alone.
public final class Verdicts {
    private static final Logger log = LoggerFactory.getLogger("dev.towpath.verdict");

    private final WorkerMetrics metrics;
    private final History history;
    private final Map<String, Map<String, WorkerMetrics.OfType>> byQueue = new HashMap<>();

    /// What came of an attempt, or of a job that ended without one.
    ///
    /// @param arrival the record; null when it lies on the ladder
    /// @param stays whether the job has another attempt in the same place
    /// @param note what the handler noted of the last attempt, empty for nothing
    public record Ended(
            QueuePartition place,
            long high,
            long low,
            Arrival.@Nullable Submitted arrival,
            Mark mark,
            Verdict verdict,
            boolean stays,
            String note) {}

    /// Is told what came of attempts. Never waits.
    @FunctionalInterface
    public interface History {
        void tell(Ended ended);
    }

    public Verdicts(WorkerMetrics metrics, History history) {
        this.metrics = metrics;
        this.history = history;
    }

    public void started(Effect.Start start) {
        if (start.attempt() == 1) {
            Arrival.Submitted arrival = start.job().arrival();
            long waited = start.startedAt() - arrival.envelope().acceptedAt();
            of(start.job().place(), arrival.type())
                    .waited()
                    .record(Math.max(0, waited), TimeUnit.MILLISECONDS);
        }
    }

    public void settled(Effect.Settled settled) {
        settled(settled.settlement(), settled.job().note());
    }

    public void stayed(Effect.Stayed stayed) {
        Arrival.Submitted arrival = stayed.job().arrival();
        history.tell(
                new Ended(
                        stayed.job().place(),
                        arrival.high(),
                        arrival.low(),
                        arrival,
                        stayed.mark(),
                        stayed.verdict(),
                        true,
                        stayed.job().note()));
    }

    public void refused(Effect.Refused refused) {
        switch (refused.settlement()) {
            case Settlement.Settled settled -> settled(settled, "");
            case Settlement.Withdrawn withdrawn ->
                    settled(
                            new Ended(
                                    withdrawn.place(),
                                    withdrawn.high(),
                                    withdrawn.low(),
                                    null,
                                    withdrawn.mark(),
                                    Verdict.DONE,
                                    false,
                                    ""),
                            withdrawn.mark().sourceOffset());
            case Settlement.Noted _, Settlement.Asked _ ->
                    throw new IllegalArgumentException("a job that goes on was not refused");
            case Settlement.Rejected rejected -> {
                metrics.rejected(rejected.place().queue(), rejected.arrival().code().code());
                log.atWarn()
                        .addKeyValue("place", at(rejected.place(), rejected.arrival().offset()))
                        .addKeyValue("code", rejected.arrival().code().code())
                        .log(
                                "{}@{} is no job and goes to the dead letters: {}",
                                rejected.place(),
                                rejected.arrival().offset(),
                                rejected.arrival().reason());
            }
        }
    }

    public void skipped(Effect.Skipped skipped) {
        WorkerMetrics.OfType meters = of(skipped.place(), skipped.arrival().type());
        (skipped.redelivered() ? meters.redelivered() : meters.copies()).increment();
        if (log.isDebugEnabled()) {
            log.atDebug()
                    .addKeyValue(
                            "job",
                            id(skipped.place(), skipped.arrival().high(), skipped.arrival().low()))
                    .addKeyValue("type", skipped.arrival().type())
                    .log(
                            "{}@{} is {}",
                            skipped.place(),
                            skipped.arrival().offset(),
                            skipped.redelivered() ? "settled already" : "a duplicate");
        }
    }

    public void held(Effect.Held held) {
        log.atWarn()
                .addKeyValue("place", at(held.place(), held.arrival().offset()))
                .log(
                        "{}@{} is held: {}. It waits for a worker that can take it.",
                        held.place(),
                        held.arrival().offset(),
                        held.reason());
    }

    private void settled(Settlement.Settled settled, String note) {
        Arrival.Submitted arrival = settled.arrival();
        settled(
                new Ended(
                        settled.place(),
                        arrival.high(),
                        arrival.low(),
                        arrival,
                        settled.mark(),
                        settled.failure(),
                        false,
                        note),
                arrival.offset());
    }

    private void settled(Ended ended, long offset) {
        history.tell(ended);
        QueuePartition place = ended.place();
        Mark mark = ended.mark();
        WorkerMetrics.OfType meters = of(place, mark.type());
        if (mark.state() == State.WAITING) {
            switch (ended.verdict()) {
                case Verdict.Failed _ -> meters.retries().increment();
                case Verdict.Snoozed _ -> meters.snoozes().increment();
                case Verdict.Hindered _, Verdict.Done _ -> meters.held().increment();
            }
        }
        Counter counter = meters.settled().get(mark.state());
        if (counter != null) {
            counter.increment();
        }
        if (mark.startedAt() > 0) {
            meters.ran().record(mark.settledAt() - mark.startedAt(), TimeUnit.MILLISECONDS);
        }
        Level level = level(mark.state());
        if (log.isEnabledForLevel(level)) {
            String job = id(place, ended.high(), ended.low());
            log.atLevel(level)
                    .addKeyValue("job", job)
                    .addKeyValue("type", mark.type())
                    .addKeyValue("attempt", mark.attempt())
                    .addKeyValue("place", at(place, offset))
                    .addKeyValue("code", mark.code())
                    .log(
                            "{} is {}{}",
                            job,
                            mark.state().word(),
                            mark.reason().isEmpty()
                                    ? ""
                                    : ": " + mark.code() + " " + reason(mark, ended.verdict()));
        }
    }

    /// The reason with the class of what the handler threw: a message alone often says too little.
    public static String reason(Mark mark, Verdict failure) {
        return failure instanceof Verdict.Failed failed
                        && failed.code() == ErrorCode.HANDLER_FAILED
                        && !failed.error().isEmpty()
                        && !mark.reason().startsWith(failed.error())
                ? failed.error() + ": " + mark.reason()
                : mark.reason();
    }

    private static Level level(State state) {
        return switch (state) {
            case DONE -> Level.DEBUG;
            case WAITING, CANCELLED -> Level.INFO;
            case DEAD, SUPERSEDED, EXPIRED, CONFLICT -> Level.WARN;
            case LIVE, RUNNING, NOTED, ASKED, OPENED, CLOSED ->
                    throw new IllegalArgumentException("no verdict is " + state.word());
        };
    }

    private WorkerMetrics.OfType of(QueuePartition place, String type) {
        Map<String, WorkerMetrics.OfType> types = byQueue.get(place.queue());
        if (types == null) {
            types = new HashMap<>();
            byQueue.put(place.queue(), types);
        }
        WorkerMetrics.OfType meters = types.get(type);
        if (meters == null) {
            meters = metrics.ofType(place.queue(), type);
            if (types.size() < WorkerMetrics.MAX_TYPES) {
                types.put(type, meters);
            }
        }
        return meters;
    }

    private static String at(QueuePartition place, long offset) {
        return place + "@" + offset;
    }

    private static String id(QueuePartition place, long high, long low) {
        return new JobId(place.queue(), place.partition(), high, low).toString();
    }
}
