package dev.towpath.testkit.fleet;

import dev.towpath.testkit.Event;
import dev.towpath.testkit.History;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A history cut down to what concerns one job: its own events, and the owners and faults of its
/// partition.
final class Trail {
    private static final int LONGEST = 120;
    private static final Pattern JOB = Pattern.compile("q[-_]\\d_[0-9a-z]+");

    private Trail() {}

    /// The job that a finding names first.
    static Optional<String> job(String finding) {
        Matcher named = JOB.matcher(finding);
        return named.find() ? Optional.of(named.group()) : Optional.empty();
    }

    /// One line an event, with its place in the history.
    static String of(String job, History history) {
        List<Event> events = history.events();
        String partition = job.substring(0, job.lastIndexOf('_'));
        StringBuilder lines = new StringBuilder("of " + job + ":");
        int shown = 0;
        for (int at = 0; at < events.size() && shown < LONGEST; at++) {
            if (concerns(events.get(at), job, partition)) {
                lines.append("\n  ").append(at).append(' ').append(events.get(at));
                shown++;
            }
        }
        return lines.toString();
    }

    private static boolean concerns(Event event, String job, String partition) {
        return switch (event) {
            case Event.Submitted one -> one.job().equals(job);
            case Event.Replayed one -> one.job().equals(job);
            case Event.OnLadder one -> one.job().equals(job);
            case Event.OnExpress one -> one.job().equals(job);
            case Event.AttemptStarted one -> one.job().equals(job);
            case Event.AttemptEnded one -> one.job().equals(job);
            case Event.Effect one -> one.job().equals(job);
            case Event.Waiting one -> one.job().equals(job);
            case Event.Noted one -> one.job().equals(job);
            case Event.Terminal one -> one.job().equals(job);
            case Event.DeadLettered one -> one.job().equals(job);
            case Event.Pushed one -> one.job().equals(job);
            case Event.CancelAsked one -> one.job().equals(job);
            case Event.CancelRead one -> one.job().equals(job);
            case Event.CancelMarked one -> one.job().equals(job);
            case Event.Opened one -> one.partition().equals(partition);
            case Event.ReadsFirst one -> one.partition().equals("express " + partition);
            case Event.Fault one -> one.partition().equals(partition);
            case Event.Began _,
                    Event.Declared _,
                    Event.Foreign _,
                    Event.Committed _,
                    Event.Counted _,
                    Event.StormBegan _,
                    Event.StormEnded _,
                    Event.Healed _,
                    Event.Looked _,
                    Event.Rested _ ->
                    false;
        };
    }
}
