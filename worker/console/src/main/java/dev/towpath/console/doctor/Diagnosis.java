package dev.towpath.console.doctor;

import dev.towpath.console.doctor.Finding.Severity;
import java.util.Comparator;
import java.util.List;

/// What was looked at, and what was found.
///
/// @param looked what was looked at, in words
/// @param findings the worst first
public record Diagnosis(List<String> looked, List<Finding> findings) {
    public Diagnosis {
        looked = List.copyOf(looked);
        findings = findings.stream().sorted(Comparator.comparing(Finding::severity)).toList();
    }

    /// Whether all is well with everything.
    public boolean isFine() {
        return findings.isEmpty();
    }

    /// Whether nothing is found but what could not be looked at.
    public boolean isOnlyUnknown() {
        return findings.stream().allMatch(found -> found.severity() == Severity.UNKNOWN);
    }
}
