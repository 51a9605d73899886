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
import java.util.function.IntFunction;
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
    private static final int WARM_SECONDS = 5;
    private static final int WARM_SECONDS_ON_JVM = 30;
    private static final int WARM_JOBS = 10_000;

    /// A peer that another is more times as good as is measured in the first round only.
    private static final double FAR_BEHIND = 5;

    /// Our first seconds, once: as warm as the entrants that are not on the JVM.
    private static final String JUST_STARTED = Target.OURS + ", just started";

    /// Our worker as a site has it, once: with handlers in Node, as most of the peers have them.
    private static final String PUSHED = Target.OURS + ", pushed to a route in Node";

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
                        if (!peer.isOurs()
                                && sheet.figures().isBehind(measure, peer.title, FAR_BEHIND)) {
                            continue;
                        }
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

    /// On two processors a JIT compiler is at work for half a minute, and takes from those that it
    /// works for. What is not on the JVM is as fast as it gets after a moment.
    private static int warmSeconds(Peer peer, Sheet sheet) {
        return sheet.either(1, peer.isOnJvm() ? WARM_SECONDS_ON_JVM : WARM_SECONDS);
    }

    private static void enqueue(Peer peer, Sheet sheet) throws Exception {
        int seconds = sheet.either(2, 6);
        stored(
                peer,
                Measure.ENQUEUE,
                "enqueue",
                warm -> Map.of("callers", CALLERS, "seconds", seconds, "warmSeconds", warm),
                WARM_SECONDS,
                warmSeconds(peer, sheet),
                sheet);
    }

    private static void bulk(Peer peer, Sheet sheet) throws Exception {
        int count = sheet.either(20_000, 200_000);
        stored(
                peer,
                Measure.ENQUEUE_BULK,
                "bulk",
                warm -> Map.of("count", count, "warm", WARM_JOBS, "warmSeconds", warm),
                0,
                sheet.either(0, peer.isOnJvm() ? WARM_SECONDS_ON_JVM : 0),
                sheet);
    }

    /// The rate at which jobs are stored.
    ///
    /// @param options by the seconds of a warm-up
    /// @param few of them, for who has just started
    /// @param enough of them
    private static void stored(
            Peer peer,
            Measure measure,
            String what,
            IntFunction<Map<String, Object>> options,
            int few,
            int enough,
            Sheet sheet)
            throws Exception {
        if (!peer.isOurs()) {
            try (Store store = peer.store()) {
                sheet.add(measure, peer.title, rate(peer.run(what, store, options.apply(enough))));
            }
            return;
        }
        try (Bed bed = new Bed(PARTITIONS);
                GatewayAlone gateway = gateway(bed)) {
            if (isFirst(measure, JUST_STARTED, sheet)) {
                JsonNode found = peer.run(what, gateway.port(), options.apply(few));
                sheet.add(measure, JUST_STARTED, rate(found));
            }
            JsonNode found = peer.run(what, gateway.port(), options.apply(enough));
            sheet.add(measure, peer.title, rate(found));
        }
    }

    private static boolean isFirst(Measure measure, String entrant, Sheet sheet) {
        return !sheet.quick() && sheet.figures().row(measure, entrant).isEmpty();
    }

    private static double rate(JsonNode found) {
        return found.get("rate").doubleValue();
    }

    /// With what `towpath gateway` gives its JVM: the defaults.
    private static GatewayAlone gateway(Bed bed) throws Exception {
        GatewayAlone gateway = GatewayAlone.start(bed, List.of("-Xmx1g"));
        bed.awaitReady(gateway.port());
        return gateway;
    }

    private static void drain(Peer peer, Sheet sheet) throws Exception {
        int count = sheet.either(20_000, 200_000);
        int warm = count / 10;
        if (peer.isOurs()) {
            if (isFirst(Measure.DRAIN, JUST_STARTED, sheet)) {
                sheet.add(
                        Measure.DRAIN,
                        JUST_STARTED,
                        rate(Growth.drain(PARTITIONS, 1, warm, count)));
            }
            int jobs = sheet.either(warm, 2_000_000);
            sheet.add(Measure.DRAIN, peer.title, rate(Growth.drain(PARTITIONS, 1, jobs, count)));
            if (isFirst(Measure.DRAIN, PUSHED, sheet)) {
                pushed(count, sheet);
            }
            return;
        }
        try (Store store = peer.store()) {
            peer.run("fill", store, Map.of("count", warm + count));
            Map<String, Object> options = Map.of("count", count, "warm", warm);
            sheet.add(Measure.DRAIN, peer.title, rate(peer.run("drain", store, options)));
        }
    }

    private static void pushed(int count, Sheet sheet) {
        try {
            sheet.add(Measure.DRAIN, PUSHED, Pushed.drain(PARTITIONS, count / 2, count));
        } catch (Exception e) {
            // Our own figure has nothing to do with it.
            sheet.skip(Measure.DRAIN, PUSHED, String.valueOf(e.getMessage()));
        }
    }

    private static void latency(Peer peer, int rate, Measure most, Measure median, Sheet sheet)
            throws Exception {
        if (peer.isOurs() && rate == 2_000 && isFirst(most, JUST_STARTED, sheet)) {
            late(JUST_STARTED, peer, rate, WARM_SECONDS, most, median, sheet);
        }
        late(peer.title, peer, rate, warmSeconds(peer, sheet), most, median, sheet);
    }

    private static void late(
            String entrant,
            Peer peer,
            int rate,
            int warm,
            Measure most,
            Measure median,
            Sheet sheet)
            throws Exception {
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
        sheet.add(most, entrant, found.get("p99").doubleValue());
        sheet.add(median, entrant, found.get("p50").doubleValue());
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
