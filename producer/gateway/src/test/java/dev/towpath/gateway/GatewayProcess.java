package dev.towpath.gateway;

import dev.towpath.gateway.outbox.SiteDatabase;
import dev.towpath.schemas.config.DatabaseLogin;
import dev.towpath.schemas.config.OutboxConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/// A gateway in a process of its own, to be killed or stopped like one.
final class GatewayProcess implements AutoCloseable {
    private final Process process;
    private final int port;

    private GatewayProcess(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /// Starts one and waits until it listens.
    static GatewayProcess start(Installation installation) {
        return start(installation, List.of());
    }

    /// Starts one with an outbox in a database, and waits until it listens.
    static GatewayProcess start(Installation installation, SiteDatabase database) {
        return start(installation, List.of(database.url()));
    }

    private static GatewayProcess start(Installation installation, List<String> more) {
        List<String> command = new ArrayList<>();
        command.addAll(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        GatewayProcess.class.getName(),
                        installation.config().kafka().bootstrap(),
                        installation.prefix()));
        command.addAll(more);
        try {
            Process process =
                    new ProcessBuilder(command)
                            .redirectError(ProcessBuilder.Redirect.INHERIT)
                            .start();
            BufferedReader out = process.inputReader();
            String line = out.readLine();
            while (line != null && !line.startsWith("port ")) {
                line = out.readLine();
            }
            if (line == null) {
                throw new IllegalStateException("the gateway's process did not start");
            }
            var _ = Thread.ofVirtual().start(() -> out.lines().forEach(ignored -> {}));
            return new GatewayProcess(process, Integer.parseInt(line.substring(5)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// @param args the broker, the prefix, and the URL of an outbox if there is one
    public static void main(String[] args) throws InterruptedException {
        Installation installation = Installation.of(args[0], args[1]);
        if (args.length > 2) {
            DatabaseLogin login = DatabaseLogin.of(args[2], Optional.empty(), Optional.empty());
            installation.outbox(new OutboxConfig(login, "site", 3, Duration.ofMillis(10)));
        }
        Gateway gateway = installation.start();
        System.out.println("port " + gateway.port());
        new CountDownLatch(1).await();
    }

    int port() {
        return port;
    }

    /// As `kill -9`.
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    /// Stands still, as when the machine does.
    void freeze() {
        signal("STOP");
    }

    void thaw() {
        signal("CONT");
    }

    @Override
    public void close() {
        kill();
    }

    private void signal(String name) {
        try {
            int result =
                    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                            .inheritIO()
                            .start()
                            .onExit()
                            .join()
                            .exitValue();
            if (result != 0) {
                throw new IllegalStateException("kill -" + name + " answers " + result);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
