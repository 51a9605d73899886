package dev.towpath.worker.run;

import dev.towpath.worker.core.Effect;
import dev.towpath.worker.kafka.Ladder;
import dev.towpath.worker.observe.Verdicts;
import dev.towpath.worker.observe.WorkerMetrics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Does what the core wants done, all but its commits. For the poll thread: nothing of it waits.
final class Deeds {
    private static final Logger log = LoggerFactory.getLogger(Deeds.class);

    private final HandlerThreads handlers;
    private final Restraints restraints;
    private final Ladder ladder;
    private final DeathNotices deathNotices;
    private final Intake intake;
    private final Express express;
    private final Verdicts verdicts;
    private final Standing standing;
    private final WorkerMetrics metrics;

    Deeds(
            HandlerThreads handlers,
            Restraints restraints,
            Ladder ladder,
            DeathNotices deathNotices,
            Intake intake,
            Express express,
            Verdicts verdicts,
            Standing standing,
            WorkerMetrics metrics) {
        this.handlers = handlers;
        this.restraints = restraints;
        this.ladder = ladder;
        this.deathNotices = deathNotices;
        this.intake = intake;
        this.express = express;
        this.verdicts = verdicts;
        this.standing = standing;
        this.metrics = metrics;
    }

    void act(Effect effect) {
        switch (effect) {
            case Effect.Start start -> {
                verdicts.started(start);
                handlers.start(start);
            }
            case Effect.Interrupt interrupt -> handlers.interrupt(interrupt.job());
            case Effect.Abandon abandon -> {
                handlers.forget(abandon.job());
                restraints.abandoned(abandon);
                metrics.abandoned();
            }
            case Effect.PutBack putBack -> ladder.putBack(putBack);
            case Effect.TellOfDeath death -> deathNotices.send(death);
            case Effect.Pause pause -> reader(pause.express()).pause(pause.place());
            case Effect.Resume resume -> reader(resume.express()).resume(resume.place());
            case Effect.Commit _ -> throw new IllegalStateException("a commit outside of a flush");
            case Effect.Skipped skipped -> verdicts.skipped(skipped);
            case Effect.Settled settled -> verdicts.settled(settled);
            case Effect.Stayed stayed -> verdicts.stayed(stayed);
            case Effect.Refused refused -> verdicts.refused(refused);
            case Effect.Held held -> verdicts.held(held);
            case Effect.Alarm alarm -> {
                metrics.alarm(alarm.code().code());
                standing.alarm(alarm.code(), alarm.message());
                log.warn("{} {}", alarm.code().code(), alarm.message());
            }
        }
    }

    private Intake reader(boolean ofExpress) {
        return ofExpress ? express.intake() : intake;
    }
}
