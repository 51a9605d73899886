package dev.towpath.testkit.crew;

import dev.towpath.testkit.Event;
import dev.towpath.testkit.Event.Result;
import dev.towpath.testkit.History;
import dev.towpath.testkit.broker.ModelBroker;
import dev.towpath.testkit.stage.Host;
import dev.towpath.worker.handler.Fence;
import dev.towpath.worker.handler.JobContext;
import dev.towpath.worker.handler.Outcome;
import dev.towpath.worker.handler.Payload;
import dev.towpath.worker.run.Handlers;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/// What the handlers of the crew do, and the store that they write to: it keeps the highest fence
/// of each job and refuses a lower one.
final class Work {
    private static final int NONCE_FROM = 36;
    private static final int NONCE_TO = 52;

    private final History history;
    private final ModelBroker broker;
    private final Chronicler chronicler;
    private final RandomGenerator random;
    private final Map<String, Fence> fences = new HashMap<>();

    Work(History history, ModelBroker broker, Chronicler chronicler, RandomGenerator random) {
        this.history = history;
        this.broker = broker;
        this.chronicler = chronicler;
        this.random = random;
    }

    /// The handlers of one worker.
    ///
    /// @param newest whether it is of the newest version
    Handlers of(String worker, Host host, long skew, boolean newest) {
        Handlers handlers = new Handlers();
        for (Kind kind : Kind.values()) {
            if (newest || kind != Kind.LATER) {
                handlers.handle(
                        kind.type(),
                        Payload.bytes(),
                        (data, job) -> attempt(kind, data, job, worker, host, skew));
            }
        }
        return handlers;
    }

    private Outcome attempt(
            Kind kind, byte[] data, JobContext job, String worker, Host host, long skew)
            throws Exception {
        chronicler.started(
                new Event.AttemptStarted(
                        job.id().toString(),
                        job.generation(),
                        job.attempt(),
                        job.fence(),
                        worker,
                        job.traceParent().substring(NONCE_FROM, NONCE_TO),
                        job.type(),
                        Text.of(data),
                        broker.millis()));
        Outcome outcome;
        try {
            host.sleep(1 + random.nextInt(random.nextInt(20) == 0 ? 200 : 10));
            if (kind == Kind.SLOW && random.nextInt(30) > 0) {
                host.sleep(20_000);
            }
            outcome = outcome(kind, job, worker, host, skew);
        } catch (InterruptedException e) {
            ended(job, worker, Result.FAILED);
            throw e;
        }
        ended(
                job,
                worker,
                switch (outcome) {
                    case Outcome.Done _ -> Result.DONE;
                    case Outcome.Retry _, Outcome.BrokeOff _ -> Result.FAILED;
                    case Outcome.Snooze _, Outcome.Hold _ -> Result.AGAIN;
                    case Outcome.Dead _ -> Result.FAILED_FOR_GOOD;
                });
        return outcome;
    }

    private Outcome outcome(Kind kind, JobContext job, String worker, Host host, long skew)
            throws InterruptedException {
        return switch (kind) {
            case FAILS, FAILS_THRICE, FAILS_SLOWLY, ORDERED_FAILS -> Outcome.retry("it fails");
            case HOPELESS -> Outcome.dead("never");
            case FLAKY, PATIENT, ORDERED_FLAKY, ORDERED_STRICT ->
                    random.nextInt(3) == 0
                            ? Outcome.retry("it fails now and then")
                            : effect(job, worker, host);
            case SNOOZES ->
                    random.nextInt(2) == 0
                            ? Outcome.snooze(
                                    Instant.ofEpochMilli(
                                            broker.millis()
                                                    + skew
                                                    + random.nextInt(
                                                            random.nextBoolean() ? 2_000 : 60_000)))
                            : effect(job, worker, host);
            case PLAIN, SLOW, LATER, ORDERED -> effect(job, worker, host);
        };
    }

    private Outcome effect(JobContext job, String worker, Host host) throws InterruptedException {
        if (random.nextInt(10) == 0) {
            job.checkpoint("half");
        }
        String id = job.id().toString();
        Fence highest = fences.get(id);
        boolean accepted = highest == null || job.fence().compareTo(highest) >= 0;
        if (accepted) {
            fences.put(id, job.fence());
        }
        history.add(new Event.Effect(id, job.generation(), job.fence(), worker, accepted));
        host.sleep(random.nextInt(3));
        return Outcome.done();
    }

    private void ended(JobContext job, String worker, Result result) {
        chronicler.ended(
                new Event.AttemptEnded(
                        job.id().toString(),
                        job.generation(),
                        job.attempt(),
                        job.fence(),
                        worker,
                        result,
                        broker.millis()));
    }
}
