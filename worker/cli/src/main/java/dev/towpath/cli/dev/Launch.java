package dev.towpath.cli.dev;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// How a role is started, and where it says that it is ready.
///
/// @param environment variables beside those of this process
/// @param ready what answers 200 when it is
record Launch(List<String> command, Map<String, String> environment, URI ready) {
    private static final String MAIN = "dev.towpath.cli.Towpath";

    Launch {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }

    /// Of a role that is a subcommand, in a JVM with this one's class path.
    ///
    /// @param port where it answers `/readyz` on 127.0.0.1
    static Launch jvm(Role role, int port, DevFolder folder) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of(
                        "-Xmx" + role.heap(),
                        "-XX:+UseSerialGC",
                        "-XX:+UseCompactObjectHeaders",
                        "-XX:-UsePerfData",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow"));
        if (role != Role.WORKER) {
            // A worker passes over a record that takes too much memory, and ends by itself when the
            // heap is full.
            command.add("-XX:+ExitOnOutOfMemoryError");
        }
        command.addAll(
                List.of(
                        "-Dtowpath.demo.file=" + folder.demoFile().toAbsolutePath(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        MAIN,
                        role.word(),
                        "--config",
                        folder.config().toString(),
                        "--end-with-stdin"));
        return new Launch(command, Map.of(), URI.create("http://127.0.0.1:" + port + "/readyz"));
    }
}
