package dev.towpath.testkit.fleet;

import dev.towpath.testkit.Event;
import dev.towpath.testkit.History;
import dev.towpath.worker.handler.Fence;
import java.util.HashMap;
import java.util.Map;

/// What handlers write to: a store that keeps the highest fence of each job and refuses a lower
/// one.
final class Sink {
    private final History history;
    private final Map<String, Fence> fences = new HashMap<>();

    Sink(History history) {
        this.history = history;
    }

    void write(String job, int generation, Fence fence, String worker) {
        Fence highest = fences.get(job);
        boolean accepted = highest == null || fence.compareTo(highest) >= 0;
        if (accepted) {
            fences.put(job, fence);
        }
        history.add(new Event.Effect(job, generation, fence, worker, accepted));
    }
}
