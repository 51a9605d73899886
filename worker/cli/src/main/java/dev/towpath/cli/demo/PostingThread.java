package dev.towpath.cli.demo;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/// The thread that posts while another watches.
///
/// @param end when it has posted all, or how it failed
record PostingThread(CompletableFuture<Boolean> end) {
    static PostingThread start(Posting posting, Posting.Source source) {
        CompletableFuture<Boolean> end = new CompletableFuture<>();
        Thread.ofVirtual()
                .start(
                        () -> {
                            try {
                                posting.post(source);
                                end.complete(true);
                            } catch (RuntimeException | InterruptedException e) {
                                end.completeExceptionally(e);
                            }
                        });
        return new PostingThread(end);
    }

    /// Whether all is posted.
    ///
    /// @throws RuntimeException what the posting failed with
    boolean isOver() {
        if (end.isCompletedExceptionally()) {
            join();
        }
        return end.isDone();
    }

    void join() {
        try {
            end.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw e;
        }
    }
}
