package dev.towpath.testkit;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/// L5: a record that cannot be decoded is dead-lettered within a few polls: within a time from when
/// it was written, the faults healed, or the partition was opened by its owner, whichever is last.
///
/// A promise of liveness, see [EveryJobEndsInTime].
public final class UndecodableIsDeadSoon implements Guarantee {
    private final Duration most;

    /// @param most that such a record may lie there
    public UndecodableIsDeadSoon(Duration most) {
        this.most = most;
    }

    @Override
    public String number() {
        return "L5";
    }

    @Override
    public Judgement judge(History history) {
        return Inquiry.of(history, new Letters());
    }

    private record Place(String partition, long offset) {}

    private final class Letters implements Inquiry.Examiner {
        private final Map<Place, Long> since = new LinkedHashMap<>();
        private final Map<String, Long> openedAt = new HashMap<>();
        private long healedAt = Long.MAX_VALUE;
        private long now;

        @Override
        public void on(Event.Opened opened, Inquiry inquiry) {
            openedAt.put(opened.partition(), now);
        }

        @Override
        public void on(Event.Foreign record, Inquiry inquiry) {
            since.put(new Place(record.partition(), record.offset()), now);
        }

        @Override
        public void on(Event.DeadLettered letter, Inquiry inquiry) {
            Long written = since.remove(new Place(letter.partition(), letter.offset()));
            if (written != null) {
                inquiry.judged();
            }
        }

        @Override
        public void on(Event.Healed healed, Inquiry inquiry) {
            healedAt = healed.at();
            now = Math.max(now, healedAt);
        }

        @Override
        public void on(Event.Looked looked, Inquiry inquiry) {
            look(looked.at(), inquiry);
        }

        @Override
        public void end(Event.Rested rested, Inquiry inquiry) {
            look(rested.at(), inquiry);
        }

        private void look(long at, Inquiry inquiry) {
            now = Math.max(now, at);
            if (healedAt == Long.MAX_VALUE) {
                return;
            }
            since.entrySet()
                    .removeIf(
                            entry -> {
                                boolean late = isLate(entry.getKey(), entry.getValue());
                                if (late) {
                                    inquiry.breach(
                                            "the record at "
                                                    + entry.getKey().partition
                                                    + "@"
                                                    + entry.getKey().offset
                                                    + " cannot be decoded, and is no dead letter "
                                                    + most.toMillis()
                                                    + " ms later");
                                }
                                return late;
                            });
        }

        private boolean isLate(Place place, long written) {
            long opened = openedAt.getOrDefault(place.partition, 0L);
            return now - Math.max(written, Math.max(healedAt, opened)) > most.toMillis();
        }
    }
}
