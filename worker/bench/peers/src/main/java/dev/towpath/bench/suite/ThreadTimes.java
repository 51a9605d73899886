package dev.towpath.bench.suite;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/// The processor time of this process so far, in nanoseconds, by what the JVM calls its threads.
/// Read from Linux's `/proc` (proc_pid_stat(5), fields 14 and 15).
///
/// @param compiler of the JIT compiler's threads
/// @param collector of the garbage collector's
record ThreadTimes(long all, long compiler, long collector) {
    private static final long NANOS_A_TICK = 10_000_000;

    static ThreadTimes now() throws IOException {
        long all = 0;
        long compiler = 0;
        long collector = 0;
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
            for (Path thread : threads) {
                long nanos;
                String name;
                try {
                    name = Files.readString(thread.resolve("comm"));
                    nanos = nanos(Files.readString(thread.resolve("stat")));
                } catch (NoSuchFileException ended) {
                    continue;
                }
                all += nanos;
                compiler += name.startsWith("C1 ") || name.startsWith("C2 ") ? nanos : 0;
                collector += name.startsWith("GC ") ? nanos : 0;
            }
        }
        return new ThreadTimes(all, compiler, collector);
    }

    private static long nanos(String stat) {
        List<String> fields = List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1));
        return (Long.parseLong(fields.get(11)) + Long.parseLong(fields.get(12))) * NANOS_A_TICK;
    }
}
