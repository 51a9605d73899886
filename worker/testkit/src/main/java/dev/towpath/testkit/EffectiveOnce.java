package dev.towpath.testkit;

import dev.towpath.schemas.ledger.State;
import dev.towpath.worker.handler.Fence;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// S5: a dedup key takes effect at most once per window at a fenced sink, and what is done has
/// taken effect. Executions beyond one an attempt stay within the published bound: over all
/// crashes, zombies and rebalances that touch the partition, the jobs in flight there and those
/// completed but not yet flushed.
///
/// What is due by a delay is not ordered against the jobs log. A submission that is overtaken by a
/// later one of its key that way, and comes after that has died or was called off, is not known to
/// lie in the window of what was done before: it takes effect once more. So does one that is read
/// again after a crash, when a later one of its key has died or was called off since it was done.
public final class EffectiveOnce implements Guarantee {
    @Override
    public String number() {
        return "S5";
    }

    @Override
    public Judgement judge(History history) {
        return Inquiry.of(history, new Effects());
    }

    private static final int NONCE_DIGITS = 16;

    private record Attempt(JobGeneration which, int number) {}

    private static final class Effects implements Inquiry.Examiner {
        private final Owners owners = new Owners();
        private final Map<String, Event.Submitted> submissions = new HashMap<>();
        private final Map<JobGeneration, String> ran = new HashMap<>();
        private final Set<JobGeneration> ended = new HashSet<>();
        private final Set<JobGeneration> done = new HashSet<>();
        private final Map<String, Fence> fences = new HashMap<>();
        private final Map<String, Long> effectiveEpochs = new HashMap<>();
        private final Map<String, Long> workerEpochs = new HashMap<>();
        private final Set<JobGeneration> effective = new HashSet<>();
        private final Map<String, Integer> lastDone = new HashMap<>();
        private final Set<JobGeneration> replayed = new HashSet<>();
        private final Map<Attempt, Integer> executions = new HashMap<>();
        private final Map<String, Integer> bounds = new HashMap<>();

        @Override
        public void on(Event.Submitted submitted, Inquiry inquiry) {
            owners.see(submitted);
            submissions.put(submitted.submission(), submitted);
        }

        @Override
        public void on(Event.Replayed again, Inquiry inquiry) {
            replayed.add(new JobGeneration(again.job(), again.generation()));
        }

        @Override
        public void on(Event.Opened opened, Inquiry inquiry) {
            owners.see(opened);
            workerEpochs.put(opened.partition() + " " + opened.worker(), opened.ownerEpoch());
        }

        @Override
        public void on(Event.AttemptStarted started, Inquiry inquiry) {
            JobGeneration which = new JobGeneration(started.job(), started.generation());
            executions.merge(new Attempt(which, started.attempt()), 1, Integer::sum);
            if (!ended.contains(which)) {
                ran.put(which, started.submission());
            }
        }

        @Override
        public void on(Event.AttemptEnded ended, Inquiry inquiry) {
            if (ended.result() == Event.Result.AGAIN) {
                JobGeneration which = new JobGeneration(ended.job(), ended.generation());
                executions.merge(new Attempt(which, ended.attempt()), -1, Integer::sum);
            }
        }

        @Override
        public void on(Event.Fault fault, Inquiry inquiry) {
            bounds.merge(fault.partition(), fault.atStake(), Integer::sum);
        }

        @Override
        public void on(Event.Effect effect, Inquiry inquiry) {
            if (!effect.accepted()) {
                return;
            }
            String job = effect.job();
            Fence highest = fences.get(job);
            inquiry.require(
                    highest == null || effect.fence().compareTo(highest) >= 0,
                    "the sink took fence "
                            + effect.fence()
                            + " of job "
                            + job
                            + " after "
                            + highest);
            fences.put(job, effect.fence());
            long owner =
                    workerEpochs.getOrDefault(
                            owners.partition(job) + " " + effect.worker(), Long.MIN_VALUE);
            long newest = effectiveEpochs.getOrDefault(job, Long.MIN_VALUE);
            inquiry.require(
                    owner >= newest,
                    "the sink took an effect of job "
                            + job
                            + " from "
                            + effect.worker()
                            + " after one of a later owner");
            effectiveEpochs.put(job, Math.max(owner, newest));
            effective.add(new JobGeneration(job, effect.generation()));
        }

