package dev.towpath.bench.suite;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.towpath.bench.Bed;
import dev.towpath.bench.Child;
import dev.towpath.bench.GatewayAlone;
import dev.towpath.bench.Jobs;
import dev.towpath.bench.PushingWorker;
import java.io.BufferedReader;
import java.io.IOException;
import tools.jackson.databind.json.JsonMapper;

/// Jobs that a site in Node does, as a site in Next.js does them: each is a request to its route.
final class Pushed {
    private static final int IN_FLIGHT = 100;

    private Pushed() {}

    /// Jobs a second.
    ///
    /// @param warm jobs that are done before it counts
    /// @param count jobs that wait from then on
    static double drain(int partitions, int warm, int count) throws Exception {
        Node.demand();
        ProcessBuilder node =
                new ProcessBuilder(
                        "node",
                        Node.FOLDER.resolve("site.js").toString(),
                        Jobs.TYPE,
                        Integer.toString(warm),
                        Integer.toString(count));
        node.environment().put("TOWPATH_SIGNING_SECRET", PushingWorker.SECRET);
        node.redirectError(ProcessBuilder.Redirect.appendTo(Suite.LOG.toFile()));
        // Jobs that wait for room at the target for 10 s take the ladder.
        try (Bed bed = new Bed(partitions);
                GatewayAlone _ = GatewayAlone.start(bed)) {
            new Jobs(bed).write(warm + count);
            Process site = node.start();
            try (BufferedReader said = site.inputReader(UTF_8);
                    Child worker =
                            new Child(
                                    PushingWorker.class,
                                    Peer.JVM,
                                    bed.bootstrap(),
                                    Integer.toString(partitions),
                                    "http://127.0.0.1:" + line(said) + "/api/towpath",
                                    Integer.toString(IN_FLIGHT))) {
                worker.onEnd(site::destroy);
                return new JsonMapper().readTree(line(said)).get("rate").doubleValue();
            } finally {
                site.destroy();
            }
        }
    }

    private static String line(BufferedReader said) throws IOException {
        String line = said.readLine();
        if (line == null) {
            throw new IOException("the site ended; target/bench/log says why");
        }
        return line;
    }
}
