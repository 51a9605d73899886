package dev.towpath.bench.suite;

import dev.towpath.bench.Bed;
import dev.towpath.bench.Child;
import dev.towpath.bench.Jobs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingFile;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What the processor time of a job that does nothing is made of, in a warm worker: by samples of
/// processor time (JFR's `jdk.CPUTimeSample`, JEP 509), and drawn as a flame graph.
final class Profile implements Section {
    /// The picture, beside those of the measures.
    static final String PICTURE = "flame-worker.svg";

    private static final JsonMapper JSON = new JsonMapper();
    private static final int PARTITIONS = 6;
    private static final String REST = "the rest of the worker";

    /// A part of the work, by where it begins: the first that any frame of a stack begins with.
    private static final List<Part> PARTS =
            List.of(
                    new Part(
                            "handlers: a virtual thread a job",
                            "java.util.concurrent.ForkJoin",
                            "java.lang.VirtualThread",
                            "dev.towpath.worker.run.HandlerThreads"),
                    new Part("fetching: Kafka's consumer", "org.apache.kafka.clients.consumer."),
                    new Part(
                            "reading a record: headers, envelope",
                            "dev.towpath.worker.kafka.RecordDecoder"),
                    new Part(
                            "taking a job in: dedup, the ledger's table",
                            "dev.towpath.worker.core.Intake"),
                    new Part("whose turn it is, and what has ended", "dev.towpath.worker.core."),
                    new Part(
                            "the mark of a job: writing, sending, acknowledgement",
                            "dev.towpath.worker.kafka.Flusher",
                            "org.apache.kafka.clients.producer."),
                    new Part("metrics", "dev.towpath.worker.observe."));

    private record Part(String title, List<String> starts) {
        Part(String title, String... starts) {
            this(title, List.of(starts));
        }

        boolean has(List<String> stack) {
            return stack.stream().anyMatch(frame -> starts.stream().anyMatch(frame::startsWith));
        }
    }

    @Override
    public String name() {
        return "profile";
    }

    @Override
    public List<Step> steps(Sheet sheet) {
        return List.of(new Step("processor time of no-op jobs", () -> measure(sheet)));
    }

    private static void measure(Sheet sheet) throws Exception {
        Path recording = Files.createTempFile("towpath-bench", ".jfr");
        int warm = sheet.either(5, 25);
        int seconds = sheet.either(5, 12);
        try (Bed bed = new Bed(PARTITIONS)) {
            new Jobs(bed).write(sheet.either(2_500_000, 9_000_000));
            try (Child worker =
                    new Child(
                            OurWorker.class,
                            Peer.JVM,
                            "profile",
                            bed.bootstrap(),
                            Integer.toString(PARTITIONS),
                            Integer.toString(warm),
                            Integer.toString(seconds),
                            recording.toString())) {
                worker.read();
                long before = bed.brokerCpu();
                JsonNode found = JSON.readTree(worker.read());
                long broker = bed.brokerCpu() - before;
                worker.await();
                tell(sheet, found, recording);
                sheet.add(
                        Measure.PROFILE,
                        "the broker: fetches, marks, its own compiler",
                        broker / 1e3 / found.get("jobs").doubleValue());
            }
        } finally {
            Files.deleteIfExists(recording);
        }
    }

    private static void tell(Sheet sheet, JsonNode found, Path recording) throws IOException {
        double jobs = found.get("jobs").doubleValue();
        double compiler = found.get("compiler").doubleValue() / 1e3 / jobs;
        double collector = found.get("collector").doubleValue() / 1e3 / jobs;
        double sampled = found.get("cpu").doubleValue() / 1e3 / jobs - compiler - collector;
        List<List<String>> stacks = stacks(recording);
        Map<String, Integer> samples = new LinkedHashMap<>();
        PARTS.forEach(part -> samples.put(part.title, 0));
        stacks.forEach(stack -> samples.merge(part(stack), 1, Integer::sum));
        samples.forEach(
                (part, count) -> sheet.add(Measure.PROFILE, part, sampled * count / stacks.size()));
        sheet.add(Measure.PROFILE, "the JVM's collector", collector);
        sheet.add(Measure.PROFILE, "the JVM's compiler", compiler);
        FlameGraph graph = new FlameGraph();
        stacks.forEach(graph::add);
        graph.write(
                sheet.pictures().resolve(PICTURE),
                "A warm worker with jobs that do nothing: %,.0f jobs/s, %.1f µs of its threads' time a job"
                        .formatted(jobs / (found.get("nanos").doubleValue() / 1e9), sampled));
    }

    private static String part(List<String> stack) {
        return PARTS.stream()
                .filter(part -> part.has(stack))
                .findFirst()
                .map(Part::title)
                .orElse(REST);
    }

    /// The samples, each with its thread and what it was in, outermost first.
    private static List<List<String>> stacks(Path recording) throws IOException {
        List<List<String>> stacks = new ArrayList<>();
        try (RecordingFile file = new RecordingFile(recording)) {
            while (file.hasMoreEvents()) {
                RecordedEvent event = file.readEvent();
                RecordedStackTrace trace = event.getStackTrace();
                if (event.getEventType().getName().equals("jdk.CPUTimeSample") && trace != null) {
                    List<String> stack = new ArrayList<>();
                    stack.add(thread(event.getThread("eventThread")));
                    for (RecordedFrame frame : trace.getFrames().reversed()) {
                        stack.add(
                                frame.getMethod().getType().getName()
                                        + "."
                                        + frame.getMethod().getName());
                    }
                    stacks.add(stack);
                }
            }
        }
        return stacks;
    }

    private static String thread(RecordedThread thread) {
        String name = thread == null || thread.getJavaName() == null ? "" : thread.getJavaName();
        boolean handler = name.equals("job") || name.startsWith("ForkJoinPool");
        return handler ? "handlers" : name.replaceAll(" \\|.*", "");
    }
}
