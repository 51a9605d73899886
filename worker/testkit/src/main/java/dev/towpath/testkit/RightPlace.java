package dev.towpath.testkit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// S15: a handler sees the type and the payload that were submitted, of a job that was; and S3: no
/// attempt of a job that nobody submitted.
public final class RightPlace implements Guarantee {
    @Override
    public String number() {
        return "S15";
    }

    @Override
    public Judgement judge(History history) {
        return Inquiry.of(history, new Places());
    }

    private static final class Places implements Inquiry.Examiner {
        private final Map<String, List<Event.Submitted>> submissions = new HashMap<>();

        @Override
        public void on(Event.Submitted submitted, Inquiry inquiry) {
            List<Event.Submitted> all =
                    submissions.computeIfAbsent(submitted.job(), _ -> new ArrayList<>());
            for (Event.Submitted other : all) {
                inquiry.require(
                        other.partition().equals(submitted.partition()),
                        "job "
                                + submitted.job()
                                + " is in "
                                + submitted.partition()
                                + " and in "
                                + other.partition());
            }
            all.add(submitted);
        }

        @Override
        public void on(Event.AttemptStarted started, Inquiry inquiry) {
            List<Event.Submitted> all = submissions.getOrDefault(started.job(), List.of());
            inquiry.require(
                    !all.isEmpty(), "job " + started.job() + " starts, and nobody submitted it");
            inquiry.require(
                    all.isEmpty() || all.stream().anyMatch(submitted -> same(submitted, started)),
                    "job "
                            + started.job()
                            + " starts as type "
                            + started.type()
                            + " with "
                            + started.payload()
                            + ", which is not what was submitted");
        }

        private static boolean same(Event.Submitted submitted, Event.AttemptStarted started) {
            return submitted.type().equals(started.type())
                    && submitted.payload().equals(started.payload())
                    && (started.submission().isEmpty()
                            || started.submission().equals(submitted.submission()));
        }
    }
}
