package dev.towpath.e2e.fuzz;

/// Where Jazzer comes in: hands each of its inputs to the target that the system property
/// `towpath.fuzz` names.
public final class Fuzzed {
    private static final Property PROPERTY =
            new Measured(Target.valueOf(System.getProperty("towpath.fuzz", "")).property());

    private Fuzzed() {}

    public static void fuzzerTestOneInput(byte[] input) throws Exception {
        PROPERTY.holds(input);
    }
}
