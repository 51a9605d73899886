package dev.towpath.e2e.evidence;

import dev.towpath.testkit.CancelIsObeyed;
import dev.towpath.testkit.Conservation;
import dev.towpath.testkit.Guarantee;
import dev.towpath.testkit.History;
import dev.towpath.testkit.Judgement;
import dev.towpath.testkit.NeverEarly;
import dev.towpath.testkit.OnePlace;
import dev.towpath.testkit.RefusedNeverRuns;
import dev.towpath.testkit.ReplayRunsWhatWasAsked;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// All guarantees that speak of runs with faults, sitting over one history.
public final class Judges {
    private static final int BREACHES_SHOWN = 5;

    private static final Set<Class<? extends Guarantee>> ALL_IN_THE_JOBS_LOG =
            Set.of(
                    Conservation.class,
                    NeverEarly.class,
                    OnePlace.class,
                    RefusedNeverRuns.class,
                    ReplayRunsWhatWasAsked.class,
                    CancelIsObeyed.class);

    /// A worker that dies takes its metrics with it.
    private static final Set<Class<? extends Guarantee>> WITHOUT_REPLAYS =
            Set.of(Conservation.class, ReplayRunsWhatWasAsked.class);

    private Judges() {}

    /// Of runs in which nobody replays a job, waits on the ladder or calls one off.
    public static List<String> complaints(History history) {
        return complaints(history, ALL_IN_THE_JOBS_LOG);
    }

    /// Of runs in which nobody replays a job.
    public static List<String> complaintsWithLadder(History history) {
        return complaints(history, WITHOUT_REPLAYS);
    }

    /// What is not kept, or cannot be told, one line each, beginning with the guarantee's number.
    private static List<String> complaints(
            History history, Set<Class<? extends Guarantee>> leftOut) {
        List<String> complaints = new ArrayList<>();
        for (Guarantee guarantee : Guarantee.all()) {
            if (leftOut.contains(guarantee.getClass())) {
                continue;
            }
            switch (guarantee.judge(history)) {
                case Judgement.Kept _ -> {}
                case Judgement.Unknown(String why) ->
                        complaints.add(guarantee.number() + " cannot be told: " + why);
                case Judgement.Broken(List<Judgement.Breach> breaches) ->
                        breaches.stream()
                                .limit(BREACHES_SHOWN)
                                .forEach(
                                        breach ->
                                                complaints.add(guarantee.number() + " " + breach));
            }
        }
        return complaints;
    }
}
