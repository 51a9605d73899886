package dev.towpath.gateway.ladder;

import java.util.Comparator;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.PriorityQueue;

/// The jobs that are due within seconds, in memory, the next one first. Bounded: when it is full,
/// what is due soon waits in its line.
final class Timers {
    static final int MOST = 20_000;
    static final long MOST_BYTES = 20L << 20;

    private record Timer(long due, long sequence, Job job) {}

    private final PriorityQueue<Timer> queue =
            new PriorityQueue<>(
                    Comparator.comparingLong(Timer::due).thenComparingLong(Timer::sequence));
    private long sequence;
    private long bytes;

    boolean hasRoom() {
        return queue.size() < MOST && bytes < MOST_BYTES;
    }

    void add(Job job) {
        queue.add(new Timer(job.due(), sequence++, job));
        bytes += job.bytes();
    }

    /// When the next job is due; empty when there is none.
    OptionalLong next() {
        Timer first = queue.peek();
        return first == null ? OptionalLong.empty() : OptionalLong.of(first.due());
    }

    /// Takes the next job out when it is due.
    Optional<Job> due(long now) {
        Timer first = queue.peek();
        if (first == null || first.due() > now) {
            return Optional.empty();
        }
        queue.remove();
        bytes -= first.job().bytes();
        return Optional.of(first.job());
    }

    /// Forgets the jobs of closed lines.
    void dropClosed() {
        queue.removeIf(timer -> timer.job().line().closed());
        bytes = queue.stream().mapToLong(timer -> timer.job().bytes()).sum();
    }

    int size() {
        return queue.size();
    }

    long bytes() {
        return bytes;
    }
}
