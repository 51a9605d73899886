package dev.towpath.e2e.torture;

import java.util.List;

/// The report as a page that needs nothing else: a picture of the faults over the jobs that ended
/// in each second and those that were open.
final class Page {
    private static final int WIDTH = 1_200;
    private static final int LINES = 260;
    private static final int ROW = 18;
    private static final int LEFT = 240;

    private Page() {}

    static String of(Report report, String text) {
        List<Diary.Sample> samples = report.samples();
        long end = samples.isEmpty() ? 1 : samples.getLast().at();
        List<Kind> kinds = List.copyOf(report.byKind().keySet());
        int height = LINES + 40 + kinds.size() * ROW;
        StringBuilder svg = new StringBuilder();
        svg.append(
                "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"faults and throughput\">"
                        .formatted(WIDTH, height));
        for (Diary.Fault fault : report.faults()) {
            long healed = Math.min(end, fault.healedAt());
            double from = x(fault.from(), end);
            double wide = Math.max(2, x(healed, end) - from);
            svg.append(
                    "<rect x=\"%.1f\" y=\"0\" width=\"%.1f\" height=\"%d\" class=\"dim\"/>"
                            .formatted(from, wide, LINES));
            int y = LINES + 30 + kinds.indexOf(fault.kind()) * ROW;
            svg.append(
                    "<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"12\" class=\"%s\"/>"
                            .formatted(from, y, wide, fault.kind().victim.name()));
        }
        for (int i = 0; i < kinds.size(); i++) {
            svg.append(
                    "<text x=\"0\" y=\"%d\">%s (%d)</text>"
                            .formatted(
                                    LINES + 40 + i * ROW,
                                    kinds.get(i).word(),
                                    report.byKind().get(kinds.get(i))));
        }
        long most = 1;
        long deepest = 1;
        for (int i = 1; i < samples.size(); i++) {
            most = Math.max(most, samples.get(i).ended() - samples.get(i - 1).ended());
            deepest = Math.max(deepest, samples.get(i).unfinished());
        }
        StringBuilder rate = new StringBuilder();
        StringBuilder open = new StringBuilder();
        for (int i = 1; i < samples.size(); i++) {
            Diary.Sample now = samples.get(i);
            double x = x(now.at(), end);
            long ended = now.ended() - samples.get(i - 1).ended();
            rate.append("%.1f,%.1f ".formatted(x, y(ended, most)));
            open.append("%.1f,%.1f ".formatted(x, y(now.unfinished(), deepest)));
        }
        svg.append("<polyline class=\"rate\" points=\"").append(rate).append("\"/>");
        svg.append("<polyline class=\"open\" points=\"").append(open).append("\"/>");
        svg.append(
                "<text x=\"0\" y=\"20\" class=\"rateword\">ended a second, up to %d</text>"
                        .formatted(most));
        svg.append(
                "<text x=\"0\" y=\"40\" class=\"openword\">open, up to %d</text>"
                        .formatted(deepest));
        for (long minute = 0; minute * 60_000 <= end; minute++) {
            svg.append(
                    "<text x=\"%.1f\" y=\"%d\" class=\"small\">%d</text>"
                            .formatted(x(minute * 60_000, end), LINES + 14, minute));
        }
        svg.append(
                "<text x=\"0\" y=\"%d\" class=\"small\">minutes</text></svg>"
                        .formatted(LINES + 14));
        return """
                <!doctype html><html lang="en"><meta charset="utf-8"><title>towpath torture</title>
                <style>
                body{font:15px system-ui,sans-serif;margin:2rem;max-width:76rem;color:#1b2733}
                svg{width:100%%;font-size:12px}pre{background:#f4f6f8;padding:1rem;overflow:auto}
                .dim{fill:#8894a0;opacity:.14}.small{fill:#66727e;font-size:11px}
                .WORKER{fill:#1f77b4}.GATEWAY{fill:#2ca02c}.BROKER{fill:#d62728}.RECORDS{fill:#9467bd}
                polyline{fill:none;stroke-width:1.2}.rate{stroke:#0b6e4f}.open{stroke:#c77700}
                .rateword{fill:#0b6e4f}.openword{fill:#c77700}
                </style><h1>towpath torture</h1>%s<pre>%s</pre></html>
                """
                .formatted(svg, text.replace("&", "&amp;").replace("<", "&lt;"));
    }

    private static double x(long millis, long end) {
        return LEFT + (double) (WIDTH - LEFT) * millis / end;
    }

    private static double y(long value, long most) {
        return LINES - (LINES - 10.0) * value / most;
    }
}
