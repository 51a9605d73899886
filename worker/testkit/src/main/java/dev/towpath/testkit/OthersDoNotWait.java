package dev.towpath.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// L2: one poison or slow group, type or target does not make the others wait. Of the jobs of all
/// other types, 99 in a hundred begin within a time, counted from when they were accepted. The jobs
/// of an ordered group that stands still are one of those that are sick.
///
/// A promise of liveness: it is judged where the machine itself does not stand still, so it is not
/// among [Guarantee#all()].
public final class OthersDoNotWait implements Guarantee {
    private final Set<String> sick;
    private final Duration most;

    /// @param sick the types that are poison or slow
    /// @param most that 99 of a hundred others may wait
    public OthersDoNotWait(Set<String> sick, Duration most) {
        this.sick = Set.copyOf(sick);
        this.most = most;
    }

    @Override
    public String number() {
        return "L2";
    }

    @Override
    public Judgement judge(History history) {
        return Inquiry.of(history, new Waits());
    }

    /// How long the job waited that waited longest but for one in a hundred; zero of none.
    public static Duration p99(List<Duration> waits) {
        if (waits.isEmpty()) {
            return Duration.ZERO;
        }
        List<Duration> sorted = new ArrayList<>(waits);
        Collections.sort(sorted);
        return sorted.get((int) Math.ceil(sorted.size() * 0.99) - 1);
    }

    private final class Waits implements Inquiry.Examiner {
        private final Map<String, Long> acceptedAt = new HashMap<>();
        private final List<Duration> waits = new ArrayList<>();

        @Override
        public void on(Event.Submitted submitted, Inquiry inquiry) {
            if (submitted.answer() == Event.Answer.ACCEPTED && !sick.contains(submitted.type())) {
                acceptedAt.put(submitted.submission(), submitted.acceptedAt());
            }
        }

        @Override
        public void on(Event.AttemptStarted started, Inquiry inquiry) {
            Long accepted = acceptedAt.get(started.submission());
            if (accepted != null && started.attempt() == 1) {
                waits.add(Duration.ofMillis(Math.max(0, started.at() - accepted)));
                acceptedAt.remove(started.submission());
            }
        }

        @Override
        public void end(Event.Rested rested, Inquiry inquiry) {
            if (waits.isEmpty() && acceptedAt.isEmpty()) {
                return;
            }
            acceptedAt
                    .keySet()
                    .forEach(
                            submission ->
                                    inquiry.breach("submission " + submission + " never began"));
            Duration p99 = p99(waits);
            inquiry.require(
                    p99.compareTo(most) <= 0,
                    "99 of a hundred others began within "
                            + p99.toMillis()
                            + " ms, expected "
                            + most.toMillis()
                            + " ms");
        }
    }
}
