package dev.towpath.bench.peers;

/// The process in which one contender is measured, alone: the JVM is as young for each.
public final class Run {
    private Run() {}

    /// @param args contender, bootstrap, topic, partitions, group, jobs in flight, microseconds
    ///     that a job waits, microseconds of processor time that it takes, jobs that there are,
    ///     seconds to warm up, seconds to measure
    public static void main(String[] args) throws InterruptedException {
        Thread.setDefaultUncaughtExceptionHandler(
                (_, e) -> {
                    e.printStackTrace();
                    Runtime.getRuntime().halt(1);
                });
        Contender contender = Contender.valueOf(args[0]);
        Reading reading =
                new Reading(
                        args[1],
                        args[2],
                        Integer.parseInt(args[3]),
                        args[4],
                        Integer.parseInt(args[5]));
        Work work =
                new Work(
                        Integer.parseInt(args[6]),
                        Integer.parseInt(args[7]),
                        Long.parseLong(args[8]));
        contender.start(reading, work);
        System.out.println(work.rate(Long.parseLong(args[9]), Long.parseLong(args[10])));
        System.exit(0);
    }
}
