package dev.towpath.cli.dev;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.error.TowpathException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Node and npm, as they are found on the PATH.
final class NodeTools {
    /// What Next.js is told: to report nothing to anybody.
    static final Map<String, String> ENVIRONMENT = Map.of("NEXT_TELEMETRY_DISABLED", "1");

    private static final int MAJOR = 20;
    private static final int MINOR = 9;
    private static final Pattern VERSION = Pattern.compile("v(\\d{1,4})\\.(\\d{1,4})\\..*");
    private static final int MOST_LINES = 8;
    private static final int LONGEST = 300;

    private final String path;

    /// @param path the folders that are looked in, as the variable PATH has them
    NodeTools(String path) {
        this.path = path;
    }

    /// Node's version, such as `v20.20.2`.
    ///
    /// @throws TowpathException NO_NODE when it is older than 20.9, or it or npm is not there
    String version() throws IOException, InterruptedException {
        String node = said("node", "--version");
        Matcher matcher = VERSION.matcher(node);
        if (!matcher.matches()) {
            throw missing("got " + (node.isEmpty() ? "none" : "one that says '" + node + "'"));
        }
        int major = Integer.parseInt(matcher.group(1));
        if (major < MAJOR || major == MAJOR && Integer.parseInt(matcher.group(2)) < MINOR) {
            throw missing("got " + node);
        }
        if (said("npm", "--version").isEmpty()) {
            throw missing("got Node " + node + ", but no npm beside it");
        }
        return node;
    }

    private static TowpathException missing(String got) {
        return new TowpathException(
                ErrorCode.NO_NODE,
                "--site needs Node "
                        + MAJOR
                        + "."
                        + MINOR
                        + " or newer, with npm, on the PATH: "
                        + got
                        + ". Nothing was started. Install Node, or start without --site: all but the"
                        + " example site runs without it.");
    }

    /// Runs npm to its end.
    ///
    /// @param log where all that it says goes, after what is there
    /// @throws TowpathException SITE_UNBUILT when it fails, with the first lines that say why
    void npm(Path folder, Path log, String... arguments) throws IOException, InterruptedException {
        String line = "npm " + String.join(" ", arguments);
        Files.writeString(
                log,
                "> " + line + " (" + folder + ")\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
        long before = Files.size(log);
        ProcessBuilder.Redirect output = ProcessBuilder.Redirect.appendTo(log.toFile());
        Process process =
                builder("npm", arguments)
                        .directory(folder.toFile())
                        .redirectOutput(output)
                        .redirectError(output)
                        .start();
        int status = waitFor(process);
        if (status != 0) {
            throw new TowpathException(
                    ErrorCode.SITE_UNBUILT,
                    "`"
                            + line
                            + "` for the example site "
                            + Child.ending(status)
                            + ", so nothing was started. Mend what it says and start again, which"
                            + " is safe; or start without --site. All of it is in "
                            + log
                            + ", the first of it:\n"
                            + first(log, before));
        }
    }

    /// A build does not outlive this process.
    private static int waitFor(Process process) throws InterruptedException {
        Thread end =
                new Thread(
                        () -> {
                            process.descendants().forEach(ProcessHandle::destroy);
                            process.destroy();
                        },
                        "end-npm");
        Runtime.getRuntime().addShutdownHook(end);
        try {
            return process.waitFor();
        } finally {
            try {
                Runtime.getRuntime().removeShutdownHook(end);
            } catch (IllegalStateException e) {
                // This process is ending, and the hook ends npm.
                end.join();
            }
        }
    }

    /// The first lines that speak of an error; where none does, the last ones.
    private static String first(Path log, long from) throws IOException {
        byte[] bytes = Files.readAllBytes(log);
        List<String> lines =
                new String(bytes, (int) from, bytes.length - (int) from, UTF_8)
                        .lines()
                        .filter(line -> line.matches("(?i).*(error|fail|cannot|not found).*"))
                        .map(line -> line.substring(0, Math.min(line.length(), LONGEST)))
                        .limit(MOST_LINES)
                        .toList();
        return lines.isEmpty() ? LastLines.of(log) : "  " + String.join("\n  ", lines);
    }

    /// The first line that a program prints; nothing when it is not there, or fails.
    private String said(String program, String argument) throws IOException, InterruptedException {
        Process process =
                builder(program, argument).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        String out = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
        return process.waitFor() == 0 ? out.lines().findFirst().orElse("") : "";
    }

    private ProcessBuilder builder(String program, String... arguments) {
        List<String> command = new ArrayList<>(List.of("/usr/bin/env", program));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(ENVIRONMENT);
        builder.environment().put("PATH", path);
        return builder;
    }
}
