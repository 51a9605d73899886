package dev.towpath.e2e.crash;

import dev.towpath.e2e.evidence.Evidence;
import dev.towpath.e2e.evidence.Judges;
import dev.towpath.e2e.fleet.Fleet;
import dev.towpath.e2e.fleet.Traffic;
import dev.towpath.testkit.Event;
import dev.towpath.testkit.History;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Where a run is judged.
final class Courtroom {
    private Courtroom() {}

    /// Fails with everything that a run, now at rest and without workers, has broken. Its history
    /// is left in a file then.
    static History judged(Fleet fleet, Traffic traffic, long seed) throws Exception {
        Evidence evidence = fleet.evidence(traffic);
        History history = fleet.history(evidence);
        List<String> complaints = new ArrayList<>(Judges.complaints(history));
        evidence.lateWrites().forEach(late -> complaints.add("a late write: " + late));
        complaints.addAll(effectsTooMany(history));
        if (!complaints.isEmpty()) {
            Path file = fleet.output("history");
            Files.write(file, history.events().stream().map(Object::toString).toList());
            throw new AssertionError(
                    "with seed "
                            + seed
                            + ", history in "
                            + file
                            + ":\n"
                            + String.join("\n", complaints));
        }
        return history;
    }

    /// The sink has an inbox, so that a generation takes effect once however often it ran.
    private static List<String> effectsTooMany(History history) {
        Map<String, Integer> effects = new TreeMap<>();
        for (Event event : history.events()) {
            if (event instanceof Event.Effect effect && effect.accepted()) {
                effects.merge(effect.job() + "/" + effect.generation(), 1, Integer::sum);
            }
        }
        effects.values().removeIf(times -> times == 1);
        return effects.entrySet().stream()
                .map(many -> "S5 " + many.getKey() + " took effect " + many.getValue() + " times")
                .toList();
    }
}
