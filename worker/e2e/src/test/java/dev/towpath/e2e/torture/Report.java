package dev.towpath.e2e.torture;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What a run came to.
///
/// @param broken what was broken, one line each
record Report(
        Trial.Figures figures,
        long answered,
        long jobs,
        long unknown,
        long refused,
        long cancels,
        long worstMillis,
        String worstPlace,
        Duration stillAtMost,
        Map<Kind, Integer> byKind,
        List<Diary.Fault> faults,
        List<Diary.Sample> samples,
        List<String> broken) {
    private static final int SHOWN = 40;

    static Report of(Torture torture, Trial trial) {
        Promises promises = torture.promises();
        return new Report(
                trial.figures(),
                promises.submissions(),
                promises.jobs().size(),
                promises.unknowns(),
                promises.refusals(),
                promises.cancels(),
                torture.stalls().worst().toMillis(),
                torture.stalls().worstPlace(),
                torture.stillAtMost(),
                torture.diary().byKind(),
                torture.diary().faults(),
                torture.diary().samples(),
                trial.complaints());
    }

    String text() {
        StringBuilder text = new StringBuilder();
        row(text, "submissions answered 202", answered + ", " + jobs + " jobs");
        row(text, "refused, outcome unknown", refused + ", " + unknown);
        row(text, "cancels accepted", cancels);
        row(text, "ended", new TreeMap<>(figures.ends()));
        row(text, "attempts", figures.attempts());
        row(text, "faults", faults.size() + " of " + byKind.size() + " kinds");
        byKind.forEach((kind, count) -> row(text, "  " + kind.word(), count));
        row(text, "lost (S1)", count("S1 "));
        row(text, "double effects at the fenced sink (S5)", count("S5 "));
        row(text, "early (S9)", count("S9 "));
        row(
                text,
                "repeats at a sink without a fence",
                figures.repeats() + ", the bound is " + figures.bound());
        row(
                text,
                "longest stall while nothing was broken",
                "%.1f s%s, the bound is %d s"
                        .formatted(
                                worstMillis / 1e3,
                                worstPlace.isEmpty() ? "" : " at " + worstPlace,
                                stillAtMost.toSeconds()));
        text.append(broken.isEmpty() ? "Every promise was kept.\n" : "BROKEN:\n");
        broken.stream().limit(SHOWN).forEach(line -> text.append("  ").append(line).append('\n'));
        if (broken.size() > SHOWN) {
            text.append("  and %d more%n".formatted(broken.size() - SHOWN));
        }
        return text.toString();
    }

    private long count(String number) {
        return broken.stream().filter(line -> line.startsWith(number)).count();
    }

    private static void row(StringBuilder text, String what, Object value) {
        text.append("%-40s %s%n".formatted(what, value));
    }
}
