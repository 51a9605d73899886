package dev.towpath.e2e.fuzz;

/// What must hold for every input.
@FunctionalInterface
interface Property {
    /// Fails, by throwing anything, when it does not hold.
    ///
    /// @return whether the input was taken for something good
    boolean holds(byte[] input) throws Exception;
}
