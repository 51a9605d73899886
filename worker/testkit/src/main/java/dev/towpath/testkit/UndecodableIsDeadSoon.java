package dev.towpath.testkit;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/// L5: a record that cannot be decoded is dead-lettered within a few polls: once the faults have
/// healed, within a time from when its partition's owner has read it. That it has read it is seen
/// when it begins a job that lies behind it; and at rest everything was read.
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

    private record Place(String partition, long offset) {
        boolean isBehind(Place other) {
            return partition.equals(other.partition) && offset > other.offset;
        }
    }

    private final class Letters implements Inquiry.Examiner {
        private static final long NOT_YET = Long.MAX_VALUE;

        private final Map<String, Place> places = new HashMap<>();
        private final Map<Place, Long> readAt = new LinkedHashMap<>();
        private long healedAt = NOT_YET;
        private long now;

        @Override
        public void on(Event.Submitted submitted, Inquiry inquiry) {
            if (submitted.offset() >= 0) {
                // A producer may repeat it: what ran then lay first, or here.
                places.putIfAbsent(
                        submitted.submission(),
                        new Place(submitted.partition(), submitted.offset()));
            }
        }

        @Override
        public void on(Event.Foreign record, Inquiry inquiry) {
            readAt.put(new Place(record.partition(), record.offset()), NOT_YET);
        }

        @Override
        public void on(Event.Opened opened, Inquiry inquiry) {
            readAt.replaceAll(
                    (place, at) -> place.partition.equals(opened.partition()) ? NOT_YET : at);
        }

        @Override
        public void on(Event.AttemptStarted started, Inquiry inquiry) {
            Place begun = places.get(started.submission());
            if (begun != null) {
                readAt.replaceAll((place, at) -> begun.isBehind(place) ? Math.min(at, now) : at);
            }
        }

        @Override
        public void on(Event.DeadLettered letter, Inquiry inquiry) {
            if (readAt.remove(new Place(letter.partition(), letter.offset())) != null) {
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
            now = Math.max(now, looked.at());
            look(inquiry);
        }

        @Override
        public void end(Event.Rested rested, Inquiry inquiry) {
            now = Math.max(now, rested.at());
            readAt.replaceAll((_, at) -> Math.min(at, healedAt));
            look(inquiry);
        }

        private void look(Inquiry inquiry) {
            readAt.entrySet().removeIf(one -> isLate(one.getKey(), one.getValue(), inquiry));
        }

        private boolean isLate(Place place, long read, Inquiry inquiry) {
            if (healedAt == NOT_YET
                    || read == NOT_YET
                    || now - Math.max(read, healedAt) <= most.toMillis()) {
                return false;
            }
            inquiry.breach(
                    "the record at "
                            + place.partition
                            + "@"
                            + place.offset
                            + " cannot be decoded, and is no dead letter "
                            + most.toMillis()
                            + " ms after it was read");
            return true;
        }
    }
}
