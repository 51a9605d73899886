package dev.towpath.bench.jmh;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/// Under what conditions everything here is measured: a JVM with the options of `./towpath`.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
        value = 2,
        jvmArgsAppend = {
            "-Xms1g",
            "-Xmx1g",
            "-XX:+UseG1GC",
            "-XX:+UseCompactObjectHeaders",
            // JMH's own needs.
            "--sun-misc-unsafe-memory-access=allow"
        })
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class Conditions {
    /// Jobs that a benchmark of many takes at a time: as many as may run at once by default.
    public static final int BATCH = 1_000;

    /// Groups that the jobs of a batch are of, where they are of any.
    public static final int GROUPS = 200;
}
