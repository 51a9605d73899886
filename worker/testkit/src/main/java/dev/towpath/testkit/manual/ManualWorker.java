package dev.towpath.testkit.manual;

import dev.towpath.schemas.config.GatewayConfig;
import dev.towpath.schemas.config.KafkaConfig;
import dev.towpath.schemas.config.QueueConfig;
import dev.towpath.schemas.config.Secret;
import dev.towpath.schemas.config.TowpathConfig;
import dev.towpath.schemas.config.TypeConfig;
import dev.towpath.schemas.config.WorkerConfig;
import dev.towpath.schemas.error.TowpathException;
import dev.towpath.schemas.id.JobId;
import dev.towpath.schemas.id.JobIdIssuer;
import dev.towpath.schemas.ledger.LedgerTable;
import dev.towpath.schemas.ledger.Unfinished;
import dev.towpath.schemas.payload.PayloadFormat;
import dev.towpath.schemas.payload.PayloadSchemas;
import dev.towpath.schemas.payload.SchemaStore;
import dev.towpath.schemas.wire.JobEnvelope;
import dev.towpath.worker.core.Arrival;
import dev.towpath.worker.core.Core;
import dev.towpath.worker.core.Effect;
import dev.towpath.worker.core.Event;
import dev.towpath.worker.core.Flush;
import dev.towpath.worker.core.QueuePartition;
import dev.towpath.worker.core.Settlement;
import dev.towpath.worker.core.Verdict;
import dev.towpath.worker.handler.Emission;
import dev.towpath.worker.handler.JobHandler;
import dev.towpath.worker.handler.JobHandlers;
import dev.towpath.worker.handler.Payload;
import dev.towpath.worker.run.Attempt;
import dev.towpath.worker.run.Execution;
import dev.towpath.worker.run.Handlers;
import dev.towpath.worker.run.Policies;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// A worker in a test: the engine's own core decides what runs when, what is tried again, what is a
/// duplicate and what is dead, while handlers run on the calling thread and time passes only when
/// it is told to. Nothing is written anywhere.
///
/// What an [AssertionError] in a handler says goes to the test; any other error is a failed
/// attempt. Timeouts do not interrupt, and who is told of the dead (`onDead`) is not run.
public final class ManualWorker {
    /// When its clock begins.
    public static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private static final Duration TICK = Duration.ofSeconds(1);
    private static final long OWNER_EPOCH = 1;
    private static final int EPOCH = 1;
    private static final byte[] SECRET = "a secret of no use".getBytes(StandardCharsets.US_ASCII);

    private final Set<String> types;
    private final Execution execution;
    private final AtomicReference<@Nullable AssertionError> asserted;
    private final int maxChildren;
    private final Submissions submissions;
    private final Core core;
    private final Map<JobId, ManualJob> jobs = new LinkedHashMap<>();
    private final ArrayDeque<Effect.Start> ready = new ArrayDeque<>();
    private final PriorityQueue<Waiting> ladder =
            new PriorityQueue<>(Comparator.comparingLong(Waiting::dueAt));
    private final List<Emission> emitted = new ArrayList<>();
    private final Map<QueuePartition, Long> jobsEnds = new HashMap<>();
    private final Map<QueuePartition, Long> expressEnds = new HashMap<>();
    private Instant now = START;

    private record Waiting(
            long dueAt, QueuePartition place, Arrival.Submitted arrival, JobEnvelope envelope) {}

