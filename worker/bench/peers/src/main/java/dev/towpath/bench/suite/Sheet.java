package dev.towpath.bench.suite;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/// Where figures are written while they are taken, and seen.
///
/// @param quick whether little time is to be taken
/// @param rounds how often entrants are compared
/// @param run which run the figures are of
/// @param pictures the folder for those that are not of figures
record Sheet(
        boolean quick, int rounds, String run, Figures figures, Path pictures, PrintStream out) {
    /// How much of something there is, by the time that there is.
    <T> T either(T quickly, T fully) {
        return quick ? quickly : fully;
    }

    void add(Measure measure, String entrant, double value) {
        figures.add(run, measure, entrant, value);
        tell(measure, entrant, Target.figure(value) + " " + measure.unit);
    }

    void skip(Measure measure, String entrant, String why) {
        figures.skip(run, measure, entrant, why);
        tell(measure, entrant, "skipped, " + why);
    }

    /// What a step says of itself.
    void tell(Measure measure, String entrant, String what) {
        out.printf(Locale.ROOT, "        %s | %s: %s%n", measure.slug(), entrant, what);
    }

    /// So many rounds of entrants, another one first in each.
    static <T> List<T> turned(List<T> entrants, int round) {
        List<T> turned = new ArrayList<>(entrants);
        Collections.rotate(turned, -round);
        return turned;
    }
}
