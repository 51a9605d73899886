package dev.towpath.e2e.torture;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What happened when: the faults, and once a second how far the jobs had come.
final class Diary {
    private final long begun = System.nanoTime();
    private final List<Fault> faults = new ArrayList<>();
    private final List<Sample> samples = new ArrayList<>();
    private final List<String> troubles = new ArrayList<>();

    /// One fault, in milliseconds since the beginning.
    ///
    /// @param healedAt [Long#MAX_VALUE] as long as it lasts
    record Fault(Kind kind, long from, long healedAt) {}

    /// How far the jobs had come, in milliseconds since the beginning.
    record Sample(long at, long accepted, long ended, long unfinished) {}

    long elapsed() {
        return (System.nanoTime() - begun) / 1_000_000;
    }

    /// @return what to name when it is healed
    synchronized int broken(Kind kind) {
        faults.add(new Fault(kind, elapsed(), Long.MAX_VALUE));
        return faults.size() - 1;
    }

    synchronized void healed(int which) {
        Fault fault = faults.get(which);
        faults.set(which, new Fault(fault.kind, fault.from, elapsed()));
    }

    synchronized void sample(long accepted, long ended, long unfinished) {
        samples.add(new Sample(elapsed(), accepted, ended, unfinished));
    }

    /// Something did not go as it should have.
    synchronized void trouble(String what) {
        troubles.add(elapsed() / 1_000 + " s: " + what);
    }

    synchronized List<Fault> faults() {
        return faults.stream().filter(one -> one.kind != Kind.NOTHING).toList();
    }

    synchronized List<Sample> samples() {
        return List.copyOf(samples);
    }

    synchronized List<String> troubles() {
        return List.copyOf(troubles);
    }

    synchronized String present() {
        List<String> now =
                faults.stream()
                        .filter(one -> one.healedAt == Long.MAX_VALUE)
                        .map(one -> one.kind.word())
                        .toList();
        return now.isEmpty() ? "calm" : String.join(" + ", now);
    }

    synchronized Map<Kind, Integer> byKind() {
        Map<Kind, Integer> counts = new TreeMap<>();
        faults().forEach(one -> counts.merge(one.kind, 1, Integer::sum));
        return counts;
    }
}
