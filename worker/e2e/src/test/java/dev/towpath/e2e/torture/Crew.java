package dev.towpath.e2e.torture;

import dev.towpath.broker.LoopbackPort;
import dev.towpath.e2e.fleet.ChildJvm;
import dev.towpath.e2e.fleet.Installation;
import dev.towpath.e2e.fleet.Recorder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/// The gateways and workers.
final class Crew implements AutoCloseable {
    static final int GATEWAYS = 2;
    static final int WORKERS = 3;

    private final Installation installation;
    private final Recorder recorder;
    private final Path logs;
    private final List<Integer> ports = new ArrayList<>();
    private final List<ChildJvm> gateways = new ArrayList<>();
    private final Map<String, ChildJvm> workers = new TreeMap<>();
    private final Set<String> killed = ConcurrentHashMap.newKeySet();
    private int hired;
    private int started;

    /// Starts all.
    Crew(Installation installation, Recorder recorder, Path logs) throws IOException {
        this.installation = installation;
        this.recorder = recorder;
        this.logs = logs;
        for (int i = 0; i < GATEWAYS; i++) {
            ports.add(LoopbackPort.free());
            gateways.add(gateway(i));
        }
        for (int i = 0; i < WORKERS; i++) {
            hire(0);
        }
    }

    /// What the gateways listen on.
    List<Integer> ports() {
        return List.copyOf(ports);
    }

    Set<String> killed() {
        return Set.copyOf(killed);
    }

    synchronized List<String> workers() {
        return List.copyOf(workers.keySet());
    }

    /// Adds a worker.
    ///
    /// @param ahead by how many milliseconds its clock is wrong
    /// @return its name
    synchronized String hire(long ahead) throws IOException {
        String name = "worker-%03d".formatted(++hired);
        Path log = logs.resolve(name + ".log");
        workers.put(name, ChildJvm.worker(name, installation, recorder.port(), ahead, log));
        return name;
    }

    void kill(String name) {
        killed.add(name);
        remove(name).kill();
    }

    /// Has a worker stop as it should.
    void dismiss(String name) {
        remove(name).leave();
    }

    /// Sends a worker STOP or CONT.
    void signal(String name, String signal) throws IOException, InterruptedException {
        worker(name).signal(signal);
    }

    void killGateway(int which) {
        present(which).kill();
    }

    void stopGateway(int which) {
        present(which).leave();
    }

    void signalGateway(int which, String signal) throws IOException, InterruptedException {
        present(which).signal(signal);
    }

    synchronized void restartGateway(int which) throws IOException {
        gateways.set(which, gateway(which));
    }

    /// Who has ended though nobody wanted it to.
    synchronized List<String> missing() {
        List<String> missing = new ArrayList<>();
        workers.forEach(
                (name, worker) -> {
                    if (!worker.isAlive()) {
                        missing.add(name);
                    }
                });
        for (int i = 0; i < GATEWAYS; i++) {
            if (!gateways.get(i).isAlive()) {
                missing.add("gateway-" + (i + 1));
            }
        }
        return missing;
    }

    @Override
    public synchronized void close() {
        workers.values().forEach(ChildJvm::close);
        gateways.forEach(ChildJvm::close);
    }

    private synchronized ChildJvm worker(String name) {
        ChildJvm worker = workers.get(name);
        if (worker == null) {
            throw new IllegalArgumentException("there is no worker " + name);
        }
        return worker;
    }

    private synchronized ChildJvm remove(String name) {
        ChildJvm worker = worker(name);
        workers.remove(name);
        return worker;
    }

    private synchronized ChildJvm present(int which) {
        return gateways.get(which);
    }

    private synchronized ChildJvm gateway(int which) throws IOException {
        String name = "gateway-" + (which + 1) + "-" + ++started;
        return ChildJvm.start(
                name,
                GatewayProgram.class,
                installation.onPort(ports.get(which)).arguments(),
                logs.resolve(name + ".log"));
    }
}
