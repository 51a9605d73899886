package dev.towpath.e2e.fleet;

/// What is done to workers, step by step. Called by many threads at once.
@FunctionalInterface
public interface Nemesis {
    /// A worker has come to a step for the nth time. Waiting holds it there.
    ///
    /// @return whether what is under way goes on; if not, nobody gets it
    boolean at(String worker, Step step, int count) throws InterruptedException;
}
