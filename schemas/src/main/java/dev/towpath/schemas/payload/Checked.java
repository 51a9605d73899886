package dev.towpath.schemas.payload;

import java.util.List;

/// What came of checking something: the good value, or all that is wrong with it.
///
/// @param <T> what the value is
public sealed interface Checked<T> {
    /// The value, without any problem.
    record Good<T>(T value) implements Checked<T> {}

    /// What is wrong.
    ///
    /// @param problems at least one, in the order in which they were found
    /// @param more how many further problems were found and are not listed
    record Bad<T>(List<Problem> problems, int more) implements Checked<T> {
        public Bad {
            problems = List.copyOf(problems);
            if (problems.isEmpty() || more < 0) {
                throw new IllegalArgumentException(
                        "expected at least one problem, got " + problems + " and " + more);
            }
        }
    }

    /// A failure with this one problem.
    static <T> Checked<T> bad(Problem problem) {
        return new Bad<>(List.of(problem), 0);
    }
}
