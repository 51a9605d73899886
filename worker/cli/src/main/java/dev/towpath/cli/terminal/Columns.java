package dev.towpath.cli.terminal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Rows of text, aligned.
public final class Columns {
    private static final String GAP = "  ";

    private final List<List<String>> rows = new ArrayList<>();
    private final String indent;

    /// @param indent what each line begins with
    public Columns(String indent) {
        this.indent = indent;
    }

    public Columns row(String... cells) {
        rows.add(Arrays.asList(cells));
        return this;
    }

    /// The rows, each with an end of line; the last cell of a row may be of any length.
    public String text() {
        List<Integer> widths = new ArrayList<>();
        for (List<String> row : rows) {
            for (int column = 0; column < row.size() - 1; column++) {
                int width = row.get(column).length();
                if (column == widths.size()) {
                    widths.add(width);
                } else {
                    widths.set(column, Math.max(widths.get(column), width));
                }
            }
        }
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder(indent);
            for (int column = 0; column < row.size(); column++) {
                String cell = row.get(column);
                line.append(cell);
                if (column < row.size() - 1) {
                    line.append(" ".repeat(widths.get(column) - cell.length())).append(GAP);
                }
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }
}
