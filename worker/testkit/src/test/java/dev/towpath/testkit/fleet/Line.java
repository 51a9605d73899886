package dev.towpath.testkit.fleet;

import dev.towpath.testkit.Event;
import dev.towpath.worker.core.Arrival;
import dev.towpath.worker.core.QueuePartition;
import java.util.Optional;

/// A record of a jobs topic: what the engine decodes of it, and what was submitted, if it was.
record Line(
        QueuePartition place,
        long offset,
        Arrival arrival,
        String record,
        Optional<Event.Submitted> submitted) {
    Event.Submitted job() {
        return submitted.orElseThrow();
    }
}
