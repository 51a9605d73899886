package dev.towpath.worker.core;

import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.ledger.State;
import dev.towpath.schemas.ledger.Unfinished;

/// Takes records in: which of them is a job that must run, and what becomes of the others.
final class Intake {
    private final Turns turns;
    private final Waiting waiting;
    private final Results results;
    private final Endings endings;
    private final Cancelling cancelling;
    private final Backpressure backpressure;
    private final Wanted wanted;

    Intake(
            Turns turns,
            Waiting waiting,
            Results results,
            Endings endings,
            Cancelling cancelling,
            Backpressure backpressure,
            Wanted wanted) {
        this.turns = turns;
        this.waiting = waiting;
        this.results = results;
        this.endings = endings;
        this.cancelling = cancelling;
        this.backpressure = backpressure;
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
                case Arrival.Cancelling cancel -> {
                    frontier.settle(sequence);
                    if (arrived.express()) {
                        cancelling.take(partition, cancel, now);
                    } else {
                        reject(partition, astray(cancel));
                    }
                }
                case Arrival.Undecodable undecodable -> {
                    frontier.settle(sequence);
                    reject(partition, undecodable);
                }
                case Arrival.Newer newer -> {
                    partition.took(newer.bytes());
                    partition.newer++;
                    wanted.add(new Effect.Held(partition.place, newer, newer.reason()));
                }
            }
        }
        backpressure.pauseIfFull(partition);
        opened(partition, now);
    }

    /// What was kept while the partition was opening, once it is not.
    void opened(Partition partition, long now) {
        waiting.opened(partition, now);
        partition.opening.submissions(partition).forEach(submission -> again(submission, now));
    }

    private void reject(Partition partition, Arrival.Undecodable undecodable) {
        Settlement.Rejected rejected =
                new Settlement.Rejected(partition.place, partition.epoch, undecodable);
        results.add(partition, rejected);
        wanted.add(new Effect.Refused(rejected));
    }

    private static Arrival.Undecodable astray(Arrival.Cancelling cancel) {
        return new Arrival.Undecodable(
                cancel.offset(),
                cancel.bytes(),
                cancel.source(),
                ErrorCode.WRONG_PLACE,
                "a cancel belongs on the express topic, not among the jobs");
    }

    private void admit(
            Partition partition,
            Arrival.Submitted arrival,
            long sequence,
            boolean express,
            long now) {
        TypeState type = turns.type(partition.place.queue(), arrival.type());
        if (!express) {
            partition.reads(arrival.envelope().acceptedAt(), now);
            partition.came(type);
        }
        Admission admission = judge(partition, arrival, express);
        boolean copy = admission instanceof Admission.Copy;
        boolean conflict = admission instanceof Admission.Conflict;
        if (type.counted(arrival, conflict || (copy && arrival.envelope().hop() == 0))) {
            wanted.add(Alarms.everythingIsADuplicate(partition.place, arrival));
        }
        Behind one = new Behind(partition, arrival, sequence, express, copy);
        if (!express && partition.opening.keepsOneLike(arrival)) {
            partition.opening.keep(one);
        } else {
            waitOrTake(one, conflict, type, now);
        }
    }

    /// Takes a submission, unless it is to wait until the job of its id has left.
    private void waitOrTake(Behind one, boolean conflict, TypeState type, long now) {
        if (!(one.copy() || conflict) || !cancelling.waits(one, now)) {
            take(one, type, now);
        }
    }

    private void take(Behind one, TypeState type, long now) {
        Partition partition = one.partition();
        Arrival.Submitted arrival = one.arrival();
        long sequence = one.sequence();
        Frontier frontier = one.frontier();
        Admission admission = judge(partition, arrival, one.express());
        switch (admission) {
            case Admission.Accept accept ->
                    accept(
                            partition.job(
                                    arrival, type, sequence, accept.generation(), one.express()),
                            accept.fresh(),
                            now);
            case Admission.Copy _ -> {
                frontier.settle(sequence);
                wanted.add(new Effect.Skipped(partition.place, arrival, false));
            }
            case Admission.Redelivered _ -> {
                frontier.settle(sequence);
                wanted.add(new Effect.Skipped(partition.place, arrival, true));
            }
            case Admission.Conflict _ -> {
                frontier.settle(sequence);
                int generation = arrival.envelope().generation();
                Job would = partition.job(arrival, type, sequence, generation, one.express());
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
    }

    private static Admission judge(
            Partition partition, Arrival.Submitted arrival, boolean express) {
        return express
                ? Admission.ofExpress(partition.ledger, arrival)
                : Admission.of(partition.ledger, arrival);
    }

    /// A submission that had to wait. The job that has its id by now may be another one, with which
    /// it is to be compared.
    void again(Behind kept, long now) {
        Partition partition = kept.partition();
        if (!partition.closed) {
            partition.untook(kept.arrival().bytes());
            TypeState type = turns.type(partition.place.queue(), kept.arrival().type());
            Admission admission = judge(partition, kept.arrival(), kept.express());
            waitOrTake(
                    kept.compared(admission instanceof Admission.Copy),
                    admission instanceof Admission.Conflict,
                    type,
                    now);
        }
    }

    private void accept(Job job, boolean fresh, long now) {
        Partition partition = job.partition;
        partition.took(job);
        partition.remember(job, fresh);
        if (cancelling.covers(job)) {
            endings.settle(job, State.CANCELLED, Cancelling.CANCELLED, now);
            return;
        }
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
        int width = policy.laneWidth();
        if (width == 0 || job.arrival.lane() == 0 || partition.enterLane(job, width)) {
            waiting.admit(job, now);
        }
    }
}
