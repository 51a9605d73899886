package dev.towpath.cli.dev;

import dev.towpath.broker.EmbeddedBroker;
import dev.towpath.broker.LoopbackPort;
import dev.towpath.cli.roles.WorkerFront;
import dev.towpath.schemas.config.TowpathConfig;
import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.error.TowpathException;
import dev.towpath.schemas.provision.TopicAdmin;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/// `towpath dev`: a whole installation on this machine, until Ctrl-C.
@Command(
        name = "dev",
        description = {
            "Run a whole installation on this machine: Kafka broker, gateway and worker; with --site"
                    + " a Next.js site too.",
            "Takes towpath.yaml of the current folder if there is one. Keeps all data in .towpath,"
                    + " and goes on from there when started again."
        })
public final class DevCommand implements Callable<Integer> {
    private static final int NOT_GIVEN = -1;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Spec private @Nullable CommandSpec spec;

    @Option(
            names = "--kafka-port",
            paramLabel = "PORT",
            description = "The broker's port. Default: 9092.")
    private int kafkaPort = NOT_GIVEN;

    @Option(
            names = "--gateway-port",
            paramLabel = "PORT",
            description = "The gateway's port. Default: gateway.port, 8780.")
    private int gatewayPort = NOT_GIVEN;

    @Option(
            names = "--worker-port",
            paramLabel = "PORT",
            description = "The port of the worker's metrics. Default: worker.port, 8781.")
    private int workerPort = NOT_GIVEN;

    @Option(
            names = "--site",
            description = "Build the example site of the clone and run it too; it needs Node.")
    private boolean site;

