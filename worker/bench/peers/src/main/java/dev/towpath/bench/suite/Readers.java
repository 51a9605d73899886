package dev.towpath.bench.suite;

import dev.towpath.bench.Bed;
import dev.towpath.bench.Child;
import dev.towpath.bench.Jobs;
import dev.towpath.bench.peers.Contender;
import dev.towpath.bench.peers.Run;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// What else reads Kafka, on the same topic with the same jobs, each in a process of its own: the
/// JVM is as young for each.
final class Readers implements Section {
    static final String TOWPATH = Contender.TOWPATH.title();
    static final String TOWPATH_GROUP = Contender.TOWPATH_GROUP.title();
    static final String BARE_AND_THREADS = Contender.BARE_POLL_AND_VIRTUAL_THREADS.title();
    static final String PARALLEL_KEY = Contender.PARALLEL_CONSUMER_KEY.title();
    static final String SPRING = Contender.SPRING_KAFKA.title();

    private static final int PARTITIONS = 6;
    private static final int GROUPS = 10_000;
    private static final int IN_FLIGHT = 1_000;

    private static final List<Contender> UNORDERED =
            List.of(
                    Contender.BARE_POLL,
                    Contender.BARE_POLL_AND_VIRTUAL_THREADS,
                    Contender.PARALLEL_CONSUMER_UNORDERED,
                    Contender.SPRING_KAFKA,
                    Contender.SHARE_CONSUMER,
                    Contender.TOWPATH);
    private static final List<Contender> GROUPED =
            List.of(
                    Contender.BARE_POLL_AND_VIRTUAL_THREADS,
                    Contender.PARALLEL_CONSUMER_KEY,
                    Contender.TOWPATH_GROUP);

    private static final List<Workload> ALL =
            List.of(
                    new Workload(Measure.READ_NO_OP, 0, 0, 0, 5_000_000, UNORDERED),
                    new Workload(Measure.READ_NO_OP_ZIPF, GROUPS, 0, 0, 5_000_000, GROUPED),
                    new Workload(Measure.READ_1_MS, 0, 1_000, 0, 5_000_000, UNORDERED),
                    new Workload(Measure.READ_10_MS, 0, 10_000, 0, 2_000_000, UNORDERED),
                    new Workload(Measure.READ_10_MS_ZIPF, GROUPS, 10_000, 0, 2_000_000, GROUPED),
                    new Workload(Measure.READ_100_MS, 0, 100_000, 0, 500_000, UNORDERED),
                    new Workload(Measure.READ_50_US, 0, 0, 50, 2_000_000, UNORDERED));

    /// What something is to be reached in. The others are measured once.
    private static final Set<Measure> OFTEN =
            Set.of(Measure.READ_NO_OP, Measure.READ_NO_OP_ZIPF, Measure.READ_10_MS);

    private static final List<Workload> QUICK =
            List.of(
                    ALL.get(0)
                            .with(
                                    1_500_000,
                                    List.of(
                                            Contender.BARE_POLL_AND_VIRTUAL_THREADS,
                                            Contender.SPRING_KAFKA,
                                            Contender.TOWPATH)),
                    ALL.get(1)
                            .with(
                                    1_500_000,
                                    List.of(
                                            Contender.PARALLEL_CONSUMER_KEY,
                                            Contender.TOWPATH_GROUP)),
                    ALL.get(3)
                            .with(
                                    1_000_000,
                                    List.of(
                                            Contender.BARE_POLL_AND_VIRTUAL_THREADS,
                                            Contender.SPRING_KAFKA,
                                            Contender.TOWPATH)));

    /// @param groups of the jobs; 0 for none
    /// @param waitMicros that a job waits, as for an answer
    /// @param workMicros of processor time that a job takes
    /// @param jobs that there are
    private record Workload(
            Measure measure,
            int groups,
            int waitMicros,
            int workMicros,
            int jobs,
            List<Contender> contenders) {
        Workload with(int jobs, List<Contender> contenders) {
            return new Workload(measure, groups, waitMicros, workMicros, jobs, contenders);
        }
    }

    @Override
    public String name() {
        return "readers";
    }

    @Override
    public List<Step> steps(Sheet sheet) {
        List<Step> steps = new ArrayList<>();
        for (int round = 0; round < sheet.rounds(); round++) {
            int number = round;
            for (Workload workload : sheet.either(QUICK, ALL)) {
                if (round > 0 && !OFTEN.contains(workload.measure)) {
                    continue;
                }
                steps.add(
                        new Step(
                                workload.measure.title + ", round " + (round + 1),
                                () -> round(workload, number, sheet)));
            }
        }
        return steps;
    }

    private static void round(Workload workload, int round, Sheet sheet) {
        try (Bed bed = new Bed(PARTITIONS)) {
            Jobs jobs = workload.groups == 0 ? new Jobs(bed) : Jobs.zipf(bed, workload.groups);
            jobs.write(workload.jobs);
            for (Contender one : Sheet.turned(workload.contenders, round)) {
                sheet.add(workload.measure, one.title(), rate(one, bed, workload, sheet));
            }
        }
    }

    private static double rate(Contender one, Bed bed, Workload workload, Sheet sheet) {
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
                        Integer.toString(workload.waitMicros),
                        Integer.toString(workload.workMicros),
                        Integer.toString(workload.jobs),
                        sheet.either("1", "12"),
                        sheet.either("2", "6"))) {
            return Double.parseDouble(child.read());
        }
    }
}
