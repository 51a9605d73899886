package dev.towpath.bench.suite;

import dev.towpath.bench.Bed;
import dev.towpath.bench.Caller;
import dev.towpath.bench.Child;
import dev.towpath.bench.GatewayAlone;
import dev.towpath.bench.Jobs;
import dev.towpath.bench.peers.queues.MissingException;
import dev.towpath.bench.peers.queues.Store;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What a team with a Next.js site would pick otherwise: the same no-op jobs, each queue with the
/// best settings that its documentation gives, each measurement on a store that was empty before.
final class Queues implements Section {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int PARTITIONS = 6;
    private static final int CALLERS = 32;
    private static final int FAILING = 50;
    private static final int RETRY_IN_FLIGHT = 100;

    /// What is done with each queue in turn.
    private interface Task {
        void measure(Peer peer, Sheet sheet) throws Exception;
    }

    @Override
    public String name() {
        return "queues";
    }

    @Override
    public void prepare() throws IOException {
        System.out.println("Fetching what the queues for Node need.");
        Node.prepare();
    }

    @Override
    public List<Step> steps(Sheet sheet) {
        List<Step> steps = new ArrayList<>();
        for (int round = 0; round < sheet.rounds(); round++) {
            steps.add(step("enqueue one by one", round, sheet, Measure.ENQUEUE, Queues::enqueue));
            steps.add(step("enqueue in bulk", round, sheet, Measure.ENQUEUE_BULK, Queues::bulk));
            steps.add(step("drain", round, sheet, Measure.DRAIN, Queues::drain));
            if (!sheet.quick()) {
                steps.add(
                        step(
                                "latency at 500 jobs/s",
                                round,
                                sheet,
                                Measure.LATENCY_500,
                                (peer, into) ->
                                        latency(
                                                peer,
                                                500,
                                                Measure.LATENCY_500,
                                                Measure.LATENCY_500_MEDIAN,
                                                into)));
            }
            steps.add(
                    step(
                            "latency at 2,000 jobs/s",
                            round,
                            sheet,
                            Measure.LATENCY_2000,
                            (peer, into) ->
                                    latency(
                                            peer,
                                            2_000,
                                            Measure.LATENCY_2000,
                                            Measure.LATENCY_2000_MEDIAN,
                                            into)));
            if (!sheet.quick()) {
                steps.add(
                        step(
                                "retries behind a backlog",
                                round,
                                sheet,
                                Measure.RETRY,
                                Queues::retry));
            }
        }
        return steps;
    }

    private static Step step(String title, int round, Sheet sheet, Measure measure, Task task) {
        return new Step(
                title + ", round " + (round + 1),
                () -> {
                    List<Exception> broken = new ArrayList<>();
                    for (Peer peer : Sheet.turned(List.of(Peer.values()), round)) {
                        try {
                            task.measure(peer, sheet);
                        } catch (MissingException e) {
                            sheet.skip(measure, peer.title, String.valueOf(e.getMessage()));
                        } catch (Exception e) {
                            // One that cannot keep up, or breaks, keeps no other from its turn.
                            sheet.skip(measure, peer.title, String.valueOf(e.getMessage()));
                            broken.add(e);
                        }
                    }
                    if (!broken.isEmpty()) {
                        throw broken.getFirst();
                    }
                });
    }

    private static void enqueue(Peer peer, Sheet sheet) throws Exception {
        Map<String, Object> options =
                Map.of(
                        "callers",
                        CALLERS,
                        "warmSeconds",
                        sheet.either(1, 3),
                        "seconds",
                        sheet.either(2, 6));
        sheet.add(Measure.ENQUEUE, peer.title, stored(peer, "enqueue", options));
    }

    private static void bulk(Peer peer, Sheet sheet) throws Exception {
        Map<String, Object> options = Map.of("count", sheet.either(20_000, 200_000));
        sheet.add(Measure.ENQUEUE_BULK, peer.title, stored(peer, "bulk", options));
    }

