package dev.towpath.bench.suite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// What was measured, as it is kept in JSON.
///
/// @param runs where and how, one for each run that any of the figures is of
/// @param measures the rows of each measure, by entrant, in the order of the tables
record Figures(Map<String, Run> runs, Map<Measure, Map<String, Row>> measures) {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    /// @param command that was run
    /// @param machine in words
    /// @param commit of the sources; empty outside of a clone
    /// @param at the day, by the machine's clock
    record Run(String command, String machine, String commit, String at) {}

    /// The figures of one entrant, one a round.
    ///
    /// @param run which of the runs they are of
    /// @param skipped why there are none
    record Row(String run, List<Double> values, @Nullable String skipped) {
        double median() {
            List<Double> sorted = values.stream().sorted().toList();
            int middle = sorted.size() / 2;
            return sorted.size() % 2 == 1
                    ? sorted.get(middle)
                    : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
        }

        double least() {
            return values.stream().min(Double::compare).orElseThrow();
        }

        double most() {
            return values.stream().max(Double::compare).orElseThrow();
        }
    }

    static Figures none() {
        return new Figures(new LinkedHashMap<>(), new EnumMap<>(Measure.class));
    }

    static Figures read(Path file) throws IOException {
        return JSON.readValue(Files.readString(file), Figures.class);
    }

    void write(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, JSON.writeValueAsString(this) + "\n");
    }

    /// The rows of a measure; empty when it was left out.
    Map<String, Row> rows(Measure measure) {
        return measures.getOrDefault(measure, Map.of());
    }

    Optional<Row> row(Measure measure, String entrant) {
        return Optional.ofNullable(rows(measure).get(entrant)).filter(row -> row.skipped == null);
    }

    void add(String run, Measure measure, String entrant, double value) {
        Map<String, Row> rows = measures.computeIfAbsent(measure, _ -> new LinkedHashMap<>());
        Row row = rows.get(entrant);
        if (row == null || row.skipped != null) {
            row = new Row(run, new ArrayList<>(), null);
            rows.put(entrant, row);
        }
        row.values.add(value);
    }

    void skip(String run, Measure measure, String entrant, String why) {
        measures.computeIfAbsent(measure, _ -> new LinkedHashMap<>())
                .putIfAbsent(entrant, new Row(run, List.of(), why));
    }

    /// These, with the measures of others where these have none.
    Figures over(Figures others) {
        Figures both = none();
        both.measures.putAll(others.measures);
        both.measures.putAll(measures);
        both.runs.putAll(others.runs);
        both.runs.putAll(runs);
        both.runs
                .keySet()
                .removeIf(
                        run ->
                                both.measures.values().stream()
                                        .flatMap(rows -> rows.values().stream())
                                        .noneMatch(row -> row.run.equals(run)));
        return both;
    }

    /// One entrant's figures divided by another's, round by round: a machine that is slow for a
    /// while is slow for both.
    List<Double> ratios(Measure measure, String one, String other) {
        Optional<Row> upper = row(measure, one);
        Optional<Row> lower = row(measure, other);
        if (upper.isEmpty() || lower.isEmpty()) {
            return List.of();
        }
        List<Double> ratios = new ArrayList<>();
        int rounds = Math.min(upper.get().values.size(), lower.get().values.size());
        for (int i = 0; i < rounds; i++) {
            ratios.add(upper.get().values.get(i) / lower.get().values.get(i));
        }
        return ratios;
    }

    /// Whether another's median is more than so many times as good.
    boolean isBehind(Measure measure, String entrant, double times) {
        Optional<Row> own = row(measure, entrant);
        return own.isPresent()
                && rows(measure).values().stream()
                        .filter(row -> !row.values.isEmpty())
                        .anyMatch(
                                row ->
                                        measure.better == Measure.Better.MORE
                                                ? row.median() > own.get().median() * times
                                                : row.median() * times < own.get().median());
    }

    /// The best median of all entrants but one, and whose it is.
    Optional<Map.Entry<String, Double>> best(Measure measure, String but) {
        return rows(measure).entrySet().stream()
                .filter(row -> !row.getKey().startsWith(but) && !row.getValue().values.isEmpty())
                .map(row -> Map.entry(row.getKey(), row.getValue().median()))
                .reduce(
                        (a, b) ->
                                (a.getValue() > b.getValue())
                                                == (measure.better == Measure.Better.MORE)
                                        ? a
                                        : b);
    }
}
