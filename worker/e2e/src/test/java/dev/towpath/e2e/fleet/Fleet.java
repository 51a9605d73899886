package dev.towpath.e2e.fleet;

import dev.towpath.broker.SharedBroker;
import dev.towpath.e2e.evidence.Chronicle;
import dev.towpath.e2e.evidence.Evidence;
import dev.towpath.e2e.proxy.KafkaProxy;
import dev.towpath.e2e.proxy.Passage;
import dev.towpath.e2e.proxy.WireStep;
import dev.towpath.schemas.config.GroupProtocol;
import dev.towpath.schemas.provision.TopicAdmin;
import dev.towpath.testkit.History;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/// An installation of its own on the shared broker, and the workers that are hired for it.
public final class Fleet implements AutoCloseable {
    private static final Path OUTPUT = Path.of(System.getProperty("java.io.tmpdir"), "fleet");
    private static final Duration AT_REST_WITHIN = Duration.ofSeconds(75);
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final Installation installation;
    private final Steps steps = new Steps();
    private final Recorder recorder;
    private final Map<String, ChildJvm> workers = new ConcurrentHashMap<>();
    private final Map<String, String> workerOfTransactionalId = new ConcurrentHashMap<>();
    private final Set<String> killed = ConcurrentHashMap.newKeySet();
    private final List<KafkaProxy> proxies = new CopyOnWriteArrayList<>();

    public Fleet(int partitions, GroupProtocol protocol) throws IOException {
        installation =
                new Installation(
                        SharedBroker.get().bootstrap(),
                        "fleet" + COUNT.incrementAndGet() + ".",
                        partitions,
                        protocol,
                        1,
                        0);
        recorder = new Recorder(steps);
        try (TopicAdmin topics = TopicAdmin.of(installation.config())) {
            topics.apply();
        }
    }

    public Installation installation() {
        return installation;
    }

    public Steps steps() {
        return steps;
    }

    /// The file that something of this fleet is written to: a worker's name, for what it logged.
    public Path output(String of) {
        return OUTPUT.resolve(installation.prefix() + of + ".log");
    }

    /// From now on this is done to the workers.
    public void suffer(Nemesis nemesis) {
        steps.suffer(nemesis);
    }

    /// Starts a worker; it joins in the background.
    public void hire(String name) throws IOException {
        KafkaProxy proxy = new KafkaProxy(installation.bootstrap(), passage(name));
        proxies.add(proxy);
        ChildJvm worker =
                ChildJvm.worker(
                        name,
                        installation.through(proxy.bootstrap()),
                        recorder.port(),
                        0,
                        output(name));
        if (workers.put(name, worker) != null) {
            throw new IllegalArgumentException("there was a worker " + name + " before");
        }
    }

    /// Ends a worker's process at once. Safe to call from a [Nemesis].
    public void kill(String name) {
        killed.add(name);
        worker(name).kill();
    }

    /// Stops a worker's process where it is, as `kill -STOP` does.
    public void freeze(String name) throws IOException, InterruptedException {
        worker(name).signal("STOP");
    }

    /// Lets a frozen worker go on.
    public void thaw(String name) throws IOException, InterruptedException {
        worker(name).signal("CONT");
    }

    /// Waits until a worker has been killed.
    public void awaitKilled(String name, Duration within) {
        worker(name).awaitEnd(within);
        if (!killed.contains(name)) {
            throw new AssertionError(name + " has ended by itself, see " + output(name));
        }
    }

    /// Has a worker stop as it should.
    public void leave(String name) {
        worker(name).leave();
    }

    /// Waits until all that was submitted is settled.
    public void awaitSettled() throws InterruptedException, ExecutionException {
        try (Rest rest = new Rest(installation)) {
            rest.awaitSettled(AT_REST_WITHIN);
        }
    }

    /// What the logs say, once no worker writes to them any more.
    public Evidence evidence(Traffic traffic)
            throws InterruptedException, ExecutionException, IOException {
        try (Rest rest = new Rest(installation)) {
            rest.awaitNothingOpen(AT_REST_WITHIN);
        }
        return Evidence.read(
                brokersLogs(),
                installation.topics(),
                Installation.QUEUE,
                Installation.orderedTypes(),
                traffic::answer,
                (_, _, id) -> workerOfTransactionalId.getOrDefault(id, id));
    }

    /// All that happened.
    public History history(Evidence evidence) {
        return Chronicle.of(evidence, recorder.sightings(), killed);
    }

    @Override
    public void close() throws IOException {
        workers.values().forEach(ChildJvm::close);
        for (KafkaProxy proxy : proxies) {
            proxy.close();
        }
        recorder.close();
    }

    private Passage passage(String name) {
        return new Passage() {
            @Override
            public boolean passes(WireStep step) throws InterruptedException {
                return steps.reached(name, Step.of(step));
            }

            @Override
            public void produces(String transactionalId) {
                // Who fences a producer that is gone introduces himself by its id.
                workerOfTransactionalId.putIfAbsent(transactionalId, name);
            }
        };
    }

    private ChildJvm worker(String name) {
        ChildJvm worker = workers.get(name);
        if (worker == null) {
            throw new IllegalArgumentException("there is no worker " + name);
        }
        return worker;
    }

    private static Path brokersLogs() throws IOException {
        Properties settings = new Properties();
        try (Reader reader =
                Files.newBufferedReader(
                        SharedBroker.get().logFile().resolveSibling("server.properties"))) {
            settings.load(reader);
        }
        return Path.of(settings.getProperty("log.dirs"));
    }
}
