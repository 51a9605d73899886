package dev.towpath.bench.suite;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Paint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.DecimalFormat;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Map;
import org.jfree.chart.ChartUtils;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.CategoryAxis;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.block.BlockBorder;
import org.jfree.chart.labels.ItemLabelAnchor;
import org.jfree.chart.labels.ItemLabelPosition;
import org.jfree.chart.labels.StandardCategoryItemLabelGenerator;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.plot.PlotOrientation;
import org.jfree.chart.renderer.category.BarRenderer;
import org.jfree.chart.renderer.category.StandardBarPainter;
import org.jfree.chart.title.TextTitle;
import org.jfree.chart.ui.HorizontalAlignment;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.chart.ui.TextAnchor;
import org.jfree.data.category.CategoryDataset;
import org.jfree.data.category.DefaultCategoryDataset;

/// A picture of each measure: a bar for each entrant, with its figure at the end, and what it says
/// in words above, for who has not read the text.
final class Charts {
    private static final Color OURS = new Color(0x0f, 0x76, 0x6e);
    private static final Color OTHERS = new Color(0x94, 0xa3, 0xb8);
    private static final Color INK = new Color(0x1f, 0x29, 0x37);
    private static final int WIDTH = 900;
    private static final int BAR = 44;
    private static final int MARGIN = 110;
    private static final int SCALE = 2;

    /// How many times the least the most may be, of what is better when it is less: with more, one
    /// bar would leave nothing to see of ours and the others.
    private static final double WIDE = 100;

    private Charts() {}

    /// Writes those that there are figures for, and gives their files' names by measure.
    static void write(Figures figures, Path folder) throws IOException {
        Files.createDirectories(folder);
        for (Map.Entry<Measure, Map<String, Figures.Row>> measure : figures.measures().entrySet()) {
            write(measure.getKey(), measure.getValue(), folder);
        }
    }

    private static void write(Measure measure, Map<String, Figures.Row> rows, Path folder)
            throws IOException {
        double from = base(measure, rows);
        DefaultCategoryDataset data = new DefaultCategoryDataset();
        List<String> labels = new ArrayList<>();
        rows.forEach(
                (entrant, row) -> {
                    boolean skipped = row.skipped() != null;
                    data.addValue(skipped ? from : row.median(), "", entrant);
                    labels.add(
                            skipped
                                    ? "not measured: " + row.skipped()
                                    : Target.figure(row.median()) + spread(row));
                });
        CategoryPlot plot =
                new CategoryPlot(
                        data,
                        entrants(),
                        from > 0 ? powers(from) : figures(),
                        bars(List.copyOf(rows.keySet()), labels, from));
        plot.setOrientation(PlotOrientation.HORIZONTAL);
        plot.setBackgroundPaint(Color.WHITE);
        plot.setOutlineVisible(false);
        plot.setRangeGridlinePaint(new Color(0xe5, 0xe7, 0xeb));
        plot.setRangeGridlineStroke(new BasicStroke(1));
        JFreeChart chart = new JFreeChart(measure.title, font(Font.BOLD, 17), plot, false);
        chart.setBackgroundPaint(Color.WHITE);
        chart.setPadding(new RectangleInsets(10, 10, 10, 16));
        chart.getTitle().setHorizontalAlignment(HorizontalAlignment.LEFT);
        chart.getTitle().setPaint(INK);
        TextTitle about =
                new TextTitle(
                        measure.unit
                                + ", "
                                + (measure.better == Measure.Better.MORE
                                        ? "longer is better"
                                        : "shorter is better")
                                + "; the median, in brackets the least and the most"
                                + (from > 0 ? "; on a logarithmic scale" : ""),
                        font(Font.PLAIN, 13));
        about.setHorizontalAlignment(HorizontalAlignment.LEFT);
        about.setPaint(INK);
        about.setFrame(BlockBorder.NONE);
        chart.addSubtitle(about);
        int height = MARGIN + BAR * rows.size();
        try (var out = Files.newOutputStream(folder.resolve(measure.slug() + ".png"))) {
            ChartUtils.writeScaledChartAsPNG(out, chart, WIDTH, height, SCALE, SCALE);
        }
    }

    private static String spread(Figures.Row row) {
        return row.values().size() < 2
                ? ""
                : " (" + Target.figure(row.least()) + " – " + Target.figure(row.most()) + ")";
    }

    private static boolean isOurs(String entrant) {
        return entrant.startsWith(Target.OURS);
    }

    /// Where bars begin: at 0, or where entrants are too unlike for that, at a power of ten that
    /// leaves the shortest a step.
    private static double base(Measure measure, Map<String, Figures.Row> rows) {
        DoubleSummaryStatistics medians =
                rows.values().stream()
                        .filter(row -> row.skipped() == null)
                        .mapToDouble(Figures.Row::median)
                        .summaryStatistics();
        boolean wide =
                measure.better == Measure.Better.LESS
                        && rows.keySet().stream().anyMatch(Charts::isOurs)
                        && medians.getMin() > 0
                        && medians.getMax() / medians.getMin() > WIDE;
        return wide ? Math.pow(10, Math.floor(Math.log10(medians.getMin())) - 1) : 0;
    }

    private static CategoryAxis entrants() {
        CategoryAxis axis = new CategoryAxis();
        axis.setTickLabelFont(font(Font.PLAIN, 13));
        axis.setTickLabelPaint(INK);
        axis.setMaximumCategoryLabelWidthRatio(0.45f);
        axis.setMaximumCategoryLabelLines(2);
        axis.setAxisLineVisible(false);
        axis.setTickMarksVisible(false);
        axis.setCategoryMargin(0.3);
        return axis;
    }

    private static ValueAxis figures() {
        return drawn(new NumberAxis(), 0.9);
    }

    private static ValueAxis powers(double from) {
        LogAxis axis = new LogAxis();
        axis.setSmallestValue(from);
        axis.setNumberFormatOverride(new DecimalFormat("#,##0.##"));
        return drawn(axis, 0.5);
    }

    /// @param margin room for the figure at the longest bar's end, as a part of all
    private static ValueAxis drawn(ValueAxis axis, double margin) {
        axis.setTickLabelFont(font(Font.PLAIN, 12));
        axis.setTickLabelPaint(INK);
        axis.setAxisLineVisible(false);
        axis.setUpperMargin(margin);
        return axis;
    }

    private static BarRenderer bars(List<String> entrants, List<String> labels, double from) {
        boolean alone = entrants.stream().noneMatch(Charts::isOurs);
        BarRenderer bars =
                new BarRenderer() {
                    @Override
                    public Paint getItemPaint(int series, int entrant) {
                        return alone || isOurs(entrants.get(entrant)) ? OURS : OTHERS;
                    }
                };
        bars.setBarPainter(new StandardBarPainter());
        bars.setShadowVisible(false);
        bars.setBase(from);
        bars.setMaximumBarWidth(0.6);
        bars.setDefaultItemLabelsVisible(true);
        bars.setDefaultItemLabelFont(font(Font.PLAIN, 13));
        bars.setDefaultItemLabelPaint(INK);
        bars.setDefaultPositiveItemLabelPosition(
                new ItemLabelPosition(ItemLabelAnchor.OUTSIDE3, TextAnchor.CENTER_LEFT));
        bars.setDefaultItemLabelGenerator(
                new StandardCategoryItemLabelGenerator() {
                    @Override
                    public String generateLabel(CategoryDataset data, int series, int entrant) {
                        return " " + labels.get(entrant);
                    }
                });
        return bars;
    }

    private static Font font(int style, int size) {
        return new Font(Font.SANS_SERIF, style, size);
    }
}
