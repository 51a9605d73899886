package dev.towpath.testkit.stage;

import java.util.random.RandomGenerator;

/// The chance of a run. It is thrown anew at each step, from the seed and the step's number: a step
/// that is left out does not change what the others draw.
public final class Dice implements RandomGenerator {
    private static final long GOLDEN = 0x9e3779b97f4a7c15L;

    private final long seed;
    private long state;

    public Dice(long seed) {
        this.seed = seed;
    }

    /// From here on it draws what this step draws.
    public void at(int step) {
        state = mixed(seed + GOLDEN * (step + 1L));
    }

    @Override
    public long nextLong() {
        state += GOLDEN;
        return mixed(state);
    }

    /// The mixing of SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number
    /// generators, 2014).
    private static long mixed(long bits) {
        long first = (bits ^ (bits >>> 30)) * 0xbf58476d1ce4e5b9L;
        long second = (first ^ (first >>> 27)) * 0x94d049bb133111ebL;
        return second ^ (second >>> 31);
    }
}
