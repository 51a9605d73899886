package dev.towpath.worker.core;

import dev.towpath.schemas.ledger.Mark;
import dev.towpath.schemas.ledger.State;

/// One result on its way into a flush. Belongs to a partition and to its assignment epoch.
public sealed interface Settlement {
    QueuePartition place();

    int epoch();

    /// Of the record, which is kept until this is committed.
    int bytes();

    /// A job has reached a state.
    ///
    /// @param failure what the job died of; [Verdict#DONE] for every state but dead
    record Settled(
            QueuePartition place, int epoch, Arrival.Submitted arrival, Mark mark, Verdict failure)
            implements Settlement {
        @Override
        public int bytes() {
            return arrival.bytes();
        }

        /// Whether its dedup key is in use for another payload.
        public boolean conflict() {
            return mark.state() == State.CONFLICT;
        }
    }

    /// A job that has not ended: how far it got, or, of a suspect, that its handler is to begin
    /// once this is durable.
    record Noted(QueuePartition place, int epoch, Job job, Mark mark) implements Settlement {
        @Override
        public int bytes() {
            return 0;
        }

        boolean begins() {
            return mark.state() == State.RUNNING;
        }
    }

    /// A client asked for a job not to be run any more; it may not have been read yet.
    record Asked(QueuePartition place, int epoch, long high, long low, Mark mark)
            implements Settlement {
        @Override
        public int bytes() {
            return 0;
        }
    }

    /// A job that waited on the ladder is cancelled: its copy is passed over when it comes.
    record Withdrawn(QueuePartition place, int epoch, long high, long low, Mark mark)
            implements Settlement {
        @Override
        public int bytes() {
            return 0;
        }
    }

    /// A record that is no job goes to the dead letters.
    record Rejected(QueuePartition place, int epoch, Arrival.Undecodable arrival)
            implements Settlement {
        @Override
        public int bytes() {
            return arrival.bytes();
        }
    }
}
