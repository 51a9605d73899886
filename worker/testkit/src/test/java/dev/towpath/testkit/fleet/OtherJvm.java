package dev.towpath.testkit.fleet;

import java.util.List;

/// The program of another JVM: runs a few seeds in every mode and prints what came of each.
final class OtherJvm {
    private static final List<Long> SEEDS = List.of(42L, 43L, 44L);

    private OtherJvm() {}

    /// @param args none
    public static void main(String[] args) {
        System.out.print(lines());
    }

    static String lines() {
        StringBuilder lines = new StringBuilder();
        for (Mode mode : Mode.values()) {
            for (long seed : SEEDS) {
                String history = Simulation.run(seed, mode).history().events().toString();
                lines.append("history ")
                        .append(mode)
                        .append(' ')
                        .append(seed)
                        .append(' ')
                        .append(history.hashCode())
                        .append('\n');
            }
        }
        return lines.toString();
    }
}
