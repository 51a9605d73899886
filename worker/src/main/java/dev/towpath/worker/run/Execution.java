package dev.towpath.worker.run;

import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.error.TowpathException;
import dev.towpath.schemas.payload.PayloadCodec;
import dev.towpath.schemas.wire.Text;
import dev.towpath.worker.core.Verdict;
import dev.towpath.worker.handler.JobPayload;
import dev.towpath.worker.handler.Outcome;
import dev.towpath.worker.kafka.Heap;
import dev.towpath.worker.limit.Unreachable;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/// The making of one attempt on the calling thread: the payload is read, the handler runs, what it
/// emitted is sent, and a verdict says what came of it.
public final class Execution {
    private static final int MAX_TRACE_BYTES = 4 * 1024;

    private final Handlers handlers;
    private final PayloadCodec.SchemaLookup schemas;
    private final Map<String, Set<String>> finalErrors;
    private final Set<String> withTarget;
    private final Emissions emissions;

    /// Sends what an attempt has emitted.
    @FunctionalInterface
    public interface Emissions {
        /// @return what becomes of the attempt that ended well otherwise
        Verdict send(Attempt attempt) throws InterruptedException;
    }

    /// @param finalErrors by type the names of the errors that no further attempt can mend
    /// @param withTarget the types whose handlers depend on a target
    public Execution(
            Handlers handlers,
            PayloadCodec.SchemaLookup schemas,
            Map<String, Set<String>> finalErrors,
            Set<String> withTarget,
            Emissions emissions) {
        this.handlers = handlers;
        this.schemas = schemas;
        this.finalErrors = Map.copyOf(finalErrors);
        this.withTarget = Set.copyOf(withTarget);
        this.emissions = emissions;
    }

    /// Makes an attempt, whatever its handler does.
    ///
    /// @throws OutOfMemoryError when the heap is exhausted
    public Verdict make(Attempt attempt) {
        try {
            return verdict(attempt);
        } catch (TowpathException e) {
            return failed(e.code(), String.valueOf(e.getMessage()), isLast(attempt.type(), e), e);
        } catch (Throwable e) {
            if (e instanceof OutOfMemoryError problem && Heap.isExhausted()) {
                throw problem;
            }
            return withTarget.contains(attempt.type()) && Unreachable.is(e)
                    ? new Verdict.Hindered(reason(e), true, 0)
                    : failed(ErrorCode.HANDLER_FAILED, reason(e), isLast(attempt.type(), e), e);
        }
    }

    private Verdict verdict(Attempt attempt) throws Exception {
        Handlers.Registered<?> registered = handlers.of(attempt.type());
        Outcome outcome = handle(registered, attempt);
        attempt.checkEmissions();
        return switch (outcome) {
            case Outcome.Done _ -> emissions.send(attempt);
            case Outcome.Retry retry ->
                    new Verdict.Failed(
                            ErrorCode.HANDLER_FAILED,
                            retry.reason(),
                            finalErrors
                                    .getOrDefault(attempt.type(), Set.of())
                                    .contains(retry.error()),
                            retry.after().map(Duration::toMillis).orElse(0L),
                            retry.error(),
                            Text.cut(retry.trace(), MAX_TRACE_BYTES));
            case Outcome.Snooze snooze -> new Verdict.Snoozed(snooze.until().toEpochMilli());
            case Outcome.Hold hold ->
                    new Verdict.Hindered(
                            hold.reason(),
                            hold.byTarget(),
                            hold.after().map(Duration::toMillis).orElse(0L));
            case Outcome.BrokeOff(String reason) ->
                    new Verdict.Failed(ErrorCode.ATTEMPT_BROKE_OFF, reason, "", "");
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
    private boolean isLast(String type, Throwable thrown) {
        if (thrown instanceof TowpathException known) {
            return !known.code().retryable();
        }
        Set<String> names = finalErrors.getOrDefault(type, Set.of());
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
