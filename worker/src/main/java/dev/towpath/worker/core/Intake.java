package dev.towpath.worker.core;

import dev.towpath.schemas.ledger.Unfinished;

/// Takes records in: which of them is a job that must run, and what becomes of the others.
final class Intake {
    private final Limits limits;
    private final Turns turns;
    private final Waiting waiting;
    private final Results results;
    private final Wanted wanted;

    Intake(Limits limits, Turns turns, Waiting waiting, Results results, Wanted wanted) {
        this.limits = limits;
        this.turns = turns;
        this.waiting = waiting;
        this.results = results;
        this.wanted = wanted;
    }

    /// Records of one partition that is open.
    void arrive(Partition partition, Event.Arrived arrived, long now) {
        for (Arrival arrival : arrived.arrivals()) {
            Frontier frontier = arrived.express() ? partition.express : partition.frontier;
            long sequence = frontier.add(arrival.offset());
            switch (arrival) {
                case Arrival.Submitted submitted ->
                        admit(partition, submitted, sequence, arrived.express(), now);
                case Arrival.Undecodable undecodable -> {
                    Settlement.Rejected rejected =
                            new Settlement.Rejected(partition.place, partition.epoch, undecodable);
                    frontier.settle(sequence);
                    results.add(partition, rejected);
                    wanted.add(new Effect.Refused(rejected));
                }
                case Arrival.Newer newer -> {
                    partition.took(newer.bytes());
                    partition.newer++;
                    wanted.add(new Effect.Held(partition.place, newer, newer.reason()));
                }
            }
        }
        if (!partition.paused && partition.mustPause(limits)) {
            partition.paused = true;
            wanted.add(new Effect.Pause(partition.place, false));
        }
        if (!partition.expressPaused && partition.mustPauseExpress(limits)) {
            partition.expressPaused = true;
            wanted.add(new Effect.Pause(partition.place, true));
        }
    }

    private void admit(
            Partition partition,
            Arrival.Submitted arrival,
            long sequence,
            boolean express,
            long now) {
        Frontier frontier = express ? partition.express : partition.frontier;
        if (!express) {
            partition.reads(arrival.envelope().acceptedAt(), now);
        }
        TypeState type = turns.type(partition.place.queue(), arrival.type());
        Admission admission =
                express
                        ? Admission.ofExpress(partition.ledger, arrival)
                        : Admission.of(partition.ledger, arrival);
        boolean repeat = false;
        switch (admission) {
            case Admission.Accept accept ->
                    accept(
                            partition.job(arrival, type, sequence, accept.generation(), express),
                            accept.fresh(),
                            now);
            case Admission.Copy _ -> {
                repeat = arrival.envelope().hop() == 0;
                frontier.settle(sequence);
                wanted.add(new Effect.Skipped(partition.place, arrival, false));
            }
            case Admission.Redelivered _ -> {
                frontier.settle(sequence);
                wanted.add(new Effect.Skipped(partition.place, arrival, true));
            }
            case Admission.Conflict _ -> {
                repeat = true;
                frontier.settle(sequence);
                int generation = arrival.envelope().generation();
                Job would = partition.job(arrival, type, sequence, generation, express);
                Settlement.Settled conflict =
                        new Settlement.Settled(
                                partition.place,
                                partition.epoch,
                                arrival,
                                Marks.conflict(would, now),
                                Marks.CONFLICT);
                partition.rememberConflict(would, now);
                results.add(partition, conflict);
                wanted.add(new Effect.Refused(conflict));
            }
        }
        if (type.counted(arrival, repeat)) {
            wanted.add(Alarms.everythingIsADuplicate(partition.place, arrival));
        }
    }

    private void accept(Job job, boolean fresh, long now) {
        Partition partition = job.partition;
        partition.took(job.arrival.bytes());
        partition.remember(job, fresh);
        Unfinished.Note note = partition.unfinished.of(job.arrival.high(), job.arrival.low());
        job.crashes = note.crashes();
        job.cursor = note.cursor();
        job.attempt = Math.max(job.attempt, note.attempts());
        job.suspect = partition.suspects.suspects(job);
        TypePolicy policy = job.type.policy;
        if (policy == null) {
            waiting.hold(job, "this worker has no handler for type " + job.arrival.type());
            return;
        }
        if (note.attempts() > job.arrival.envelope().attempt()) {
            // When the last one ended is not known: the pause after it begins anew.
            job.notBefore = now + policy.retry().backoff(job);
        }
        if (!policy.ordered() || job.arrival.lane() == 0 || partition.enterLane(job)) {
            waiting.admit(job, now);
        }
    }
}
