package dev.towpath.testkit.manual;

import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.error.TowpathException;
import dev.towpath.worker.core.Verdict;
import dev.towpath.worker.handler.JobHandler;
import dev.towpath.worker.handler.Outcome;
import dev.towpath.worker.handler.Payload;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Makes attempts on the calling thread, and says what came of them as a worker would.
final class Attempts {
    private final Map<String, Registered<?>> handlers;
    private final Map<String, Set<String>> finalErrors;

    /// A handler and how it takes its payload.
    record Registered<T>(Payload<T> payload, JobHandler<T> handler) {}

    Attempts(Map<String, Registered<?>> handlers, Map<String, Set<String>> finalErrors) {
        this.handlers = Map.copyOf(handlers);
        this.finalErrors = Map.copyOf(finalErrors);
    }

    /// Makes one attempt.
    ///
    /// @throws AssertionError what the handler threw, if it was one: that is the test's
    Verdict make(ManualContext context) {
        try {
            Registered<?> registered = handlers.get(context.type());
            if (registered == null) {
                throw new IllegalStateException("no handler for " + context.type());
            }
            return verdict(handle(registered, context), context);
        } catch (AssertionError e) {
            throw e;
        } catch (TowpathException e) {
            return new Verdict.Failed(
                    e.code(),
                    String.valueOf(e.getMessage()),
                    !e.code().retryable(),
                    0,
                    e.getClass().getName(),
                    "");
        } catch (Exception | Error e) {
            String name = e.getClass().getName();
            String message = e.getMessage();
            return new Verdict.Failed(
                    ErrorCode.HANDLER_FAILED,
                    message == null || message.isBlank() ? name : message,
                    isFinal(context.type(), e),
                    0,
                    name,
                    "");
        }
    }

    private <T> Outcome handle(Registered<T> registered, ManualContext context) throws Exception {
        T data = registered.payload.read(context.payload());
        return registered.handler.handle(data, context);
    }

    private static Verdict verdict(Outcome outcome, ManualContext context) {
        return switch (outcome) {
            case Outcome.Done _ -> Verdict.DONE;
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
                            "the handler of " + context.type() + " returned null");
        };
    }

    private boolean isFinal(String type, Throwable thrown) {
        Set<String> names = finalErrors.getOrDefault(type, Set.of());
        for (Class<?> at = thrown.getClass(); at != null; at = at.getSuperclass()) {
            if (names.contains(at.getName())) {
                return true;
            }
        }
        return false;
    }
}
