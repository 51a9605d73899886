package dev.towpath.cli.dev;

import dev.towpath.cli.demo.DemoHandlers;
import dev.towpath.cli.roles.HandlerSets;
import dev.towpath.cli.terminal.Columns;
import dev.towpath.cli.terminal.Paragraph;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/// The one screen that `towpath dev` shows when all is up.
///
/// @param command how the user calls Towpath, such as `./towpath`
/// @param project the folder that it runs in
/// @param sitePid the example site's process, where it runs
/// @param unhandled the configured types that no handler takes
/// @param usersConfig whether the user has a towpath.yaml there
record Screen(
        String command,
        Path project,
        boolean usersConfig,
        DevPorts ports,
        long brokerPid,
        long gatewayPid,
        long workerPid,
        OptionalLong sitePid,
        String key,
        List<String> unhandled) {
    Screen {
        unhandled = List.copyOf(unhandled);
    }

    String text() {
        Columns columns =
                new Columns("  ")
                        .row("gateway", http(ports.gateway()), pid(gatewayPid), log("gateway"))
                        .row("worker", http(ports.worker()), pid(workerPid), log("worker"))
                        .row("broker", "127.0.0.1:" + ports.kafka(), pid(brokerPid), log("broker"));
        if (sitePid.isPresent()) {
            columns.row("site", http(ports.of(Role.SITE)), pid(sitePid.getAsLong()), log("site"));
        }
        String rest =
                new Columns("  ")
                        .row("data", ".towpath/", "delete it while nothing runs to begin anew")
                        .row(
                                "config",
                                usersConfig ? "towpath.yaml" : "built in",
                                "in effect: .towpath/towpath.yaml, shown by `"
                                        + command
                                        + " config`")
                        .row("key", ".towpath/key", "the API key of the client `dev`")
                        .row("env", ".towpath/site.env", "what your site's .env.local needs")
                        .text();
        String next =
                new Columns("  ")
                        .row(command + " demo", "in another terminal: real content, then a summary")
                        .row(
                                "Ctrl-C",
                                "finishes what runs, then stops; starting again goes on there")
                        .text();
        return "\nTowpath runs in "
                + project
                + "\n\n"
                + columns.text()
                + "\n"
                + rest
                + (unhandled.isEmpty()
                        ? ""
                        : "\n" + Paragraph.wrap(HandlerSets.noHandler(unhandled)) + "\n")
                + "\nPost a job, with a line to paste:\n\n  "
                + curl()
                + "\n\nThen:\n\n"
                + next;
    }

    private String curl() {
        return "curl -sS http://127.0.0.1:"
                + ports.gateway()
                + "/v1/jobs -H 'Authorization: Bearer "
                + key
                + "' -H 'Content-Type: application/json' -d '{\"type\":\""
                + DemoHandlers.HELLO
                + "\",\"data\":{\"name\":\"world\"}}'";
    }

    private static String http(int port) {
        return "http://127.0.0.1:" + port;
    }

    private static String pid(long pid) {
        return "process " + pid;
    }

    private static String log(String role) {
        return ".towpath/logs/" + role + ".log";
    }
}