    private ManualWorker(Builder builder) {
        TowpathConfig config = builder.config;
        Random random = new Random(1);
        this.types = builder.handlers.types();
        SchemaStore schemas = new SchemaStore();
        Set<Long> fingerprints = new HashSet<>();
        for (PayloadFormat format : builder.payloads.formats().values()) {
            if (format instanceof PayloadFormat.Avro avro) {
                schemas.add(avro);
                fingerprints.add(avro.fingerprint());
            }
        }
        this.submissions =
                new Submissions(
                        config,
                        builder.payloads,
                        new JobIdIssuer(SECRET, () -> now, random),
                        random);
        Policies policies = new Policies(config, types);
        this.execution =
                new Execution(
                        builder.handlers, schemas, policies.finalErrors(), Set.of(), this::emit);
        this.maxChildren = config.worker().maxChildren();
        this.asserted = builder.asserted;
        this.core =
                new Core(
                        policies.limits(),
                        policies.types(),
                        policies.weights(),
                        policies.targetPolicies(),
                        fingerprints);
        for (String queue : config.queues().keySet()) {
            tell(
                    new Event.Opened(
                            new QueuePartition(queue, 0),
                            EPOCH,
                            OWNER_EPOCH,
                            0,
                            0,
                            0,
                            new LedgerTable(1 << 24),
                            new Unfinished()));
        }
        policies.sharedLimits()
                .forEach(
                        limit ->
                                tell(
                                        new Event.Shared(
                                                limit.type(),
                                                limit.inFlight() == 0
                                                        ? Integer.MAX_VALUE
                                                        : limit.inFlight(),
                                                limit.perSecond())));
    }

    /// Puts one together.
    public static Builder builder() {
        return new Builder();
    }

    /// A job to submit.
    ///
    /// @param json its payload
    public NewJob job(String type, String json) {
        return new NewJob(this, type, json);
    }

    /// Submits a job as it is.
    public ManualJob submit(String type, String json) {
        return job(type, json).submit();
    }

    /// Runs everything that may run by now, and what that emits.
    ///
    /// @return how many attempts were made
    public int run() {
        int attempts = 0;
        for (Effect.Start start = ready.poll(); start != null; start = ready.poll()) {
            attempts++;
            tell(new Event.Finished(start.job(), start.run(), make(start)));
        }
        return attempts;
    }

    /// Lets time pass, and runs what is due in it.
    ///
    /// @return how many attempts were made
    public int pass(Duration time) {
        Instant end = now.plus(time);
        int attempts = run();
        while (now.isBefore(end)) {
            Instant next = now.plus(TICK);
            now = next.isBefore(end) ? next : end;
            tell(new Event.Ticked());
            while (!ladder.isEmpty() && ladder.peek().dueAt <= now.toEpochMilli()) {
                comeOff(ladder.remove());
            }
            attempts += run();
        }
        return attempts;
    }

    /// What its clock shows.
    public Instant now() {
        return now;
    }

    /// All jobs, in the order in which they were submitted or emitted first.
    public List<ManualJob> jobs() {
        return List.copyOf(jobs.values());
    }

    /// What handlers have emitted with attempts that ended well.
    public List<Emission> emitted() {
        return List.copyOf(emitted);
    }

    private Verdict make(Effect.Start start) {
        Verdict verdict =
                execution.make(
                        new Attempt(
                                start,
                                (Entry) start.job().arrival().source(),
                                maxChildren,
                                cursor ->
                                        tell(
                                                new Event.Checkpointed(
                                                        start.job(), start.run(), cursor)),
                                _ -> {}));
        AssertionError failed = asserted.getAndSet(null);
        if (failed != null) {
            throw failed;
        }
        return verdict;
    }

    ManualJob submit(NewJob job) {
        Arrival.Submitted arrival = submissions.arrival(job, now.toEpochMilli());
        JobEnvelope envelope = arrival.envelope();
        ManualJob shown = entry(arrival);
        QueuePartition place = new QueuePartition(shown.id().queue(), 0);
        if (envelope.dueAt() > 0) {
            ladder.add(new Waiting(envelope.dueAt(), place, arrival, envelope));
        } else {
            long offset = jobsEnds.merge(place, 1L, Long::sum) - 1;
            tell(new Event.Arrived(place, EPOCH, false, List.of(at(offset, arrival, envelope))));
        }
        return shown;
    }

    private void comeOff(Waiting waiting) {
        long offset = expressEnds.merge(waiting.place, 1L, Long::sum) - 1;
        Arrival copy = at(offset, waiting.arrival, waiting.envelope);
        tell(new Event.Arrived(waiting.place, EPOCH, true, List.of(copy)));
    }

    private static Arrival at(long offset, Arrival.Submitted job, JobEnvelope envelope) {
        return new Arrival.Submitted(
                offset,
                job.bytes(),
                job.source(),
                job.high(),
                job.low(),
                envelope,
                job.type(),
                job.lane(),
                job.schema());
    }

