package dev.towpath.bench.suite;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.towpath.bench.peers.queues.MissingException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Node, and what is fetched for it into the folder of the peers and that of our package.
final class Node {
    private static final Path ROOT = Path.of(System.getProperty("towpath.root", "."));
    private static final int OLDEST = 20;

    /// The peers' programs for Node.
    static final Path FOLDER = ROOT.resolve("worker/bench/peers/node").toAbsolutePath();

    private static final Path PACKAGE = ROOT.resolve("producer/typescript").toAbsolutePath();
    private static final Optional<String> MISSING = find();

    private Node() {}

    /// @throws MissingException when there is none
    static void demand() throws MissingException {
        if (MISSING.isPresent()) {
            throw new MissingException(MISSING.get());
        }
    }

    private static Optional<String> find() {
        String wanted =
                "expected Node " + OLDEST + " or newer and npm on the PATH (nodejs, npm), got ";
        try {
            String version = run(new File("."), "node", "--version").strip();
            if (Integer.parseInt(version.substring(1).split("\\.", 2)[0]) < OLDEST) {
                return Optional.of(wanted + version);
            }
            run(new File("."), "npm", "--version");
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(wanted + "none");
        }
    }

    /// Fetches the libraries of both folders and builds our package, where that is not done.
    static void prepare() throws IOException {
        if (MISSING.isEmpty()) {
            fetch(PACKAGE);
            run(PACKAGE.toFile(), "npm", "run", "build");
            fetch(FOLDER);
        }
    }

    private static void fetch(Path folder) throws IOException {
        // npm writes this file last.
        Path done = folder.resolve("node_modules/.package-lock.json");
        Path wanted = folder.resolve("package-lock.json");
        if (!Files.exists(done)
                || Files.getLastModifiedTime(done).compareTo(Files.getLastModifiedTime(wanted))
                        < 0) {
            run(folder.toFile(), "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund");
        }
    }

    private static String run(File folder, String... command) throws IOException {
        Process process =
                new ProcessBuilder(command).directory(folder).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        if (process.onExit().join().exitValue() != 0) {
            throw new IOException(
                    String.join(" ", List.of(command)) + " in " + folder + " failed: " + said);
        }
        return said;
    }
}
