package dev.towpath.worker;

import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.worker.handler.JobContext;
import dev.towpath.worker.handler.Outcome;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/// A way in which a handler misbehaves, and what its job dies of.
///
/// @param what it does, in words
/// @param error the class that its dead letter names
/// @param reason what its dead letter says, or a part of it
record Hostility(String what, ErrorCode code, String error, String reason, Body body) {
    /// What the handler does.
    @FunctionalInterface
    interface Body {
        Outcome run(JobContext job) throws Exception;
    }

    static List<Hostility> all() {
        return List.of(
                fails(
                        "throws",
                        IllegalStateException.class,
                        "no such article",
                        job -> {
                            throw new IllegalStateException("no such article");
                        }),
                fails(
                        "throws nothing to say",
                        RuntimeException.class,
                        "java.lang.RuntimeException",
                        job -> {
                            throw new RuntimeException();
                        }),
                fails(
                        "throws megabytes",
                        IllegalStateException.class,
                        "ééé",
                        job -> {
                            throw new IllegalStateException("é".repeat(2 << 20));
                        }),
                fails(
                        "throws what cannot be told",
                        Untellable.class,
                        "whose message cannot be told",
                        job -> {
                            throw new Untellable();
                        }),
                fails(
                        "is broken",
                        AssertionError.class,
                        "expected 1",
                        job -> {
                            throw new AssertionError("expected 1");
                        }),
                fails(
                        "is out of memory",
                        OutOfMemoryError.class,
                        "by hand",
                        job -> {
                            throw new OutOfMemoryError("by hand");
                        }),
                fails(
                        "recurses for ever",
                        StackOverflowError.class,
                        "java.lang.StackOverflowError",
                        job -> endless(0)),
                new Hostility(
                        "returns null",
                        ErrorCode.HANDLER_RETURNED_NULL,
                        "",
                        "the handler of hostile returned null",
                        job -> nothing()),
                new Hostility(
                        "never returns",
                        ErrorCode.HANDLER_TIMED_OUT,
                        InterruptedException.class.getName(),
                        "did not end within 500 ms and ended by its interrupt",
                        job -> {
                            new CountDownLatch(1).await();
                            return Outcome.done();
                        }));
    }

    private static Hostility fails(
            String what, Class<? extends Throwable> error, String reason, Body body) {
        return new Hostility(what, ErrorCode.HANDLER_FAILED, error.getName(), reason, body);
    }

    @SuppressWarnings("NullAway") // what users write is not checked for nulls
    private static Outcome nothing() {
        return null;
    }

    private static Outcome endless(long depth) {
        return depth < 0 ? Outcome.done() : endless(depth + 1);
    }

    @Override
    public String toString() {
        return what;
    }

    /// Throws again when somebody asks what it is about.
    static final class Untellable extends RuntimeException {
        private static final long serialVersionUID = 1;

        @Override
        public String getMessage() {
            throw new IllegalStateException("not even that");
        }
    }
}
