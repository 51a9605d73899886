package dev.towpath.testkit;

import dev.towpath.schemas.ledger.State;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// S17: a job that is pushed is done only after its endpoint has said so, signed for that very
/// request; each attempt has the same `webhook-id` and is signed anew, with its own time; and no
/// redirect is followed.
///
/// Judged where jobs are pushed: endpoints without acknowledgement are not spoken of.
public final class DoneWhenSaid implements Guarantee {
    private static final long STALE_MILLIS = 5_000;

    @Override
    public String number() {
        return "S17";
    }

    @Override
    public Judgement judge(History history) {
        return Inquiry.of(history, new Pushes());
    }

    private static final class Pushes implements Inquiry.Examiner {
        private final Map<String, String> endpoints = new HashMap<>();
        private final Set<JobGeneration> said = new HashSet<>();

        @Override
        public void on(Event.Pushed push, Inquiry inquiry) {
            String job = push.job();
            String first = endpoints.putIfAbsent(job, push.to());
            inquiry.require(
                    first == null || first.equals(push.to()),
                    "job " + job + " is pushed to " + push.to() + ", and was to " + first);
            inquiry.require(
                    push.webhookId().equals(job),
                    "job " + job + " is called " + push.webhookId() + " in its request");
            inquiry.require(push.signed(), "a request of job " + job + " is not signed for it");
            inquiry.require(
                    Math.abs(push.at() - push.timestamp() * 1_000) <= STALE_MILLIS,
                    "a request of job "
                            + job
                            + " is signed with "
                            + push.timestamp()
                            + " s, at "
                            + push.at()
                            + " ms");
            if (push.said().equals("done")) {
                said.add(new JobGeneration(job, push.generation()));
            }
        }

        @Override
        public void on(Event.Terminal terminal, Inquiry inquiry) {
            JobGeneration which = new JobGeneration(terminal.job(), terminal.generation());
            if (terminal.state() == State.DONE) {
                inquiry.require(
                        said.contains(which), which + " is done, and its endpoint did not say so");
            }
        }
    }
}