    /// The rate at which jobs are stored.
    private static double stored(Peer peer, String what, Map<String, Object> options)
            throws Exception {
        if (peer.isOurs()) {
            try (Bed bed = new Bed(PARTITIONS);
                    GatewayAlone gateway = gateway(bed)) {
                return peer.run(what, gateway.port(), options).get("rate").doubleValue();
            }
        }
        try (Store store = peer.store()) {
            return peer.run(what, store, options).get("rate").doubleValue();
        }
    }

    /// With what `towpath gateway` gives its JVM: the defaults.
    private static GatewayAlone gateway(Bed bed) throws Exception {
        GatewayAlone gateway = GatewayAlone.start(bed, List.of("-Xmx1g"));
        bed.awaitReady(gateway.port());
        return gateway;
    }

    private static void drain(Peer peer, Sheet sheet) throws Exception {
        int count = sheet.either(20_000, 200_000);
        if (peer.isOurs()) {
            JsonNode found = Growth.drain(PARTITIONS, 1, 0, count);
            sheet.add(Measure.DRAIN, peer.title, found.get("rate").doubleValue());
            return;
        }
        try (Store store = peer.store()) {
            Map<String, Object> options = Map.of("count", count);
            peer.run("fill", store, options);
            JsonNode found = peer.run("drain", store, options);
            sheet.add(Measure.DRAIN, peer.title, found.get("rate").doubleValue());
        }
    }

    private static void latency(Peer peer, int rate, Measure most, Measure median, Sheet sheet)
            throws Exception {
        int warm = sheet.either(1, 5);
        Map<String, Object> options =
                Map.of("rate", rate, "warmSeconds", warm, "seconds", sheet.either(2, 15));
        JsonNode found;
        if (peer.isOurs()) {
            try (Bed bed = new Bed(PARTITIONS);
                    GatewayAlone gateway = gateway(bed);
                    Child worker =
                            new Child(
                                    OurWorker.class,
                                    Peer.JVM,
                                    "latency",
                                    bed.bootstrap(),
                                    Integer.toString(PARTITIONS),
                                    Integer.toString(warm * 1_000))) {
                worker.read();
                peer.run("latency", gateway.port(), options);
                found = JSON.readTree(worker.ask());
            }
        } else {
            try (Store store = peer.store()) {
                found = peer.run("latency", store, options);
            }
        }
        sheet.add(most, peer.title, found.get("p99").doubleValue());
        sheet.add(median, peer.title, found.get("p50").doubleValue());
    }

    private static void retry(Peer peer, Sheet sheet) throws Exception {
        int backlog = 100_000;
        if (peer.isOurs()) {
            sheet.add(Measure.RETRY, peer.title, ourRetry(backlog).get("p99").doubleValue());
            return;
        }
        try (Store store = peer.store()) {
            JsonNode found =
                    peer.run(
                            "retry",
                            store,
                            Map.of(
                                    "backlog",
                                    backlog,
                                    "jobs",
                                    FAILING,
                                    "concurrency",
                                    RETRY_IN_FLIGHT));
            if (found.has("cannot")) {
                sheet.skip(Measure.RETRY, peer.title, found.get("cannot").stringValue());
            } else {
                sheet.add(Measure.RETRY, peer.title, found.get("p99").doubleValue());
            }
        }
    }

    private static JsonNode ourRetry(int backlog) throws Exception {
        try (Bed bed = new Bed(PARTITIONS);
                GatewayAlone gateway = gateway(bed)) {
            byte[] body = Bed.body(OurWorker.FAILS).getBytes(StandardCharsets.UTF_8);
            try (Caller caller = new Caller(gateway.port(), Bed.KEY)) {
                for (int i = 0; i < FAILING; i++) {
                    caller.post("fails-" + i, body);
                }
            }
            new Jobs(bed).write(backlog);
            try (Child worker =
                    new Child(
                            OurWorker.class,
                            Peer.JVM,
                            "retry",
                            bed.bootstrap(),
                            Integer.toString(PARTITIONS),
                            Integer.toString(FAILING),
                            Integer.toString(RETRY_IN_FLIGHT))) {
                return JSON.readTree(worker.read());
            }
        }
    }
}
