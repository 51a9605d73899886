package dev.towpath.testkit;

import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// L1: after the faults have healed all jobs end within a time. It is counted for each from when it
/// could run: when it came, or came off the ladder, or the faults healed, whichever is the latest.
/// What is on the ladder comes off it within that time from when it is due.
///
/// A promise of liveness, so it is not among [Guarantee#all()]: it is judged where a history says
/// when faults have healed, and what time it was.
public final class EveryJobEndsInTime implements Guarantee {
    private final Duration most;

    /// @param most that a job may take, without the time that it is not due
    public EveryJobEndsInTime(Duration most) {
        this.most = most;
    }

    @Override
    public String number() {
        return "L1";
    }

    @Override
    public Judgement judge(History history) {
        return Inquiry.of(history, new Ends());
    }

    private final class Ends extends Vigil {
        private final Map<String, Event.OnLadder> climbing = new LinkedHashMap<>();
        private final Set<Object> late = new HashSet<>();
        private long healedAt = Long.MAX_VALUE;

        @Override
        public void on(Event.Healed healed, Inquiry inquiry) {
            healedAt = healed.at();
            backlog.lookedAt(healedAt);
        }

        @Override
        public void on(Event.OnLadder copy, Inquiry inquiry) {
            climbing.put(copy.copy(), copy);
        }

        @Override
        public void on(Event.OnExpress copy, Inquiry inquiry) {
            climbing.remove(copy.copy());
            super.on(copy, inquiry);
        }

        @Override
        void moved(String partition, Inquiry inquiry) {
            if (healedAt != Long.MAX_VALUE) {
                inquiry.judged();
            }
        }

        @Override
        void look(Inquiry inquiry) {
            if (healedAt == Long.MAX_VALUE) {
                return;
            }
            for (Backlog.Pending pending : backlog.pending()) {
                if (isLate(pending.since()) && late.add(pending)) {
                    inquiry.breach(
                            "job "
                                    + pending.job()
                                    + " of partition "
                                    + pending.partition()
                                    + " could run since "
                                    + pending.since()
                                    + ", and has not ended "
                                    + most.toMillis()
                                    + " ms after the faults healed at "
                                    + healedAt);
                }
            }
            for (Event.OnLadder copy : climbing.values()) {
                if (isLate(copy.dueAt()) && late.add(copy)) {
                    inquiry.breach(
                            "job "
                                    + copy.job()
                                    + " was due at "
                                    + copy.dueAt()
                                    + ", and is on the ladder yet");
                }
            }
        }

        private boolean isLate(long since) {
            return backlog.now() - Math.max(since, healedAt) > most.toMillis();
        }
    }
}
