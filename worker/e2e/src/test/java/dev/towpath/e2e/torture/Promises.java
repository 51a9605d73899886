package dev.towpath.e2e.torture;

import dev.towpath.testkit.Event;
import dev.towpath.testkit.Event.Answer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/// What clients were answered, and which of the jobs that were accepted have ended.
final class Promises {
    /// What is due later than this is not waited for.
    private static final long WAITED_FOR = 3_600_000;

    private final Map<String, Answer> answers = new HashMap<>();
    private final Map<String, Long> dueBy = new HashMap<>();
    private final Set<String> accepted = new HashSet<>();
    private final Set<String> ended = new HashSet<>();
    private final Set<String> unfinished = new HashSet<>();
    private final AtomicLong unknown = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong cancels = new AtomicLong();
    private long submissions;

    /// How a submission was answered, by its span.
    synchronized Answer answer(String span) {
        return answers.getOrDefault(span, Answer.UNKNOWN);
    }

    /// @param dueAt milliseconds since 1970
    synchronized void accepted(String span, String job, long dueAt) {
        answers.put(span, Answer.ACCEPTED);
        submissions++;
        if (dueAt - System.currentTimeMillis() > WAITED_FOR) {
            return;
        }
        accepted.add(job);
        dueBy.putIfAbsent(job, dueAt);
        if (!ended.contains(job)) {
            unfinished.add(job);
        }
    }

    synchronized void refused(String span) {
        answers.put(span, Answer.REFUSED);
        refused.incrementAndGet();
    }

    /// What was refused, as a history says it: no job has come of it.
    synchronized List<Event> refusedSubmissions() {
        List<Event> all = new ArrayList<>();
        answers.forEach(
                (span, answer) -> {
                    if (answer == Answer.REFUSED) {
                        all.add(
                                new Event.Submitted(
                                        answer,
                                        "refused " + span,
                                        span,
                                        "",
                                        -1,
                                        0,
                                        0,
                                        "",
                                        "",
                                        "",
                                        "",
                                        "",
                                        ""));
                    }
                });
        return all;
    }

    void unknown() {
        unknown.incrementAndGet();
    }

    void cancelled() {
        cancels.incrementAndGet();
    }

    /// The ledger says that a job has ended.
    synchronized void ended(String job) {
        ended.add(job);
        unfinished.remove(job);
    }

    /// The jobs that were answered 202, each once, but for those that are due much later.
    synchronized Set<String> jobs() {
        return Set.copyOf(accepted);
    }

    synchronized long submissions() {
        return submissions;
    }

    synchronized Set<String> unfinished() {
        return Set.copyOf(unfinished);
    }

    /// For how long the job has been due that has been so for longest.
    synchronized long oldestMillis(long now) {
        return unfinished.stream()
                .mapToLong(job -> now - dueBy.getOrDefault(job, now))
                .max()
                .orElse(0);
    }

    long unknowns() {
        return unknown.get();
    }

    long refusals() {
        return refused.get();
    }

    long cancels() {
        return cancels.get();
    }
}
