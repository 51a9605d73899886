package dev.towpath.e2e.fleet;

import dev.towpath.testkit.Event;
import dev.towpath.worker.handler.Fence;
import java.util.List;

/// One line that a worker's handler says to the [Recorder].
///
/// @param submission the nonce of the submission that it runs, which comes with its trace
/// @param payload its digest
/// @param result how an attempt ended; DONE for other steps
record Report(
        String worker,
        Step step,
        String job,
        Fence fence,
        String submission,
        String type,
        String payload,
        Event.Result result) {
    static Report parse(String line) {
        List<String> parts = List.of(line.split("\t", -1));
        return new Report(
                parts.get(0),
                Step.valueOf(parts.get(1)),
                parts.get(2),
                new Fence(
                        Long.parseLong(parts.get(3)),
                        Integer.parseInt(parts.get(4)),
                        Integer.parseInt(parts.get(5))),
                parts.get(6),
                parts.get(7),
                parts.get(8),
                Event.Result.valueOf(parts.get(9)));
    }

    String line() {
        return String.join(
                "\t",
                worker,
                step.name(),
                job,
                Long.toString(fence.ownerEpoch()),
                Integer.toString(fence.generation()),
                Integer.toString(fence.attempt()),
                submission,
                type,
                payload,
                result.name());
    }

    Report at(Step later, Event.Result how) {
        return new Report(worker, later, job, fence, submission, type, payload, how);
    }

    /// What it says, in the words of the testkit.
    ///
    /// @param taken of an effect, whether the sink took it
    /// @param at milliseconds since 1970
    Event event(boolean taken, long at) {
        return switch (step) {
            case ATTEMPT_STARTED ->
                    new Event.AttemptStarted(
                            job,
                            fence.generation(),
                            fence.attempt(),
                            fence,
                            worker,
                            submission,
                            type,
                            payload,
                            at);
            case EFFECT_WRITTEN -> new Event.Effect(job, fence.generation(), fence, worker, taken);
            case ATTEMPT_ENDED ->
                    new Event.AttemptEnded(
                            job, fence.generation(), fence.attempt(), fence, worker, result, at);
            case HEARTBEAT_SENT,
                    PRODUCER_MADE,
                    OFFSETS_SENT,
                    OFFSETS_STORED,
                    MARKS_SENT,
                    MARKS_STORED,
                    LETTERS_SENT,
                    LETTERS_STORED,
                    COMMIT_SENT,
                    COMMIT_STORED ->
                    throw new IllegalArgumentException("no handler says " + step);
        };
    }
}
