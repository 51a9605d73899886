package dev.towpath.e2e.crash;

import dev.towpath.e2e.fleet.Step;

/// A named point at which a worker is killed.
enum CrashPoint {
    AFTER_AN_EFFECT_BEFORE_ITS_FLUSH(Step.EFFECT_WRITTEN, true),
    BEFORE_A_FLUSH_REACHES_KAFKA(Step.OFFSETS_SENT, true),
    WITH_OFFSETS_AND_WITHOUT_MARKS(Step.MARKS_SENT, true),
    WITH_MARKS_THAT_ARE_NOT_COMMITTED(Step.MARKS_STORED, true),
    WITH_A_DEAD_LETTER_THAT_IS_NOT_COMMITTED(Step.LETTERS_STORED, false),
    BEFORE_THE_COMMIT_REACHES_KAFKA(Step.COMMIT_SENT, true),
    AFTER_A_COMMIT_THAT_IT_HAS_NOT_HEARD_OF(Step.COMMIT_STORED, true);

    final Step step;

    /// Whether it waits until some jobs have run: every flush has the step, also the one that
    /// opens.
    final boolean late;

    CrashPoint(Step step, boolean late) {
        this.step = step;
        this.late = late;
    }
}
