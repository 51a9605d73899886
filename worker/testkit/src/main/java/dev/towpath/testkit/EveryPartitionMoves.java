package dev.towpath.testkit;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/// L3: once the faults have healed, every partition with runnable work moves within a time: a job
/// of it ends, or is put back or dead-lettered, durably. A partition where an attempt runs does not
/// stand still; one whose jobs run again and again and never end does.
///
/// A promise of liveness, see [EveryJobEndsInTime].
public final class EveryPartitionMoves implements Guarantee {
    private final Duration most;

    /// @param most that a partition may stand still
    public EveryPartitionMoves(Duration most) {
        this.most = most;
    }

    @Override
    public String number() {
        return "L3";
    }

    @Override
    public Judgement judge(History history) {
        return Inquiry.of(history, new Moves());
    }

    private final class Moves extends Vigil {
        private static final long NOT_YET = Long.MAX_VALUE;

        private final Map<String, Long> movedAt = new HashMap<>();
        private long healedAt = NOT_YET;

        @Override
        public void on(Event.Healed event, Inquiry inquiry) {
            healedAt = event.at();
            backlog.lookedAt(healedAt);
            movedAt.clear();
        }

        @Override
        public void on(Event.DeadLettered letter, Inquiry inquiry) {
            moved(letter.partition(), inquiry);
        }

        @Override
        void moved(String partition, Inquiry inquiry) {
            movedAt.put(partition, backlog.now());
            if (healedAt != NOT_YET) {
                inquiry.judged();
            }
        }

        @Override
        void look(Inquiry inquiry) {
            if (healedAt == NOT_YET) {
                return;
            }
            Map<String, Long> withWork = new HashMap<>();
            for (Backlog.Pending pending : backlog.pending()) {
                long since = Math.max(pending.since(), healedAt);
                withWork.merge(pending.partition(), since, Math::min);
            }
            movedAt.keySet().retainAll(withWork.keySet());
            withWork.forEach(movedAt::putIfAbsent);
            for (String partition : withWork.keySet()) {
                if (backlog.isAtWork(partition)) {
                    movedAt.put(partition, backlog.now());
                }
                long still = backlog.now() - movedAt.getOrDefault(partition, backlog.now());
                if (still > most.toMillis()) {
                    inquiry.breach(
                            "partition "
                                    + partition
                                    + " stands still for "
                                    + still
                                    + " ms, and has work: "
                                    + first(partition));
                    movedAt.put(partition, backlog.now());
                }
            }
        }

        private String first(String partition) {
            for (Backlog.Pending pending : backlog.pending()) {
                if (pending.partition().equals(partition)) {
                    return "job " + pending.job();
                }
            }
            return "none";
        }
    }
}
