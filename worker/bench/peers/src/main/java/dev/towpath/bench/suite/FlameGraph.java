package dev.towpath.bench.suite;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// Stacks drawn upon each other, as wide as they are frequent (Gregg, "The Flame Graph", 2016),
/// with what calls above what is called. A picture without scripts.
final class FlameGraph {
    private static final int WIDTH = 1_400;
    private static final int ROW = 18;
    private static final int HEAD = 64;
    private static final double NARROWEST = 1.2;
    private static final double LETTER = 6.2;
    private static final int DEEPEST = 26;

    /// Frames that say nothing: how threads begin, and lambdas.
    private static final Pattern SILENT =
            Pattern.compile(
                    "java\\.lang\\.Thread\\..*|java\\.lang\\.invoke\\..*|.*\\$\\$Lambda.*"
                            + "|jdk\\.internal\\.vm\\.Continuation\\..*|.*\\.forEach");

    private final Node root = new Node();
    private int deepest;

    private static final class Node {
        final Map<String, Node> called = new TreeMap<>();
        int samples;
    }

    /// @param stack outermost first
    void add(List<String> stack) {
        Node node = root;
        node.samples++;
        int depth = 0;
        for (String frame : stack) {
            if (depth < DEEPEST && !SILENT.matcher(frame).matches()) {
                node = node.called.computeIfAbsent(frame, _ -> new Node());
                node.samples++;
                depth++;
            }
        }
    }

    void write(Path file, String title) throws IOException {
        StringBuilder rows = new StringBuilder();
        deepest = 0;
        double x = 0;
        for (Map.Entry<String, Node> thread : widestFirst(root)) {
            draw(thread.getKey(), thread.getValue(), x, 0, rows);
            x += width(thread.getValue());
        }
        int height = HEAD + (deepest + 1) * ROW + 10;
        String svg =
                """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="11">
                <rect width="100%%" height="100%%" fill="#fff"/>
                <text x="8" y="24" font-size="16" font-weight="bold" fill="#1f2937">%s</text>
                <text x="8" y="46" font-size="13" fill="#1f2937">As wide as the processor time; threads on top, what calls above what it calls.\
                 Green: Towpath. Amber: Kafka's client. Grey: Java.</text>
                %s</svg>
                """
                        .formatted(WIDTH, height, escaped(title), rows);
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, svg, UTF_8);
    }

    private static List<Map.Entry<String, Node>> widestFirst(Node node) {
        return node.called.entrySet().stream()
                .sorted(Comparator.comparingInt(entry -> -entry.getValue().samples))
                .toList();
    }

    private double width(Node node) {
        return (double) node.samples / root.samples * WIDTH;
    }

    private void draw(String frame, Node node, double x, int depth, StringBuilder out) {
        double width = width(node);
        if (width < NARROWEST) {
            return;
        }
        deepest = Math.max(deepest, depth);
        int y = HEAD + depth * ROW;
        String part = String.format(Locale.ROOT, "%.1f %%", 100.0 * node.samples / root.samples);
        out.append(
                String.format(
                        Locale.ROOT,
                        "<g><title>%s, %s</title><rect x=\"%.1f\" y=\"%d\" width=\"%.1f\""
                                + " height=\"%d\" rx=\"2\" fill=\"%s\"/>",
                        escaped(frame),
                        part,
                        x,
                        y,
                        Math.max(0.5, width - 0.6),
                        ROW - 1,
                        color(frame, depth)));
        String label = depth == 0 ? frame + " " + part : shortened(frame);
        int letters = (int) ((width - 6) / LETTER);
        if (letters >= 4) {
            String text = label.length() <= letters ? label : label.substring(0, letters - 1) + "…";
            out.append(
                    String.format(
                            Locale.ROOT,
                            "<text x=\"%.1f\" y=\"%d\" fill=\"#111827\">%s</text>",
                            x + 3,
                            y + 12,
                            escaped(text)));
        }
        out.append("</g>\n");
        for (Map.Entry<String, Node> called : widestFirst(node)) {
            draw(called.getKey(), called.getValue(), x, depth + 1, out);
            x += width(called.getValue());
        }
    }

    /// The class and the method.
    private static String shortened(String frame) {
        int method = frame.lastIndexOf('.');
        return frame.substring(frame.lastIndexOf('.', method - 1) + 1);
    }

    private static String color(String frame, int depth) {
        if (depth == 0) {
            return "#cbd5e1";
        }
        return frame.startsWith("dev.towpath.")
                ? "#5eead4"
                : frame.startsWith("org.apache.kafka.") ? "#fcd34d" : "#e2e8f0";
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
