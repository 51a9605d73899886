package dev.towpath.worker.core;

import dev.towpath.schemas.error.ErrorCode;

/// What a person should see, in whole sentences.
final class Alarms {
    private Alarms() {}

    static Effect.Alarm everythingIsADuplicate(QueuePartition place, Arrival.Submitted last) {
        return new Effect.Alarm(
                ErrorCode.EVERYTHING_IS_A_DUPLICATE,
                "of the last 1,000 jobs of type "
                        + last.type()
                        + " in "
                        + place
                        + " at least 990 were duplicates of one job, with the dedup key '"
                        + last.envelope().dedupKey()
                        + "'. If that is a constant, put into it what makes a job the same thing.");
    }
}
