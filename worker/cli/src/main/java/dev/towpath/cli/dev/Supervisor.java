package dev.towpath.cli.dev;

import dev.towpath.broker.EmbeddedBroker;
import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.error.TowpathException;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Keeps broker, gateway and worker running until told to stop, and stops them in the order in
/// which nothing is lost: worker, gateway, broker.
final class Supervisor {
    private static final Duration READY_WITHIN = Duration.ofSeconds(90);
    private static final Duration STOPS_WITHIN = Duration.ofSeconds(15);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final Duration LONG_LIFE = Duration.ofSeconds(60);

    /// What happens to the processes.
    private sealed interface Event {
        record ChildEnded(ChildJvm child, int status) implements Event {}

        record ChildDue(Role role) implements Event {}

        record BrokerEnded(TowpathException why) implements Event {}
    }

    private final EmbeddedBroker broker;
    private final DevFolder folder;
    private final DevLock lock;
    private final DevPorts ports;
    private final Duration drainTimeout;
    private final Consumer<String> says;
    private final HttpClient http = HttpClient.newHttpClient();
    private final LinkedBlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final Map<Role, ChildJvm> children = new EnumMap<>(Role.class);
    private final Map<Role, Duration> pauses = new EnumMap<>(Role.class);
    private boolean stopping;

    /// @param drainTimeout how long the worker may take to finish what runs
    /// @param says tells people one line
    Supervisor(
            EmbeddedBroker broker,
            DevFolder folder,
            DevLock lock,
            DevPorts ports,
            Duration drainTimeout,
            Consumer<String> says) {
        this.broker = broker;
        this.folder = folder;
        this.lock = lock;
        this.ports = ports;
        this.drainTimeout = drainTimeout;
        this.says = says;
    }

    /// Starts a role.
    synchronized ChildJvm start(Role role) throws IOException {
        if (stopping) {
            throw new IllegalStateException("no start of a " + role.word() + " while stopping");
        }
        List<String> properties =
                List.of("-Dtowpath.demo.file=" + folder.demoFile().toAbsolutePath());
        Path log = folder.log(role.word());
        ChildJvm child = ChildJvm.start(role, ports.of(role), folder.config(), log, properties);
        children.put(role, child);
        noteProcesses();
        Thread.ofVirtual()
                .start(
                        () ->
                                events.add(
                                        new Event.ChildEnded(
                                                child,
                                                child.process().onExit().join().exitValue())));
        return child;
    }

    /// Waits until a role that was just started is ready.
    ///
    /// @return all that it says of itself, as JSON
    /// @throws TowpathException ROLE_FAILED when it is not, naming its log
    String awaitReady(ChildJvm child) throws InterruptedException, IOException {
        Optional<String> ready = child.awaitReady(http, READY_WITHIN);
        if (ready.isPresent()) {
            return ready.get();
        }
        String role = child.role().word();
        String how =
                child.process().isAlive()
                        ? "is not ready after " + READY_WITHIN.toSeconds() + " s"
                        : ChildJvm.ending(child.process().exitValue()) + " while it started";
        throw new TowpathException(
                ErrorCode.ROLE_FAILED,
                "the "
                        + role
                        + " "
                        + how
                        + ". All that was started is stopped again, and no data is lost. Read why"
                        + " in "
                        + folder.log(role)
                        + ", whose last lines are:\n"
                        + LastLines.of(folder.log(role))
                        + "\nThen start again, which is safe.");
    }

    /// Starts again what ends, until [#stop(Consumer)].
    ///
    /// @throws TowpathException when the broker cannot be started again
    void keep() throws InterruptedException, IOException {
        watchBroker();
        while (true) {
            switch (events.take()) {
                case Event.ChildEnded(ChildJvm child, int status) -> ended(child, status);
                case Event.ChildDue(Role role) -> again(role);
                case Event.BrokerEnded(TowpathException why) -> brokerEnded(why);
            }
        }
    }

    private synchronized void ended(ChildJvm child, int status) {
        Role role = child.role();
        if (stopping || children.get(role) != child) {
            return;
        }
        Duration pause =
                child.age().compareTo(LONG_LIFE) > 0
                        ? FIRST_PAUSE
                        : pauses.getOrDefault(role, FIRST_PAUSE);
        Duration next = pause.multipliedBy(2);
        pauses.put(role, next.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : next);
        says.accept(
                "The "
                        + role.word()
                        + ", process "
                        + child.pid()
                        + ", "
                        + ChildJvm.ending(status)
                        + ". It starts again in "
                        + pause.toSeconds()
                        + " s; accepted jobs are kept.");
        CompletableFuture.delayedExecutor(pause.toMillis(), TimeUnit.MILLISECONDS)
                .execute(() -> events.add(new Event.ChildDue(role)));
    }

    private void again(Role role) throws InterruptedException, IOException {
        ChildJvm child;
        synchronized (this) {
            if (stopping) {
                return;
            }
            child = start(role);
        }
        if (child.awaitReady(http, READY_WITHIN).isPresent()) {
            says.accept("The " + role.word() + " runs again, as process " + child.pid() + ".");
        } else if (child.process().isAlive()) {
            says.accept(
                    "The "
                            + role.word()
                            + " runs again, as process "
                            + child.pid()
                            + ", but is not ready; read "
                            + folder.log(role.word())
                            + ".");
        }
    }

    private void brokerEnded(TowpathException why) throws IOException {
        synchronized (this) {
            if (stopping) {
                return;
            }
            says.accept(why.line());
            says.accept("The broker starts again.");
            broker.restart();
            noteProcesses();
            watchBroker();
        }
        says.accept("The broker runs again, as process " + broker.pid() + ".");
    }

    private void watchBroker() {
        var end = broker.onExit();
        Thread.ofVirtual().start(() -> events.add(new Event.BrokerEnded(end.join())));
    }

    private void noteProcesses() throws IOException {
        lock.note(
                Stream.concat(
                                Stream.of(broker.pid()),
                                children.values().stream().map(ChildJvm::pid))
                        .flatMap(pid -> ProcessHandle.of(pid).stream())
                        .toList());
    }

    /// Stops everything; returns when nothing runs any more.
    ///
    /// @param tells takes a line for each that has stopped
    synchronized void stop(Consumer<String> tells) {
        stopping = true;
        stop(Role.WORKER, drainTimeout.plus(STOPS_WITHIN), tells);
        stop(Role.GATEWAY, STOPS_WITHIN, tells);
        long started = System.nanoTime();
        broker.stop();
        tells.accept("  broker   stopped in " + Elapsed.since(started));
    }

    private void stop(Role role, Duration limit, Consumer<String> tells) {
        ChildJvm child = children.get(role);
        if (child == null || !child.process().isAlive()) {
            return;
        }
        long started = System.nanoTime();
        boolean byItself = child.stop(limit);
        tells.accept(
                "  "
                        + (role.word() + " ").substring(0, 7)
                        + "  "
                        + (byItself ? "stopped in " : "did not stop, so was ended after ")
                        + Elapsed.since(started));
    }
}