    @Option(
            names = "--site-port",
            paramLabel = "PORT",
            description = "The example site's port. Default: 3000.")
    private int sitePort = ExampleSite.PORT;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path project = Path.of("").toAbsolutePath();
        DevFolder folder = new DevFolder(project);
        folder.make();
        try (DevLock lock = DevLock.take(folder.lock())) {
            if (lock.wasLeft()) {
                out("The last `towpath dev` here was ended without stopping. Going on from there.");
                lock.awaitThoseLeft();
            }
            lock.note(List.of());
            Optional<ExampleSite> example = site ? Optional.of(exampleSite()) : Optional.empty();
            DevConfig config =
                    new DevConfig(
                            folder,
                            project.resolve("towpath.yaml"),
                            example.map(ExampleSite::config));
            if (!config.isUsers() && Files.exists(project.resolve("towpath.yml"))) {
                out("towpath.yml is not read: the file is called towpath.yaml. Rename it.");
            }
            DevPorts said = config.ports(given(kafkaPort), given(gatewayPort), given(workerPort));
            DevPorts ports = site ? said.withSite(sitePort) : said;
            requireFree(ports);
            if (example.isPresent()) {
                build(example.get(), folder);
            }
            run(project, folder, lock, example, config.isUsers(), ports, config.write(ports));
        }
        return 0;
    }

    private void run(
            Path project,
            DevFolder folder,
            DevLock lock,
            Optional<ExampleSite> example,
            boolean usersConfig,
            DevPorts ports,
            TowpathConfig config)
            throws IOException, InterruptedException {
        CompletableFuture<Supervisor> running = new CompletableFuture<>();
        Thread stop = new Thread(() -> stopByHook(running, lock), "stop");
        Runtime.getRuntime().addShutdownHook(stop);
        try {
            long started = System.nanoTime();
            begin("broker");
            EmbeddedBroker broker =
                    EmbeddedBroker.builder(folder.brokerData())
                            .port(ports.kafka())
                            .logFile(folder.log("broker"))
                            .start();
            Supervisor supervisor =
                    new Supervisor(
                            broker,
                            folder,
                            lock,
                            launches(folder, ports, example),
                            config.worker().drainTimeout(),
                            this::event);
            running.complete(supervisor);
            end("ready in " + Elapsed.since(started));
            begin("topics");
            end(topics(config));
            started = System.nanoTime();
            begin("gateway");
            Child gateway = supervisor.start(Role.GATEWAY);
            Child worker = supervisor.start(Role.WORKER);
            supervisor.awaitReady(gateway);
            end("ready in " + Elapsed.since(started));
            begin("worker");
            List<String> unhandled = unhandled(supervisor.awaitReady(worker));
            end("ready in " + Elapsed.since(started));
            OptionalLong sitePid = OptionalLong.empty();
            if (example.isPresent()) {
                started = System.nanoTime();
                begin("site");
                Child child = supervisor.start(Role.SITE);
                supervisor.awaitReady(child);
                end("ready in " + Elapsed.since(started));
                sitePid = OptionalLong.of(child.pid());
            }
            out(
                    new Screen(
                                    command(),
                                    project,
                                    usersConfig,
                                    ports,
                                    broker.pid(),
                                    gateway.pid(),
                                    worker.pid(),
                                    sitePid,
                                    folder.key(),
                                    unhandled)
                            .text());
            supervisor.keep();
        } finally {
            running.cancel(false);
            stopUnlessStopping(running, stop);
        }
    }

    private static ExampleSite exampleSite() {
        return new ExampleSite(
                System.getProperty("towpath.root"),
                new NodeTools(Objects.requireNonNullElse(System.getenv("PATH"), "")));
    }

    private void build(ExampleSite example, DevFolder folder)
            throws IOException, InterruptedException {
        long started = System.nanoTime();
        example.build(folder.log("site-build"), step -> out("  site     " + step));
        out("  site     built in " + Elapsed.since(started));
    }

    private static Function<Role, Launch> launches(
            DevFolder folder, DevPorts ports, Optional<ExampleSite> example) throws IOException {
        Map<Role, Launch> launches = new EnumMap<>(Role.class);
        for (Role role : List.of(Role.GATEWAY, Role.WORKER)) {
            launches.put(role, Launch.jvm(role, ports.of(role), folder));
        }
        if (example.isPresent()) {
            launches.put(
                    Role.SITE, example.get().launch(ports.of(Role.SITE), ports.gateway(), folder));
        }
        return role -> Objects.requireNonNull(launches.get(role));
    }

    private static String topics(TowpathConfig config) {
        try (TopicAdmin topics = TopicAdmin.of(config)) {
            int changes = topics.apply().changes().size();
            return changes == 0 ? "as planned" : changes + " changes made";
        } catch (TowpathException e) {
            if (e.code() != ErrorCode.TOPIC_UNSAFE) {
                throw e;
            }
            throw new TowpathException(
                    e.code(),
                    e.getMessage()
                            + "\nDo one of these in towpath.yaml and start again. Or begin anew: delete"
                            + " .towpath while nothing runs, and with it all jobs that it holds.",
                    e);
        }
    }

    /// The types that the worker has no handler for, by what it says of itself.
    private static List<String> unhandled(String ready) {
        return JSON.readTree(ready)
                .path(WorkerFront.UNHANDLED)
                .valueStream()
                .map(type -> type.asString(""))
                .toList();
    }

    /// Stops what runs after a failure; when the process is ending anyway, leaves that to the hook
    /// and says nothing of what fails because of it.
    private void stopUnlessStopping(CompletableFuture<Supervisor> running, Thread hook)
            throws InterruptedException {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            hook.join();
            new CountDownLatch(1).await();
        }
        if (!running.isCancelled()) {
            running.join().stop(this::out);
        }
    }

    /// A broker that is just starting is waited for, so that it can be stopped in order.
    private void stopByHook(CompletableFuture<Supervisor> running, DevLock lock) {
        out("\nStopping. The worker finishes what runs.");
        running.handle((supervisor, _) -> Optional.ofNullable(supervisor))
                .join()
                .ifPresent(supervisor -> supervisor.stop(this::out));
        try {
            lock.close();
        } catch (IOException e) {
            out("The lock of .towpath was not freed: " + e.getMessage());
        }
        out("Stopped. `" + command() + " dev` goes on from here.");
    }

    private static void requireFree(DevPorts ports) throws IOException {
        LoopbackPort.requireFree(ports.kafka(), "Kafka", "choose another one with --kafka-port");
        LoopbackPort.requireFree(
                ports.gateway(), "the gateway", "choose another one with --gateway-port");
        LoopbackPort.requireFree(
                ports.worker(), "the worker's metrics", "choose another one with --worker-port");
        if (ports.site().isPresent()) {
            LoopbackPort.requireFree(
                    ports.of(Role.SITE), "the example site", "choose another one with --site-port");
        }
    }

    private static OptionalInt given(int port) {
        return port == NOT_GIVEN ? OptionalInt.empty() : OptionalInt.of(port);
    }

    /// How the user calls Towpath; the launcher says so.
    private static String command() {
        return System.getProperty("towpath.command", "towpath");
    }

    private void event(String line) {
        out(LocalTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.SECONDS) + " " + line);
    }

    private void begin(String what) {
        PrintWriter out = writer();
        out.print("  " + (what + "    ").substring(0, 7) + "  ");
        out.flush();
    }

    private void end(String how) {
        out(how);
    }

    private void out(String line) {
        PrintWriter out = writer();
        out.println(line);
        out.flush();
    }

    private PrintWriter writer() {
        return Objects.requireNonNull(spec).commandLine().getOut();
    }
}
