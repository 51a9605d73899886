package dev.towpath.bench.suite;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `towpath bench`: runs the sections that were asked for, shows how far it is, and writes figures,
/// tables and pictures.
@Command(
        name = "towpath bench",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Measure Towpath beside its peers on this machine.",
            "All load stays on this machine. Peers for which something is missing are shown as not"
                    + " measured, with what they want: Node 20 with npm for the Node ones, Redis"
                    + " (Debian's redis-server) for BullMQ. PostgreSQL comes with the build."
        })
final class Suite implements Callable<Integer> {
    private static final Path ROOT = Path.of(System.getProperty("towpath.root", "."));
    private static final Path TARGET = ROOT.resolve("target/bench");
    private static final Path IMAGES = ROOT.resolve("docs/images/bench");

    /// What the entrants' processes say of themselves.
    static final Path LOG = TARGET.resolve("log");

    private static final List<Section> SECTIONS =
            List.of(
                    new Readers(),
                    new Queues(),
                    new Growth(),
                    new ColdStart(),
                    new Profile(),
                    new Micro());

    /// Those that --quick leaves out: they tell why, not how fast.
    private static final Set<String> NOT_QUICK = Set.of("profile", "micro");

    @Option(names = "--quick", description = "One round of little, in less than five minutes.")
    private boolean quick;

    @Option(
            names = "--only",
            split = ",",
            paramLabel = "SECTION",
            description =
                    "Of readers, queues, growth, cold-start, profile, micro; all unless said, with"
                            + " --quick all but the last two.")
    private List<String> only = new ArrayList<>();

    @Option(
            names = "--rounds",
            paramLabel = "N",
            description = "How often entrants are compared; 5 unless said, 1 with --quick.")
    private int rounds;

    @Option(
            names = "--step",
            paramLabel = "TEXT",
            description = "Only the steps that have this in their titles, such as 'bulk'.")
    private String step = "";

    private int failed;

    @Option(
            names = "--docs",
            description =
                    "Put what was measured into docs/performance.md and docs/images/bench, in place"
                            + " of the same measures of earlier runs.")
    private boolean docs;

    @Option(
            names = "--anew",
            description = "Measure nothing, and write tables and pictures of --docs anew.")
    private boolean anew;

