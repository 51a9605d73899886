package dev.towpath.worker.run;

import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.error.TowpathException;
import dev.towpath.schemas.payload.PayloadCodec;
import dev.towpath.schemas.wire.Text;
import dev.towpath.worker.core.Effect;
import dev.towpath.worker.core.Event;
import dev.towpath.worker.core.Job;
import dev.towpath.worker.core.Verdict;
import dev.towpath.worker.handler.JobPayload;
import dev.towpath.worker.handler.Outcome;
import dev.towpath.worker.kafka.Heap;
import dev.towpath.worker.limit.Unreachable;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadFactory;

/// Runs each attempt on a virtual thread of its own and puts its verdict into the inbox. The poll
/// thread starts and interrupts; the handlers' threads only answer.
final class HandlerThreads {
    private static final int MAX_TRACE_BYTES = 4 * 1024;

    private final Handlers handlers;
    private final PayloadCodec.SchemaLookup schemas;
    private final EmittedJobs emitted;
    private final int maxChildren;
    private final Map<String, Set<String>> finalErrors;
    private final Set<String> withTarget;
    private final Inbox inbox;
    private final ThreadFactory threads = Thread.ofVirtual().name("job").factory();

    /// @param withTarget the types whose handlers depend on a target
    HandlerThreads(
            Handlers handlers,
            PayloadCodec.SchemaLookup schemas,
            EmittedJobs emitted,
            int maxChildren,
            Map<String, Set<String>> finalErrors,
            Set<String> withTarget,
            Inbox inbox) {
        this.handlers = handlers;
        this.schemas = schemas;
        this.emitted = emitted;
        this.maxChildren = maxChildren;
        this.finalErrors = Map.copyOf(finalErrors);
        this.withTarget = Set.copyOf(withTarget);
        this.inbox = inbox;
    }

    /// For the poll thread.
    void start(Effect.Start start) {
        Thread thread = threads.newThread(() -> run(start));
        start.job().attach(thread);
        thread.start();
    }

    /// For the poll thread.
    void interrupt(Job job) {
        if (job.attachment() instanceof Thread thread) {
            thread.interrupt();
        }
    }

    /// For the poll thread: the attempt ended, or is given up.
    void forget(Job job) {
        job.attach(null);
    }

    private void run(Effect.Start start) {
        Verdict verdict;
        try {
            verdict = attempt(start);
        } catch (TowpathException e) {
            verdict = failed(e.code(), String.valueOf(e.getMessage()), isLast(start, e), e);
        } catch (Throwable e) {
            if (e instanceof OutOfMemoryError problem && Heap.isExhausted()) {
                inbox.put(new Inbox.Message.Exhausted(problem));
                return;
            }
            verdict =
                    withTarget.contains(start.job().arrival().type()) && Unreachable.is(e)
                            ? new Verdict.Hindered(reason(e), true)
                            : failed(ErrorCode.HANDLER_FAILED, reason(e), isLast(start, e), e);
        }
        inbox.put(new Inbox.Message.Attempt(new Event.Finished(start.job(), start.run(), verdict)));
    }

    private Verdict attempt(Effect.Start start) throws Exception {
        Attempt attempt =
                new Attempt(
                        start,
                        maxChildren,
                        cursor ->
                                inbox.put(
                                        new Inbox.Message.Checkpoint(
                                                new Event.Checkpointed(
                                                        start.job(), start.run(), cursor))));
        Handlers.Registered<?> registered = handlers.of(attempt.type());
        Outcome outcome = handle(registered, attempt);
        attempt.checkEmissions();
        return switch (outcome) {
            case Outcome.Done _ -> emitted.send(attempt);
            case Outcome.Retry(String reason, Optional<Duration> after) ->
                    new Verdict.Failed(
                            ErrorCode.HANDLER_FAILED,
                            reason,
                            false,
                            after.map(Duration::toMillis).orElse(0L),
                            "",
                            "");
            case Outcome.Snooze snooze -> new Verdict.Snoozed(snooze.until().toEpochMilli());
            case Outcome.Dead dead ->
                    Verdict.Failed.last(ErrorCode.HANDLER_SAID_DEAD, dead.reason());
            case null ->
                    Verdict.Failed.last(
                            ErrorCode.HANDLER_RETURNED_NULL,
                            "the handler of "
                                    + attempt.type()
                                    + " returned null; return Outcome.done() or another outcome");
        };
    }

    private <T> Outcome handle(Handlers.Registered<T> registered, Attempt attempt)
            throws Exception {
        JobPayload payload = attempt.payload(schemas);
        T data;
        try {
            data = registered.payload().read(payload);
        } catch (TowpathException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new TowpathException(
                    ErrorCode.PAYLOAD_UNREADABLE, "the payload cannot be read: " + e, e);
        }
        return registered.handler().handle(data, attempt);
    }

    /// Whether no further attempt can mend it: by the type's `finalErrors`, or because it lies in
    /// the job itself.
    private boolean isLast(Effect.Start start, Throwable thrown) {
        if (thrown instanceof TowpathException known) {
            return !known.code().retryable();
        }
        Set<String> names = finalErrors.getOrDefault(start.job().arrival().type(), Set.of());
        for (Class<?> at = thrown.getClass(); at != null; at = at.getSuperclass()) {
            if (names.contains(at.getName())) {
                return true;
            }
        }
        return false;
    }

    private static Verdict failed(ErrorCode code, String reason, boolean last, Throwable thrown) {
        return new Verdict.Failed(
                code, reason, last, 0, thrown.getClass().getName(), trace(thrown));
    }

    /// What was thrown is the handler's own, and telling about it may throw again.
    private static String reason(Throwable thrown) {
        try {
            String message = thrown.getMessage();
            return message == null || message.isBlank() ? thrown.getClass().getName() : message;
        } catch (Throwable e) {
            return thrown.getClass().getName() + ", whose message cannot be told";
        }
    }

    /// The top of the stack trace; of a stack that has overflown the first lines tell it all.
    private static String trace(Throwable thrown) {
        try {
            StringWriter text = new StringWriter();
            thrown.printStackTrace(new PrintWriter(text));
            return Text.cut(text.toString(), MAX_TRACE_BYTES);
        } catch (Throwable e) {
            return "";
        }
    }
}