    private void tell(Event event) {
        act(core.step(event, now.toEpochMilli()));
        act(core.step(new Event.FlushReady(), now.toEpochMilli()));
    }

    private void act(List<Effect> effects) {
        for (Effect effect : effects) {
            switch (effect) {
                case Effect.Start start -> ready.add(start);
                case Effect.PutBack copy -> {
                    JobEnvelope due =
                            copy.envelope().dueAt(now.toEpochMilli() + copy.delayMillis());
                    ladder.add(
                            new Waiting(
                                    due.dueAt(), copy.job().place(), copy.job().arrival(), due));
                    tell(new Event.PutBackEnded(copy.job(), copy.run(), true));
                }
                case Effect.TellOfDeath death ->
                        tell(new Event.DeathTold(death.job(), death.run(), true));
                case Effect.Commit commit -> {
                    marked(commit.flush());
                    act(core.step(new Event.FlushEnded(commit.flush(), true), now.toEpochMilli()));
                }
                default -> {}
            }
        }
    }

    private void marked(Flush flush) {
        for (Settlement settlement : flush.settlements()) {
            if (settlement instanceof Settlement.Settled settled && !settled.conflict()) {
                entry(settled.arrival()).marked(settled.mark());
            } else if (settlement instanceof Settlement.Noted noted) {
                entry(noted.job().arrival()).marked(noted.mark());
            }
        }
    }

    private ManualJob entry(Arrival.Submitted arrival) {
        Entry entry = (Entry) arrival.source();
        return jobs.computeIfAbsent(entry.id(), ManualJob::new);
    }

    private Verdict emit(Attempt attempt) {
        for (Emission emission : attempt.emissions()) {
            emitted.add(emission);
            if (types.contains(emission.type())) {
                job(emission.type(), emission.data())
                        .client(attempt.client())
                        .group(emission.group())
                        .dedupKey(emission.dedupKey())
                        .batch(attempt.batch())
                        .submit();
            }
        }
        return Verdict.DONE;
    }

    /// Puts a [ManualWorker] together.
    public static final class Builder implements JobHandlers.Registry {
        private final Handlers handlers = new Handlers();
        private final AtomicReference<@Nullable AssertionError> asserted = new AtomicReference<>();
        private TowpathConfig config = anything();
        private PayloadSchemas payloads =
                new PayloadSchemas(Map.of(), Optional.of(PayloadFormat.JSON));

        private Builder() {}

        @Override
        public <T> Builder handle(String type, Payload<T> payload, JobHandler<T> handler) {
            handlers.handle(
                    type,
                    payload,
                    (data, job) -> {
                        try {
                            return handler.handle(data, job);
                        } catch (AssertionError e) {
                            asserted.set(e);
                            throw e;
                        }
                    });
            return this;
        }

        /// Adds a set of handlers.
        public Builder handle(JobHandlers set) {
            set.register(this);
            return this;
        }

        /// The types' policies; without, every type has the built-in ones.
        public Builder config(TowpathConfig own) {
            config = own;
            return this;
        }

        /// The payload formats of the types; without, all is JSON.
        public Builder payloads(PayloadSchemas schemas) {
            payloads = schemas;
            return this;
        }

        /// @throws TowpathException when there is a handler for a type that is not configured
        public ManualWorker build() {
            return new ManualWorker(this);
        }

        private static TowpathConfig anything() {
            TypeConfig any = TypeConfig.defaults();
            return new TowpathConfig(
                    "test.",
                    new Secret("no secret at all, for tests"),
                    KafkaConfig.defaults(),
                    Path.of("schemas"),
                    Map.of("default", QueueConfig.defaults()),
                    Map.of(
                            TowpathConfig.ANY_TYPE,
                            new TypeConfig(
                                    any.queue(),
                                    any.payload(),
                                    any.order(),
                                    any.retry(),
                                    any.timeout(),
                                    any.dedupWindow(),
                                    any.limits(),
                                    "",
                                    true)),
                    Map.of(),
                    GatewayConfig.defaults(),
                    WorkerConfig.defaults());
        }
    }
}