        @Override
        public void on(Event.Terminal terminal, Inquiry inquiry) {
            JobGeneration which = new JobGeneration(terminal.job(), terminal.generation());
            if (terminal.state() != State.CONFLICT && !terminal.submission().isEmpty()) {
                // Not what a zombie has begun before, or begins from now on.
                ran.put(which, whole(terminal));
                ended.add(which);
            }
            if (terminal.state() != State.DONE) {
                return;
            }
            inquiry.require(
                    effective.contains(which) || wasWritten(which),
                    which + " is done without any effect");
            done.add(which);
            Integer before = lastDone.put(terminal.job(), terminal.generation());
            if (before != null && before < terminal.generation() && !isReplayed(which, before)) {
                again(new JobGeneration(terminal.job(), before), which, inquiry);
            }
        }

        /// The mark of a job that was called off on the ladder has the lower half of its nonce
        /// alone.
        private String whole(Event.Terminal terminal) {
            String told = terminal.submission();
            if (submissions.containsKey(told) || told.length() != NONCE_DIGITS) {
                return told;
            }
            String lower = told.substring(NONCE_DIGITS / 2);
            return submissions.values().stream()
                    .filter(one -> one.job().equals(terminal.job()))
                    .map(Event.Submitted::submission)
                    .filter(one -> one.endsWith(lower))
                    .findFirst()
                    .orElse(told);
        }

        /// Whether an earlier generation wrote the same, and did not end as done: one that died
        /// behind its effect, or that a zombie began before it was called off. The sink does not
        /// write it twice.
        private boolean wasWritten(JobGeneration which) {
            for (int generation = which.generation() - 1; generation >= 0; generation--) {
                JobGeneration earlier = new JobGeneration(which.job(), generation);
                if (done.contains(earlier)) {
                    return false;
                }
                if (effective.contains(earlier) && payload(earlier).equals(payload(which))) {
                    return true;
                }
            }
            return false;
        }

        private String payload(JobGeneration which) {
            Event.Submitted submitted = submissions.get(ran.getOrDefault(which, ""));
            return submitted == null ? which.toString() : submitted.payload();
        }

        /// Whether an operator had a generation run, or one since an earlier one: after that the
        /// window of the earlier one no longer holds.
        private boolean isReplayed(JobGeneration which, int since) {
            for (int generation = since + 1; generation <= which.generation(); generation++) {
                if (replayed.contains(new JobGeneration(which.job(), generation))) {
                    return true;
                }
            }
            return false;
        }

        /// Two generations of one key are done: one must have been submitted after the window of
        /// the other, which off the ladder may be the one that ran later.
        private void again(JobGeneration earlier, JobGeneration later, Inquiry inquiry) {
            Event.Submitted first = submissions.get(ran.getOrDefault(earlier, ""));
            Event.Submitted second = submissions.get(ran.getOrDefault(later, ""));
            if (first == null || second == null) {
                inquiry.breach(later + " took effect after " + earlier + " did");
                return;
            }
            inquiry.require(
                    second.acceptedAt() - first.acceptedAt() >= first.windowMillis()
                            || first.acceptedAt() - second.acceptedAt() >= second.windowMillis()
                                    && second.offset() < 0
                            || isOvertaken(earlier, later, second)
                            || isReadAgain(earlier, later, first, second),
                    later
                            + " took effect "
                            + (second.acceptedAt() - first.acceptedAt())
                            + " ms after "
                            + earlier
                            + ", whose window is "
                            + first.windowMillis()
                            + " ms");
        }

        private static boolean isReadAgain(
                JobGeneration earlier,
                JobGeneration later,
                Event.Submitted first,
                Event.Submitted second) {
            return second.offset() < 0
                    && second.submission().equals(first.submission())
                    && later.generation() > earlier.generation() + 1;
        }

        private boolean isOvertaken(
                JobGeneration earlier, JobGeneration later, Event.Submitted second) {
            for (int between = earlier.generation() + 1; between < later.generation(); between++) {
                JobGeneration which = new JobGeneration(later.job(), between);
                Event.Submitted other = submissions.get(ran.getOrDefault(which, ""));
                if (other != null
                        && (other.offset() < 0 || second.offset() < 0)
                        && other.acceptedAt() > second.acceptedAt()) {
                    return true;
                }
            }
            return false;
        }

        @Override
        public void end(Event.Rested rested, Inquiry inquiry) {
            Map<String, Integer> extra = new HashMap<>();
            executions.forEach(
                    (attempt, count) ->
                            extra.merge(
                                    owners.partition(attempt.which.job()),
                                    Math.max(0, count - 1),
                                    Integer::sum));
            extra.forEach(
                    (partition, count) -> {
                        int bound = bounds.getOrDefault(partition, 0);
                        inquiry.require(
                                count <= bound,
                                "partition "
                                        + partition
                                        + " has "
                                        + count
                                        + " executions too many, and its faults allow "
                                        + bound);
                    });
        }
    }
}
