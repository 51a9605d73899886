package dev.towpath.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Set;

/// Chooses how this process logs, before anything does: servers write lines of JSON on standard
/// output, commands for people write next to nothing, on standard error.
final class Logs {
    private static final String CONFIGURATION = "logback.configurationFile";
    private static final Set<String> SERVERS = Set.of("gateway", "worker");

    private Logs() {}

    /// A configuration that the user names in a system property is left alone.
    static void choose(String[] args) {
        if (System.getProperty(CONFIGURATION) != null) {
            return;
        }
        List<String> words = Arrays.asList(args);
        boolean server =
                words.stream().filter(w -> !w.startsWith("-")).findFirst().stream()
                        .anyMatch(SERVERS::contains);
        if (words.contains("--debug")) {
            System.setProperty("towpath.log.level", "DEBUG");
            System.setProperty("towpath.log.kafka", "WARN");
        }
        System.setProperty(
                CONFIGURATION,
                "dev/towpath/cli/logback-" + (server ? "server" : "command") + ".xml");
    }
}
