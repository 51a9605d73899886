package dev.towpath.testkit;

import dev.towpath.schemas.ledger.Mark;

/// A mark of a job that was committed to the ledger, as a history tells it.
///
/// @param submission whose mark it is
/// @param partition the job's
/// @param ownerEpoch of the owner that wrote it, -1 for nobody
public record MarkOfJob(
        String job, Mark mark, String submission, String partition, long ownerEpoch) {
    /// @throws IllegalStateException when no job has such a mark
    public Event event() {
        return switch (mark.state()) {
            case ASKED ->
                    new Event.CancelMarked(
                            job, mark.client(), mark.acceptedAt(), mark.sourceOffset());
            case WAITING ->
                    new Event.Waiting(
                            job,
                            mark.generation(),
                            mark.attempt(),
                            mark.hop(),
                            submission,
                            partition,
                            ownerEpoch);
            case RUNNING, NOTED ->
                    new Event.Noted(
                            job,
                            mark.generation(),
                            mark.attempt(),
                            mark.crashes(),
                            submission,
                            partition,
                            ownerEpoch);
            case DONE, DEAD, CANCELLED, SUPERSEDED, EXPIRED, CONFLICT ->
                    new Event.Terminal(
                            job,
                            mark.generation(),
                            mark.state(),
                            submission,
                            partition,
                            ownerEpoch);
            case LIVE, OPENED, CLOSED ->
                    throw new IllegalStateException(job + " is marked as " + mark.state());
        };
    }
}
