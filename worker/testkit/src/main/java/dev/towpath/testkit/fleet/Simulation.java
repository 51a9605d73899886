package dev.towpath.testkit.fleet;

import dev.towpath.testkit.Guarantee;
import dev.towpath.testkit.History;
import dev.towpath.testkit.Judgement;
import dev.towpath.testkit.crew.Crew;
import java.util.ArrayList;
import java.util.List;

/// A fleet of workers in one thread, driven by a seed: the same seed gives the same history, and
/// that is judged.
public final class Simulation {
    private static final int FINDINGS_EACH = 3;

    private Simulation() {}

    /// Runs a seed to its end.
    public static Run run(long seed, Mode mode) {
        return run(Plan.of(seed, mode));
    }

    static Run run(Plan plan) {
        return run(plan, plan.mode().guarantees());
    }

    /// Runs a plan, and judges it by some guarantees alone.
    static Run run(Plan plan, List<Guarantee> guarantees) {
        return plan.mode() == Mode.WHOLE ? whole(plan, guarantees) : fleet(plan, guarantees);
    }

    private static Run fleet(Plan plan, List<Guarantee> guarantees) {
        Fleet fleet = new Fleet(plan);
        List<Finding> findings = new ArrayList<>();
        try {
            fleet.run();
        } catch (Rest.Restless e) {
            findings.add(new Finding(Finding.RESTLESS, e.toString()));
        } catch (RuntimeException | AssertionError e) {
            findings.add(new Finding(Finding.STOPPED, e.toString()));
        }
        judge(fleet.history, guarantees, findings);
        return new Run(plan, fleet.history, fleet.steps(), findings);
    }

    private static Run whole(Plan plan, List<Guarantee> guarantees) {
        Crew crew =
                new Crew(
                        plan.seed(),
                        (number, jobs) ->
                                plan.steps().from(number, plan.mode().isEnough(number, jobs)));
        List<Finding> findings = new ArrayList<>();
        try {
            crew.run();
        } catch (Crew.Restless e) {
            findings.add(new Finding(Finding.RESTLESS, e.toString()));
        } catch (IllegalStateException e) {
            findings.add(new Finding(Finding.STOPPED, e.toString()));
        }
        judge(crew.history(), guarantees, findings);
        return new Run(plan, crew.history(), crew.steps(), findings);
    }

    private static void judge(History history, List<Guarantee> guarantees, List<Finding> findings) {
        for (Guarantee guarantee : guarantees) {
            if (guarantee.judge(history) instanceof Judgement.Broken what) {
                what.breaches().stream()
                        .limit(FINDINGS_EACH)
                        .map(breach -> new Finding(guarantee.number(), breach.toString()))
                        .forEach(findings::add);
            }
        }
    }
}
