package dev.towpath.bench.suite;

import java.io.IOException;
import java.util.List;

/// A part of the bench that can be asked for by name.
interface Section {
    /// What it is asked for by.
    String name();

    /// Fetches what it needs and what does not come with the build.
    default void prepare() throws IOException {}

    /// What it does, in order. Where entrants are compared, each step is a round: all of them, one
    /// after the other, another one first in each.
    List<Step> steps(Sheet sheet);

    /// @param title what is shown while it runs
    record Step(String title, Action action) {}

    /// Something that takes its time, and may not work.
    @FunctionalInterface
    interface Action {
        void run() throws Exception;
    }
}
