package dev.towpath.worker.run;

import dev.towpath.producer.JobRequest;
import dev.towpath.schemas.config.TowpathConfig;
import dev.towpath.schemas.config.WorkerConfig;
import dev.towpath.schemas.payload.SchemaStore;
import dev.towpath.schemas.presence.Identity;
import dev.towpath.schemas.presence.Presence;
import dev.towpath.schemas.presence.PresenceReader;
import dev.towpath.schemas.topic.TopicNames;
import dev.towpath.worker.core.Core;
import dev.towpath.worker.core.Event;
import dev.towpath.worker.kafka.BoundedBytes;
import dev.towpath.worker.kafka.Clients;
import dev.towpath.worker.kafka.ControlReader;
import dev.towpath.worker.kafka.Flusher;
import dev.towpath.worker.kafka.Ladder;
import dev.towpath.worker.kafka.LedgerMemory;
import dev.towpath.worker.kafka.OneByOne;
import dev.towpath.worker.kafka.Restorer;
import dev.towpath.worker.limit.Shares;
import dev.towpath.worker.limit.Targets;
import dev.towpath.worker.observe.Verdicts;
import dev.towpath.worker.observe.WorkerMetrics;
import dev.towpath.worker.thread.Threads;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The engine's shell, wired: the poll thread's work and what answers it. It is the same with the
/// clients of a broker on threads of the JVM, and with those of a model of a broker in a
/// simulation.
public final class Shell {
    private static final Logger log = LoggerFactory.getLogger(Shell.class);

    private final Inbox inbox;
    private final Flusher flusher;
    private final Restorer restorer;
    private final Ladder ladder;
    private final Standing standing;
    private final Engine engine;
    private volatile boolean stopping;

    /// What a shell works with.
    ///
    /// @param handlers of the types that this worker runs
    /// @param queues that it serves
    /// @param known the payload schemas that are known from the start
    public record Work(
            TowpathConfig config,
            Policies policies,
            Handlers handlers,
            Set<String> queues,
            SchemaStore schemas,
            Set<Long> known) {
        public Work {
            queues = Set.copyOf(queues);
            known = Set.copyOf(known);
        }
    }

    /// Where a shell runs.
    public record Place(
            Clients clients, Threads threads, InstantSource clock, WorkerMetrics metrics) {}

    /// What is outside of the engine, and what it tells there.
    ///
    /// @param emissions sends what attempts have emitted
    /// @param notices sends the jobs that tell of the dead
    /// @param others who else is there; null when no limit asks
    /// @param presence takes what the worker tells of itself
    /// @param history takes what came of attempts
    public record Outside(
            Identity self,
            Execution.Emissions emissions,
            Function<JobRequest, CompletableFuture<?>> notices,
            @Nullable PresenceReader others,
            java.util.function.Consumer<Presence> presence,
            Verdicts.History history) {}

    public Shell(Work work, Place place, Outside outside) {
        TopicNames topics = work.config.topicNames();
        WorkerConfig bounds = work.config.worker();
        Policies policies = work.policies;
        Clients clients = place.clients;
        Threads threads = place.threads;
        WorkerMetrics metrics = place.metrics;
        LedgerMemory ledgers = new LedgerMemory();
        inbox = new Inbox(threads);
        Advances advances = new Advances();
        standing =
                new Standing(
                        metrics,
                        new Heartbeat(
                                outside.self,
                                policies.byQueue(work.queues),
                                advances::told,
                                outside.presence));
        flusher =
                new Flusher(
                        clients,
                        threads,
                        topics,
                        ledgers,
                        place.clock,
                        result -> inbox.put(new Inbox.Message.Flushed(result)));
        restorer =
                new Restorer(
                        clients,
                        threads,
                        topics,
                        ledgers,
                        bounds.ledgerBytesPerPartition(),
                        restored -> inbox.put(new Inbox.Message.Opening(restored)));
        ladder =
                new Ladder(
                        clients,
                        topics,
                        (putBack, stored) ->
                                inbox.put(
                                        new Inbox.Message.PutBack(
                                                new Event.PutBackEnded(
                                                        putBack.job(), putBack.run(), stored))));
        HandlerThreads handlers =
                new HandlerThreads(
                        new Execution(
                                work.handlers,
                                work.schemas,
                                policies.finalErrors(),
                                policies.targets().keySet(),
                                outside.emissions),
                        bounds.maxChildren(),
                        inbox,
                        threads,
                        advances);
        Restraints restraints =
                new Restraints(
                        new Targets(work.config.targets(), policies.targets(), place.clock),
                        new Shares(outside.self.process(), policies.sharedLimits()),
                        outside.others,
                        metrics);
        BoundedBytes bytes = new BoundedBytes();
        BoundedBytes expressBytes = new BoundedBytes();
        Consumer<byte[], byte[]> consumer = clients.jobs(bytes);
        Consumer<byte[], byte[]> expressConsumer = clients.express(expressBytes);
        Supplier<OneByOne> oneByOne = () -> new OneByOne(clients);
        Intake intake = new Intake(consumer, bytes, oneByOne, topics::jobs, work.queues);
        Express express =
                new Express(
                        expressConsumer,
                        new Intake(
                                expressConsumer,
                                expressBytes,
                                oneByOne,
                                topics::express,
                                work.queues));
        Deeds deeds =
                new Deeds(
                        handlers,
                        restraints,
                        ladder,
                        new DeathNotices(
                                work.config,
                                policies.onDead(),
                                work.schemas,
                                outside.notices,
                                inbox,
                                threads),
                        intake,
                        express,
                        new Verdicts(metrics, outside.history),
                        standing,
                        metrics);
        engine =
                new Engine(
                        new Core(
                                policies.limits(),
                                policies.types(),
                                policies.weights(),
                                policies.targetPolicies(),
                                work.known),
                        consumer,
                        express,
                        flusher,
                        new Assignments(restorer, standing, metrics),
                        handlers,
                        restraints,
                        inbox,
                        intake,
                        deeds,
                        metrics,
                        new PollClock(place.clock, threads::nanos),
                        new Engine.Timing(
                                new FlushPause(bounds.flushPause(), bounds.maxUnflushed()),
                                bounds.drainTimeout()),
                        standing);
    }

    public Standing standing() {
        return standing;
    }

    /// What operators say comes in here, on any thread.
    public ControlReader.Listener operators() {
        return new Operators(inbox);
    }

    /// Runs on the calling thread, which is the poll thread from then on, until it is told to stop
    /// and has drained.
    ///
    /// @throws RuntimeException the failure after which it gave everything up
    public void run() {
        flusher.start();
        try {
            engine.subscribe();
            standing.running();
            while (!stopping) {
                engine.round();
            }
            engine.drain();
            standing.stopped("it was stopped");
        } catch (RuntimeException | Error e) {
            log.error("The worker stops: {}", e.getMessage(), e);
            standing.stopped("it stopped because of a failure: " + e.getMessage());
            abandon();
            throw e;
        } finally {
            restorer.close();
            flusher.close();
            ladder.close();
        }
    }

    /// Lets [#run()] come to its end. From any thread.
    public void stop() {
        stopping = true;
    }

    private void abandon() {
        try {
            engine.abandon();
        } catch (RuntimeException e) {
            log.error("What ran could not be given up in order", e);
        }
    }
}
