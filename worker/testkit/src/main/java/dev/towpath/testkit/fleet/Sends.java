package dev.towpath.testkit.fleet;

import dev.towpath.schemas.wire.JobEnvelope;
import dev.towpath.worker.core.Effect;
import dev.towpath.worker.core.Event;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// Copies on their way from a worker to the ladder. Each is stored or lost, and the worker is told
/// that it was stored or that perhaps it was not, before or after; one that is on its way arrives
/// though its worker may be gone.
final class Sends {
    private final Fleet fleet;
    private final RandomGenerator random;
    private final List<Send> underWay = new ArrayList<>();

    private enum Step {
        STORE,
        TELL_STORED,
        TELL_UNKNOWN
    }

    private record Send(
            Shell worker, Effect.PutBack putBack, Line copy, long delay, ArrayDeque<Step> steps) {}

    Sends(Fleet fleet) {
        this.fleet = fleet;
        this.random = fleet.random;
    }

    void send(Shell worker, Effect.PutBack putBack) {
        List<Step> steps =
                switch (random.nextInt(16)) {
                    case 0 -> List.of(Step.TELL_UNKNOWN);
                    case 1 -> List.of(Step.STORE, Step.TELL_UNKNOWN);
                    case 2 -> List.of(Step.TELL_UNKNOWN, Step.STORE);
                    default -> List.of(Step.STORE, Step.TELL_STORED);
                };
        Line copy = Line.of(putBack.job().arrival()).with(envelope(putBack.envelope()));
        underWay.add(
                new Send(worker, putBack, copy, delay(worker, putBack), new ArrayDeque<>(steps)));
        if (fleet.flawed(Flaw.MARK_BEFORE_COPY)) {
            tell(underWay.getLast(), true);
        }
    }

    private JobEnvelope envelope(JobEnvelope right) {
        int attempt = fleet.flawed(Flaw.ATTEMPT_RESET_BY_COPY) ? 0 : right.attempt();
        int hop = right.hop() - (fleet.flawed(Flaw.COPY_WITHOUT_HOP) ? 1 : 0);
        return Envelopes.at(right, attempt, hop);
    }

    private long delay(Shell worker, Effect.PutBack putBack) {
        long delay = putBack.delayMillis();
        long dueAt = putBack.job().arrival().envelope().dueAt();
        if (fleet.flawed(Flaw.PAUSE_FROM_DUE_TIME) && dueAt > 0) {
            delay -= fleet.now - dueAt;
        }
        if (fleet.flawed(Flaw.DUE_BY_OWN_CLOCK)) {
            delay += worker.clock() - fleet.now;
        }
        return Math.max(0, delay);
    }

    /// One of them goes on.
    void goOn() {
        if (!underWay.isEmpty()) {
            goOn(underWay.get(random.nextInt(underWay.size())));
        }
    }

    /// All of them go on.
    void allGoOn() {
        List.copyOf(underWay).forEach(this::goOn);
    }

    /// A worker died: what it had not handed over yet may never leave it.
    void diesWith(Shell worker) {
        underWay.removeIf(
                send ->
                        send.worker == worker
                                && send.steps.contains(Step.STORE)
                                && random.nextBoolean());
    }

    boolean idle() {
        return underWay.isEmpty();
    }

    private void goOn(Send send) {
        switch (send.steps.remove()) {
            case STORE -> fleet.ladder.store(send.copy, send.delay, fleet.now);
            case TELL_STORED -> tell(send, true);
            case TELL_UNKNOWN -> tell(send, false);
        }
        if (send.steps.isEmpty()) {
            underWay.remove(send);
        }
    }

    private static void tell(Send send, boolean stored) {
        send.worker.hear(new Event.PutBackEnded(send.putBack.job(), send.putBack.run(), stored));
    }
}
