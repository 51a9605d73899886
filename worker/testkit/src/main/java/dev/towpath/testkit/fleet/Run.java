package dev.towpath.testkit.fleet;

import dev.towpath.testkit.Event;
import dev.towpath.testkit.History;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/// What came of one seed: its history, and what broke in it.
public final class Run {
    private static final int SHOWN = 3;

    private final Plan plan;
    private final History history;
    private final BitSet steps;
    private final List<Finding> findings;

    Run(Plan plan, History history, BitSet steps, List<Finding> findings) {
        this.plan = plan;
        this.history = history;
        this.steps = steps;
        this.findings = List.copyOf(findings);
    }

    public long seed() {
        return plan.seed();
    }

    public Mode mode() {
        return plan.mode();
    }

    public History history() {
        return history;
    }

    /// What broke; empty when every guarantee was kept.
    public List<Finding> findings() {
        return findings;
    }

    /// How many steps its time of faults had.
    public int length() {
        return steps.cardinality();
    }

    /// How many jobs were submitted.
    public long jobs() {
        return history.events().stream()
                .filter(Event.Submitted.class::isInstance)
                .map(event -> ((Event.Submitted) event).job())
                .distinct()
                .count();
    }

    /// Of a run that broke something: what, in which steps, and what happened to the job that is
    /// named first.
    public String story() {
        StringBuilder story = new StringBuilder("seed " + seed() + " breaks:");
        findings.stream().limit(SHOWN).forEach(one -> story.append("\n  ").append(one));
        story.append("\nin these steps of its time of faults: ").append(ranges());
        trail().ifPresent(trail -> story.append('\n').append(trail));
        return story.toString();
    }

    Plan plan() {
        return plan;
    }

    /// The steps that were taken.
    BitSet steps() {
        return (BitSet) steps.clone();
    }

    private Optional<String> trail() {
        return findings.stream()
                .flatMap(finding -> Trail.job(finding.what()).stream())
                .findFirst()
                .map(job -> Trail.of(job, history));
    }

    private String ranges() {
        StringBuilder ranges = new StringBuilder();
        for (int from = steps.nextSetBit(0); from >= 0; ) {
            int end = steps.nextClearBit(from);
            ranges.append(ranges.isEmpty() ? "" : ", ").append(from);
            if (end > from + 1) {
                ranges.append('-').append(end - 1);
            }
            from = steps.nextSetBit(end);
        }
        return ranges.isEmpty() ? "none" : ranges.toString();
    }
}
