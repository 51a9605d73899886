package dev.towpath.worker.run;

import dev.towpath.worker.core.Effect;
import dev.towpath.worker.core.Event;
import dev.towpath.worker.core.Job;
import dev.towpath.worker.core.Verdict;
import dev.towpath.worker.thread.Threads;

/// Runs each attempt on a virtual thread of its own and puts its verdict into the inbox. The poll
/// thread starts and interrupts; the handlers' threads only answer.
final class HandlerThreads {
    private final Execution execution;
    private final int maxChildren;
    private final Inbox inbox;
    private final Threads threads;
    private final Advances advances;

    HandlerThreads(
            Execution execution, int maxChildren, Inbox inbox, Threads threads, Advances advances) {
        this.execution = execution;
        this.maxChildren = maxChildren;
        this.inbox = inbox;
        this.threads = threads;
        this.advances = advances;
    }

    /// For the poll thread.
    void start(Effect.Start start) {
        start.job().attach(threads.startVirtual("job", () -> run(start)));
    }

    /// For the poll thread.
    void interrupt(Job job) {
        if (job.attachment() instanceof Thread thread) {
            threads.interrupt(thread);
        }
    }

    /// For the poll thread: the attempt ended, or is given up.
    void forget(Job job) {
        job.attach(null);
    }

    private void run(Effect.Start start) {
        Attempt attempt =
                new Attempt(
                        start,
                        RecordContent.of(start.job()),
                        maxChildren,
                        cursor -> checkpoint(start, cursor),
                        progress -> advances.tell(start, progress));
        Verdict verdict;
        try {
            verdict = execution.make(attempt);
        } catch (OutOfMemoryError problem) {
            inbox.put(new Inbox.Message.Exhausted(problem));
            return;
        }
        inbox.put(
                new Inbox.Message.Attempt(
                        new Event.Finished(start.job(), start.run(), verdict, attempt.note())));
    }

    private void checkpoint(Effect.Start start, String cursor) {
        inbox.put(
                new Inbox.Message.Checkpoint(
                        new Event.Checkpointed(start.job(), start.run(), cursor)));
    }
}
