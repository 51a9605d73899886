package dev.towpath.e2e.torture;

import dev.towpath.schemas.config.GroupProtocol;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/// What `towpath torture` runs. Ends with 1 when a guarantee was broken, with 2 when the command
/// line is not understood.
final class TortureProgram {
    private static final String USAGE =
            """
            Usage: towpath torture [--minutes N] [--seed N] [--faults N] [--protocol consumer|classic]
            Breaks a whole installation for some minutes, and judges what came of its jobs.
              --minutes   how long jobs are submitted: 30 unless said
              --seed      draws the faults and the jobs: the clock's unless said
              --faults    how many: one in 33 s unless said
              --protocol  of the workers' group: drawn from the seed unless said
            """;

    private TortureProgram() {}

    /// What was asked for.
    private record Wishes(long minutes, long seed, int faults, GroupProtocol protocol) {
        /// @throws IllegalArgumentException when the words are not understood
        static Wishes of(List<String> words) {
            long minutes = 30;
            long seed = System.nanoTime() & 0xffff_ffffL;
            int faults = 0;
            String protocol = "";
            if (words.size() % 2 != 0) {
                throw new IllegalArgumentException("a value is missing");
            }
            for (int i = 0; i < words.size(); i += 2) {
                String value = words.get(i + 1);
                switch (words.get(i)) {
                    case "--minutes" -> minutes = Long.parseLong(value);
                    case "--seed" -> seed = Long.parseLong(value);
                    case "--faults" -> faults = Integer.parseInt(value);
                    case "--protocol" -> protocol = value;
                    default -> throw new IllegalArgumentException("unknown: " + words.get(i));
                }
            }
            if (minutes < 1 || faults < 0) {
                throw new IllegalArgumentException("expected at least one minute");
            }
            GroupProtocol chosen =
                    switch (protocol) {
                        case "consumer" -> GroupProtocol.CONSUMER;
                        case "classic" -> GroupProtocol.CLASSIC;
                        case "" -> seed % 2 == 0 ? GroupProtocol.CONSUMER : GroupProtocol.CLASSIC;
                        default ->
                                throw new IllegalArgumentException("unknown protocol " + protocol);
                    };
            int many = faults == 0 ? (int) Math.max(1, minutes * 60 / 33) : faults;
            return new Wishes(minutes, seed, many, chosen);
        }
    }

    public static void main(String[] args) throws Exception {
        Wishes wishes;
        try {
            wishes = Wishes.of(List.of(args));
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.err.print(USAGE);
            System.exit(2);
            return;
        }
        Path folder =
                Path.of(
                        System.getProperty("towpath.root", "."),
                        "target",
                        "torture",
                        Long.toString(wishes.seed));
        Plan plan = Plan.of(wishes.seed, wishes.faults);
        System.out.println(
                "seed " + wishes.seed + ", group protocol " + wishes.protocol + ", plan:");
        for (int turn = 0; turn < plan.turns().size(); turn++) {
            System.out.println("  " + (turn + 1) + ". " + plan.turns().get(turn));
        }
        System.exit(run(plan, wishes, folder) ? 0 : 1);
    }

    private static boolean run(Plan plan, Wishes wishes, Path folder) throws Exception {
        Remains.clear(folder);
        try (Torture torture = new Torture(plan, wishes.protocol, folder, true)) {
            Trial trial = torture.run(Duration.ofMinutes(wishes.minutes));
            Report report = Report.of(torture, trial);
            String again =
                    "./towpath torture --minutes "
                            + wishes.minutes
                            + " --seed "
                            + wishes.seed
                            + " --faults "
                            + wishes.faults
                            + " --protocol "
                            + wishes.protocol.name().toLowerCase(Locale.ROOT);
            String text = report.text() + "To run it again: " + again + "\n";
            System.out.print("\n" + text);
            Files.writeString(folder.resolve("report.txt"), text);
            Path page = folder.resolve("report.html");
            Files.writeString(page, Page.of(report, text));
            System.out.println("As a picture: " + page);
            if (!trial.complaints().isEmpty()) {
                Path history = folder.resolve("history.txt");
                Files.write(
                        history, trial.history().events().stream().map(Object::toString).toList());
                System.out.println("All that happened: " + history + ", logs beside it");
            }
            return trial.complaints().isEmpty();
        }
    }
}
