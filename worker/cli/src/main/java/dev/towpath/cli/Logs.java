package dev.towpath.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Set;

/// Chooses how this process logs, before anything does: servers write lines of JSON on standard
/// output, commands for people write next to nothing, on standard error, and a simulation nothing:
/// what goes wrong in it is meant to.
final class Logs {
    private static final String CONFIGURATION = "logback.configurationFile";
    private static final Set<String> SERVERS = Set.of("gateway", "worker");
    private static final String SIMULATION = "simulate";

    private Logs() {}

    /// A configuration that the user names in a system property is left alone.
    static void choose(String[] args) {
        if (System.getProperty(CONFIGURATION) != null) {
            return;
        }
        List<String> words = Arrays.asList(args);
        String command =
                words.stream().filter(word -> !word.startsWith("-")).findFirst().orElse("");
        boolean server = SERVERS.contains(command);
        if (words.contains("--debug")) {
            System.setProperty("towpath.log.level", "DEBUG");
            System.setProperty("towpath.log.kafka", "WARN");
        } else if (command.equals(SIMULATION)) {
            System.setProperty("towpath.log.level", "OFF");
        }
        System.setProperty(
                CONFIGURATION,
                "dev/towpath/cli/logback-" + (server ? "server" : "command") + ".xml");
    }
}
