package dev.towpath.cli.dev;

import dev.towpath.broker.EmbeddedBroker;
import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.error.TowpathException;
import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/// Keeps broker, gateway, worker and, where it is started, the example site running until told to
/// stop, and stops them in the order in which nothing is lost: worker, site, gateway, broker.
final class Supervisor {
    private static final Duration READY_WITHIN = Duration.ofSeconds(90);
    private static final Duration STOPS_WITHIN = Duration.ofSeconds(15);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final Duration LONG_LIFE = Duration.ofSeconds(60);

    /// What happens to the processes.
    private sealed interface Event {
        record ChildEnded(Child child, int status) implements Event {}

        record ChildDue(Role role) implements Event {}

        record BrokerEnded(TowpathException why) implements Event {}
    }

    private final EmbeddedBroker broker;
    private final DevFolder folder;
    private final DevLock lock;
    private final Function<Role, Launch> launches;
    private final Duration drainTimeout;
    private final Consumer<String> says;
    // Next.js keeps a request waiting for ever that offers HTTP/2 by an upgrade.
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final LinkedBlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final Map<Role, Child> children = new EnumMap<>(Role.class);
    private final Map<Role, Duration> pauses = new EnumMap<>(Role.class);
    private boolean stopping;

    /// @param launches how each role is started
    /// @param drainTimeout how long the worker may take to finish what runs
    /// @param says tells people one line
    Supervisor(
            EmbeddedBroker broker,
            DevFolder folder,
            DevLock lock,
            Function<Role, Launch> launches,
            Duration drainTimeout,
            Consumer<String> says) {
        this.broker = broker;
        this.folder = folder;
        this.lock = lock;
        this.launches = launches;
        this.drainTimeout = drainTimeout;
        this.says = says;
    }

    /// Starts a role.
    synchronized Child start(Role role) throws IOException {
        if (stopping) {
            throw new IllegalStateException("no start of a " + role.word() + " while stopping");
        }
        Child child = Child.start(role, launches.apply(role), folder.log(role.word()));
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
    String awaitReady(Child child) throws InterruptedException, IOException {
        Optional<String> ready = child.awaitReady(http, READY_WITHIN);
        if (ready.isPresent()) {
            return ready.get();
        }
        String role = child.role().word();
        String how =
                child.process().isAlive()
                        ? "is not ready after " + READY_WITHIN.toSeconds() + " s"
                        : Child.ending(child.process().exitValue()) + " while it started";
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
                case Event.ChildEnded(Child child, int status) -> ended(child, status);
                case Event.ChildDue(Role role) -> again(role);
                case Event.BrokerEnded(TowpathException why) -> brokerEnded(why);
            }
        }
    }

    private synchronized void ended(Child child, int status) {
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
                        + Child.ending(status)
                        + ". It starts again in "
                        + pause.toSeconds()
                        + " s; accepted jobs are kept.");
        CompletableFuture.delayedExecutor(pause.toMillis(), TimeUnit.MILLISECONDS)
                .execute(() -> events.add(new Event.ChildDue(role)));
    }

    private void again(Role role) throws InterruptedException, IOException {
        Child child;
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
                Stream.concat(Stream.of(broker.pid()), children.values().stream().map(Child::pid))
                        .flatMap(pid -> ProcessHandle.of(pid).stream())
                        .toList());
    }

    /// Stops everything; returns when nothing runs any more.
    ///
    /// @param tells takes a line for each that has stopped
    synchronized void stop(Consumer<String> tells) {
        stopping = true;
        stop(Role.WORKER, drainTimeout.plus(STOPS_WITHIN), tells);
        stop(Role.SITE, STOPS_WITHIN, tells);
        stop(Role.GATEWAY, STOPS_WITHIN, tells);
        long started = System.nanoTime();
        broker.stop();
        tells.accept("  broker   stopped in " + Elapsed.since(started));
    }

    private void stop(Role role, Duration limit, Consumer<String> tells) {
        Child child = children.get(role);
        if (child == null || !child.process().isAlive()) {
            return;
        }
        long started = System.nanoTime();
        boolean byItself = child.stop(limit);
        tells.accept(
                "  "
                        + (role.word() + "   ").substring(0, 7)
                        + "  "
                        + (byItself ? "stopped in " : "did not stop, so was ended after ")
                        + Elapsed.since(started));
    }
}
