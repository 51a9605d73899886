package dev.towpath.gateway.observe;

import java.util.List;

/// One metric: its name, its unit, what it says, and the labels that it has.
///
/// @param name as Micrometer has it; Prometheus writes `_` for `.` and adds the unit
/// @param unit such as `seconds`, empty for a plain number
public record Metric(String name, Kind kind, String unit, String doc, List<String> labels) {
    public Metric {
        labels = List.copyOf(labels);
    }

    /// What kind of metric it is.
    public enum Kind {
        COUNTER,
        GAUGE,
        TIMER
    }

    static Metric counter(String name, String doc, String... labels) {
        return new Metric(name, Kind.COUNTER, "", doc, List.of(labels));
    }

    static Metric gauge(String name, String unit, String doc, String... labels) {
        return new Metric(name, Kind.GAUGE, unit, doc, List.of(labels));
    }

    static Metric timer(String name, String doc, String... labels) {
        return new Metric(name, Kind.TIMER, "seconds", doc, List.of(labels));
    }
}
