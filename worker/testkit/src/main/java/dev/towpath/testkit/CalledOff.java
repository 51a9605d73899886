package dev.towpath.testkit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Which submissions the cancels of their clients speak of.
final class CalledOff {
    private final Map<String, List<Event.Submitted>> records = new HashMap<>();
    private final Map<String, Set<String>> submissions = new HashMap<>();
    private final Set<String> delayed = new HashSet<>();
    private final Map<String, List<Event.CancelAsked>> cancels = new HashMap<>();
    private final Set<Event.CancelAsked> read = new HashSet<>();
    private final Set<Event.CancelAsked> marked = new HashSet<>();
    private final Map<String, Integer> cancelsBefore = new HashMap<>();

    void see(Event.Submitted submitted) {
        records.computeIfAbsent(submitted.submission(), _ -> new ArrayList<>()).add(submitted);
        cancelsBefore.putIfAbsent(submitted.submission(), of(submitted.job()).size());
        submissions
                .computeIfAbsent(submitted.job(), _ -> new HashSet<>())
                .add(submitted.submission());
    }

    void see(Event.OnLadder copy) {
        if (copy.hop() == 0) {
            delayed.add(copy.submission());
        }
    }

    void see(Event.CancelAsked asked) {
        if (asked.answer() == Event.Answer.ACCEPTED || asked.offset() >= 0) {
            cancels.computeIfAbsent(asked.job(), _ -> new ArrayList<>()).add(asked);
        }
    }

    void see(Event.CancelRead one) {
        for (Event.CancelAsked cancel : of(one.job())) {
            if (cancel.partition().equals(one.partition()) && cancel.offset() == one.offset()) {
                read.add(cancel);
            }
        }
    }

    void see(Event.CancelMarked mark) {
        for (Event.CancelAsked cancel : of(mark.job())) {
            if (cancel.client().equals(mark.client())
                    && cancel.askedAt() <= mark.askedAt()
                    && cancel.jobsEnd() <= mark.jobsEnd()) {
                marked.add(cancel);
            }
        }
    }

    /// Whether a submission went to the ladder first.
    boolean isDelayed(String submission) {
        return delayed.contains(submission);
    }

    /// Whether the ledger knows of a cancel.
    boolean isMarked(Event.CancelAsked cancel) {
        return marked.contains(cancel);
    }

    /// Whether some worker has read each cancel of a job.
    boolean areRead(String job) {
        return of(job).stream()
                .allMatch(cancel -> read.contains(cancel) || marked.contains(cancel));
    }

    /// All cancels of a job that are in its express log, or may be.
    List<Event.CancelAsked> of(String job) {
        return cancels.getOrDefault(job, List.of());
    }

    /// What an attempt runs; empty when that cannot be told.
    String submission(Event.AttemptStarted started) {
        Set<String> all = submissions.getOrDefault(started.job(), Set.of());
        return started.submission().isEmpty() && all.size() == 1
                ? all.iterator().next()
                : started.submission();
    }

    /// Whether a cancel speaks for certain of a submission: it lies below the end of the jobs that
    /// the cancel names, with all that its producer repeated, or was given a delay before.
    boolean surely(Event.CancelAsked cancel, String submission) {
        List<Event.Submitted> known = records.getOrDefault(submission, List.of());
        return !known.isEmpty() && known.stream().allMatch(record -> speaksOf(cancel, record));
    }

    private boolean speaksOf(Event.CancelAsked cancel, Event.Submitted record) {
        boolean before =
                record.offset() >= 0
                        ? record.offset() < cancel.jobsEnd()
                        : delayed.contains(record.submission())
                                && record.acceptedAt() <= cancel.askedAt();
        return before && isOf(cancel, record);
    }

    /// Whether some cancel may speak of a submission.
    boolean perhaps(String job, String submission) {
        List<Event.Submitted> known = records.getOrDefault(submission, List.of());
        return of(job).stream()
                .anyMatch(
                        cancel ->
                                cancel.sawWaiting().equals(submission)
                                        || known.isEmpty()
                                        || known.stream()
                                                .anyMatch(
                                                        record ->
                                                                speaksOf(cancel, record)
                                                                        || (isOf(cancel, record)
                                                                                && isNowhere(
                                                                                        record))));
    }

    /// Whether some cancel may speak of a submission, or of another one that this one repeats.
    boolean orItsLike(String job, String submission) {
        return perhaps(job, submission) || isAskedAfter(job, submission);
    }

    /// Whether some cancel may speak of a submission, whatever the clocks of the gateways say of
    /// one with a delay.
    boolean byAnyClock(String job, String submission) {
        return perhaps(job, submission)
                || (delayed.contains(submission) && isAskedAfter(job, submission));
    }

    private boolean isAskedAfter(String job, String submission) {
        List<Event.CancelAsked> all = of(job);
        List<Event.Submitted> known = records.getOrDefault(submission, List.of());
        return all.subList(cancelsBefore.getOrDefault(submission, 0), all.size()).stream()
                .anyMatch(cancel -> known.stream().anyMatch(record -> isOf(cancel, record)));
    }

    private boolean isNowhere(Event.Submitted record) {
        return record.offset() < 0 && !delayed.contains(record.submission());
    }

    private static boolean isOf(Event.CancelAsked cancel, Event.Submitted record) {
        return cancel.job().equals(record.job()) && cancel.client().equals(record.client());
    }
}
