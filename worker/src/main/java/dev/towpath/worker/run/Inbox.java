package dev.towpath.worker.run;

import dev.towpath.worker.core.Event;
import dev.towpath.worker.kafka.FlushResult;
import dev.towpath.worker.kafka.Restored;
import dev.towpath.worker.thread.Threads;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/// The one way into the poll thread for everything that happens elsewhere. Its length is bounded by
/// what can be under way: jobs in flight, dying, or on their way to the ladder, one flush, one
/// restore a partition, one schema.
final class Inbox {
    private final ConcurrentLinkedQueue<Message> messages = new ConcurrentLinkedQueue<>();
    private final Threads threads;
    private volatile @Nullable Thread parked;

    /// What happened elsewhere.
    sealed interface Message {
        /// An attempt ended.
        record Attempt(Event.Finished finished) implements Message {}

        record Checkpoint(Event.Checkpointed checkpointed) implements Message {}

        record PutBack(Event.PutBackEnded ended) implements Message {}

        record DeathTold(Event.DeathTold told) implements Message {}

        /// The heap is exhausted: whatever goes on from here may fail.
        record Exhausted(OutOfMemoryError problem) implements Message {}

        record Flushed(FlushResult result) implements Message {}

        record Opening(Restored restored) implements Message {}

        /// What the control topic says.
        record Control(Event event) implements Message {}

        /// All that it had said before is told.
        record ControlRead() implements Message {}
    }

    Inbox(Threads threads) {
        this.threads = threads;
    }

    void put(Message message) {
        messages.add(message);
        Thread waiting = parked;
        if (waiting != null) {
            threads.unpark(waiting);
        }
    }

    @Nullable Message poll() {
        return messages.poll();
    }

    /// Waits for a message, at most so long. For the poll thread alone.
    void park(Duration atMost) {
        parked = Thread.currentThread();
        if (messages.isEmpty()) {
            threads.park(atMost.toNanos());
        }
        parked = null;
    }
}
