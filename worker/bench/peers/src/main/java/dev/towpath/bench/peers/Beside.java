package dev.towpath.bench.peers;

import dev.towpath.bench.Bed;
import dev.towpath.bench.Child;
import dev.towpath.bench.Jobs;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Measures all contenders side by side: round by round, in each round one after the other on the
/// same topic, each in a process of its own. Rates wander on a shared machine, ratios less.
public final class Beside {
    private static final int PARTITIONS = 6;
    private static final int GROUPS = 10_000;
    private static final int IN_FLIGHT = 1_000;
    private static final int WARM_SECONDS = 4;

    private Beside() {}

    /// @param groups of the jobs, 0 for none
    /// @param pauseMillis that a job takes
    /// @param jobs that there are
    private record Workload(
            String title, int groups, int pauseMillis, int jobs, List<Contender> contenders) {}

    private static final List<Workload> WORKLOADS =
            List.of(
                    new Workload(
                            "no-op, all keys distinct",
                            0,
                            0,
                            4_000_000,
                            List.of(
                                    Contender.BARE_POLL,
                                    Contender.BARE_POLL_AND_VIRTUAL_THREADS,
                                    Contender.PARALLEL_CONSUMER_UNORDERED,
                                    Contender.SPRING_KAFKA,
                                    Contender.SHARE_CONSUMER,
                                    Contender.TOWPATH)),
                    new Workload(
                            "no-op, keys by Zipf's law over 10,000",
                            GROUPS,
                            0,
                            4_000_000,
                            List.of(
                                    Contender.BARE_POLL_AND_VIRTUAL_THREADS,
                                    Contender.PARALLEL_CONSUMER_KEY,
                                    Contender.TOWPATH_GROUP)),
                    new Workload(
                            "10 ms a job, 1,000 in flight (Spring: one a partition)",
                            0,
                            10,
                            1_000_000,
                            List.of(
                                    Contender.BARE_POLL_AND_VIRTUAL_THREADS,
                                    Contender.PARALLEL_CONSUMER_UNORDERED,
                                    Contender.SPRING_KAFKA,
                                    Contender.SHARE_CONSUMER,
                                    Contender.TOWPATH)));

    /// @param args rounds, seconds a run
    public static void main(String[] args) {
        Locale.setDefault(Locale.ROOT);
        int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 5;
        int seconds = args.length > 1 ? Integer.parseInt(args[1]) : 8;
        System.out.printf(
                "machine: %d processors, %s, Java %s; kafka on the same machine; %d rounds of %d s a"
                        + " run, warmed up before%n",
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("os.arch"),
                Runtime.version(),
                rounds,
                seconds);
        WORKLOADS.forEach(workload -> measure(workload, rounds, seconds));
    }

    private static void measure(Workload workload, int rounds, int seconds) {
        Map<Contender, List<Double>> rates = new EnumMap<>(Contender.class);
        for (int round = 0; round < rounds; round++) {
            try (Bed bed = new Bed(PARTITIONS)) {
                Jobs jobs = workload.groups == 0 ? new Jobs(bed) : Jobs.zipf(bed, workload.groups);
                jobs.write(workload.jobs);
                for (int i = 0; i < workload.contenders.size(); i++) {
                    // Another one begins in each round.
                    Contender one =
                            workload.contenders.get((i + round) % workload.contenders.size());
                    double rate = rate(one, bed, workload, seconds);
                    rates.computeIfAbsent(one, _ -> new ArrayList<>()).add(rate);
                    System.out.printf("round %d, %s: %,.0f jobs/s%n", round + 1, one.title, rate);
                }
            }
        }
        table(workload, rates);
    }

    private static double rate(Contender one, Bed bed, Workload workload, int seconds) {
        try (Child child =
                new Child(
                        Run.class,
                        List.of("-Xmx1g", "-XX:+UseParallelGC"),
                        one.name(),
                        bed.bootstrap(),
                        bed.topics().jobs(Bed.QUEUE),
                        Integer.toString(bed.partitions()),
                        "of-" + one.name(),
                        Integer.toString(IN_FLIGHT),
                        Integer.toString(workload.pauseMillis),
                        Integer.toString(workload.jobs),
                        Integer.toString(WARM_SECONDS),
                        Integer.toString(seconds))) {
            return Double.parseDouble(child.read());
        }
    }

    private static void table(Workload workload, Map<Contender, List<Double>> rates) {
        System.out.printf("%n%s%n", workload.title);
        Contender ours = workload.contenders.getLast();
        for (Contender one : workload.contenders) {
            List<Double> ratios = new ArrayList<>();
            List<Double> ofOurs = rates.getOrDefault(ours, List.of());
            List<Double> theirs = rates.getOrDefault(one, List.of());
            for (int i = 0; i < theirs.size(); i++) {
                ratios.add(ofOurs.get(i) / theirs.get(i));
            }
            System.out.printf(
                    "%-60s %,9.0f jobs/s (%,.0f to %,.0f), Towpath is %.2f times that (%.2f to"
                            + " %.2f)%n",
                    one.title,
                    median(theirs),
                    least(theirs),
                    most(theirs),
                    median(ratios),
                    least(ratios),
                    most(ratios));
        }
        System.out.println();
    }

    private static double median(List<Double> all) {
        return all.stream().sorted().toList().get(all.size() / 2);
    }

    private static double least(List<Double> all) {
        return all.stream().min(Double::compare).orElseThrow();
    }

    private static double most(List<Double> all) {
        return all.stream().max(Double::compare).orElseThrow();
    }
}
