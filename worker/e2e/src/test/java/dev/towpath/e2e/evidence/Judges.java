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

/// All guarantees that speak of runs with faults and of jobs that are tried once, sitting over one
/// history: nobody watches the ladder here, and nobody refuses a job, replays one or calls one off.
public final class Judges {
    private static final int BREACHES_SHOWN = 5;

    private Judges() {}

    /// What is not kept, or cannot be told, one line each, beginning with the guarantee's number.
    public static List<String> complaints(History history) {
        List<String> complaints = new ArrayList<>();
        for (Guarantee guarantee : Guarantee.all()) {
            if (guarantee instanceof Conservation
                    || guarantee instanceof NeverEarly
                    || guarantee instanceof OnePlace
                    || guarantee instanceof RefusedNeverRuns
                    || guarantee instanceof ReplayRunsWhatWasAsked
                    || guarantee instanceof CancelIsObeyed) {
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
