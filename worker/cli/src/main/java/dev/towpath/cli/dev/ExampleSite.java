package dev.towpath.cli.dev;

import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.error.TowpathException;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The Next.js site in `producer/typescript/example` of a clone, made of its sources where they
/// have changed.
final class ExampleSite {
    /// Next.js' own port.
    static final int PORT = 3000;

    private static final String ROUTE = "/api/towpath";

    private final Path npmPackage;
    private final Path site;
    private final NodeTools tools;

    /// @param root the clone's folder; null outside of one
    /// @throws TowpathException ABSENT_BUILD when there is no such site
    ExampleSite(@Nullable String root, NodeTools tools) {
        npmPackage = Path.of(Objects.requireNonNullElse(root, ""), "producer", "typescript");
        site = npmPackage.resolve("example").toAbsolutePath();
        this.tools = tools;
        if (root == null || !Files.exists(site.resolve("package.json"))) {
            throw new TowpathException(
                    ErrorCode.ABSENT_BUILD,
                    "the example site is a part of a clone of Towpath, and there is none in "
                            + site
                            + ". Nothing was started. Start without --site, or from a clone.");
        }
    }

    /// What its jobs need of an installation, in the form of a towpath.yaml.
    Path config() {
        return site.resolve("towpath.yaml");
    }

    /// Where workers post its jobs.
    static String route(int port) {
        return "http://127.0.0.1:" + port + ROUTE;
    }

    /// Makes it where its sources are newer; one at a time, whoever else does.
    ///
    /// @param log where all that npm says goes
    /// @param says takes a line for each step that takes long
    /// @throws TowpathException NO_NODE when Node or npm is not there or too old, SITE_UNBUILT when
    ///     a step failed
    void build(Path log, Consumer<String> says) throws IOException, InterruptedException {
        String node = tools.version();
        Path target = Files.createDirectories(npmPackage.resolve("target"));
        try (FileChannel channel =
                        FileChannel.open(
                                target.resolve("site.lock"),
                                StandardOpenOption.CREATE,
                                StandardOpenOption.WRITE);
                FileLock _ = channel.lock()) {
            String needs = SourceStamp.of(node, npmPackage, site, SourceStamp.Part.PACKAGE);
            String all = SourceStamp.of(node, npmPackage, site, SourceStamp.Part.ALL);
            Path installed = target.resolve("site.installed");
            Path built = target.resolve("site.built");
            if (!isMadeOf(needs, installed, site.resolve("node_modules/.package-lock.json"))) {
                Files.deleteIfExists(installed);
                installPackage(log, says);
                says.accept("fetching what the site is made with");
                tools.npm(site, log, "ci", "--ignore-scripts");
                Files.writeString(installed, needs);
            }
            if (!isMadeOf(all, built, site.resolve(".next/BUILD_ID"))) {
                Files.deleteIfExists(built);
                says.accept("building the site");
                tools.npm(site, log, "run", "build");
                Files.writeString(built, all);
            }
        }
    }

    private void installPackage(Path log, Consumer<String> says)
            throws IOException, InterruptedException {
        // npm writes this file last.
        Path last = npmPackage.resolve("node_modules/.package-lock.json");
        Path lock = npmPackage.resolve("package-lock.json");
        if (!Files.exists(last)
                || Files.getLastModifiedTime(last).compareTo(Files.getLastModifiedTime(lock)) < 0) {
            says.accept("fetching what the package is made with");
            tools.npm(npmPackage, log, "ci", "--ignore-scripts");
        }
        says.accept("building the package");
        tools.npm(npmPackage, log, "run", "build");
    }

    private static boolean isMadeOf(String stamp, Path noted, Path result) throws IOException {
        return Files.exists(result) && Files.exists(noted) && Files.readString(noted).equals(stamp);
    }

    /// How it is started, when it is built.
    ///
    /// @param gateway the gateway's port
    Launch launch(int port, int gateway, DevFolder folder) throws IOException {
        Map<String, String> environment = new TreeMap<>(NodeTools.ENVIRONMENT);
        environment.put("TOWPATH", "http://127.0.0.1:" + gateway);
        environment.put("TOWPATH_KEY", folder.key());
        environment.put("TOWPATH_SIGNING_SECRET", folder.signingSecret());
        environment.put("SITE_DATA", folder.siteData().toAbsolutePath().toString());
        return new Launch(
                List.of(
                        "/usr/bin/env",
                        // Its mails stay on this machine, whatever the terminal's variables say.
                        "-u",
                        "SMTP_URL",
                        "node",
                        site.resolve("start.mjs").toString(),
                        "--end-with-stdin",
                        "-p",
                        Integer.toString(port),
                        "-H",
                        "127.0.0.1"),
                environment,
                URI.create("http://127.0.0.1:" + port + "/"));
    }
}