    public static void main(String[] args) {
        Locale.setDefault(Locale.ROOT);
        System.setProperty("java.awt.headless", "true");
        System.setProperty("towpath.bench.log", LOG.toString());
        // Whoever ends the bench ends what it measures.
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(
                                () ->
                                        ProcessHandle.current()
                                                .descendants()
                                                .forEach(ProcessHandle::destroy)));
        Suite suite = new Suite();
        System.exit(
                new CommandLine(suite)
                        .setExecutionExceptionHandler(
                                (e, _, _) -> {
                                    System.err.println(e.getMessage());
                                    return 1;
                                })
                        .execute(args));
    }

    @Override
    public Integer call() throws IOException {
        Files.createDirectories(TARGET);
        Files.writeString(LOG, "");
        Figures figures = Figures.none();
        String command = "./towpath bench" + said();
        String name = quick ? "quick" : Long.toString(Instant.now().getEpochSecond() / 60, 36);
        if (!anew) {
            Figures.Run run =
                    new Figures.Run(
                            command, machine(), commit(), LocalDate.now(ZoneOffset.UTC).toString());
            figures.runs().put(name, run);
            System.out.println("On " + run.machine() + ".");
            Path pictures = docs ? IMAGES : TARGET;
            Sheet sheet = new Sheet(quick, rounds(), name, figures, pictures, System.out);
            steps(sheet);
        }
        write(figures);
        return failed == 0 ? 0 : 1;
    }

    private int rounds() {
        return rounds > 0 ? rounds : quick ? 1 : 5;
    }

    private String said() {
        return (quick ? " --quick" : "")
                + (only.isEmpty() ? "" : " --only " + String.join(",", only))
                + (step.isEmpty() ? "" : " --step '" + step + "'")
                + (rounds > 0 ? " --rounds " + rounds : "");
    }

    private List<Section> sections() throws IOException {
        List<String> names = SECTIONS.stream().map(Section::name).toList();
        for (String one : only) {
            if (!names.contains(one)) {
                throw new IOException(
                        "--only: expected one of " + String.join(", ", names) + ", got " + one);
            }
        }
        return SECTIONS.stream()
                .filter(
                        section ->
                                only.isEmpty()
                                        ? !(quick && NOT_QUICK.contains(section.name()))
                                        : only.contains(section.name()))
                .toList();
    }

    private void steps(Sheet sheet) throws IOException {
        Map<Section, List<Section.Step>> steps = new LinkedHashMap<>();
        for (Section section : sections()) {
            List<Section.Step> wanted =
                    section.steps(sheet).stream()
                            .filter(one -> one.title().contains(step))
                            .toList();
            if (!wanted.isEmpty()) {
                steps.put(section, wanted);
            }
        }
        if (steps.isEmpty()) {
            throw new IOException("--step: expected a part of a step's title, got '" + step + "'");
        }
        for (Section section : steps.keySet()) {
            section.prepare();
        }
        int all = steps.values().stream().mapToInt(List::size).sum();
        int number = 0;
        long from = System.nanoTime();
        for (Map.Entry<Section, List<Section.Step>> section : steps.entrySet()) {
            for (Section.Step step : section.getValue()) {
                number++;
                System.out.printf(
                        "[%d/%d, %.1f min] %s: %s%n",
                        number,
                        all,
                        (System.nanoTime() - from) / 60e9,
                        section.getKey().name(),
                        step.title());
                try {
                    step.action().run();
                } catch (Exception e) {
                    failed++;
                    System.out.println("        failed, and goes on: " + e);
                    log(e);
                }
            }
        }
        System.out.printf(
                "Measured in %.1f min; %d of %d steps failed.%n",
                (System.nanoTime() - from) / 60e9, failed, all);
    }

    private static void log(Exception e) throws IOException {
        try (PrintWriter log = new PrintWriter(new FileWriter(LOG.toFile(), UTF_8, true))) {
            e.printStackTrace(log);
        }
    }

    private void write(Figures figures) throws IOException {
        if (docs) {
            Path kept = IMAGES.resolve("figures.json");
            Figures all = Files.exists(kept) ? figures.over(Figures.read(kept)) : figures;
            all.write(kept);
            Charts.write(all, IMAGES);
            Page.put(ROOT.resolve("docs/performance.md"), all, "images/bench");
            System.out.println("Written: docs/performance.md, docs/images/bench.");
            return;
        }
        figures.write(TARGET.resolve("figures.json"));
        Charts.write(figures, TARGET);
        Files.writeString(TARGET.resolve("figures.md"), Page.text(figures, "."));
        table(figures);
        if (quick) {
            System.out.println(
                    "With --quick, what is on the JVM is measured cold: it does better in whole"
                            + " runs, and by those a target is judged.");
        }
        System.out.println(
                "Tables: "
                        + TARGET.resolve("figures.md")
                        + "; figures.json and a picture of each"
                        + " measure are beside it.");
    }

    private static void table(Figures figures) {
        for (Target target : Target.ALL) {
            Optional<Target.Found> found = target.found().apply(figures);
            System.out.printf(
                    "%-66s %-12s %s%n",
                    target.text(),
                    target.toReach(),
                    found.map(
                                    it ->
                                            Target.figure(it.value())
                                                    + (target.isReached(it) ? "" : "  NOT REACHED")
                                                    + (it.with().isEmpty()
                                                            ? ""
                                                            : "  (" + it.with() + ")"))
                            .orElse("not measured"));
        }
    }

    private static String machine() throws IOException {
        Path info = Path.of("/proc/cpuinfo");
        String model =
                Files.exists(info)
                        ? Files.readAllLines(info).stream()
                                .filter(line -> line.startsWith("model name"))
                                .map(line -> line.substring(line.indexOf(':') + 2) + ", ")
                                .findFirst()
                                .orElse("")
                        : "";
        return Runtime.getRuntime().availableProcessors()
                + " processors ("
                + model
                + System.getProperty("os.arch")
                + "), "
                + System.getProperty("os.name")
                + " "
                + System.getProperty("os.version")
                + ", Java "
                + Runtime.version()
                + ", with every broker and database on the same machine";
    }

    private static String commit() {
        try {
            Process git =
                    new ProcessBuilder("git", "describe", "--always", "--dirty")
                            .directory(ROOT.toFile())
                            .start();
            String said = new String(git.getInputStream().readAllBytes(), UTF_8).strip();
            return git.onExit().join().exitValue() == 0 ? said : "";
        } catch (IOException e) {
            return "";
        }
    }
}
