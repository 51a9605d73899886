package dev.towpath.bench;

import dev.towpath.schemas.config.HistoryKept;
import dev.towpath.worker.Worker;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/// How many no-op jobs a second one worker settles, ledger and dedup on, with the broker on the
/// same machine. Prints the rate of each second after the start and the median.
final class NoOpDrain {
    private NoOpDrain() {}

    /// @param kept which attempts are written to the history
    static void run(int count, HistoryKept kept) throws InterruptedException {
        try (Bed bed = new Bed(6)) {
            long writing = System.nanoTime();
            new Jobs(bed).write(count);
            System.out.printf(
                    "%,d jobs written in %.1f s%n", count, (System.nanoTime() - writing) / 1e9);
            LongAdder done = new LongAdder();
            CountDownLatch first = new CountDownLatch(1);
            CountDownLatch never = new CountDownLatch(1);
            long startedAt;
            Bed.Cpu cpu;
            try (Worker _ =
                    Jobs.worker(
                            bed.config(kept),
                            () -> {
                                done.increment();
                                first.countDown();
                            })) {
                first.await();
                startedAt = System.nanoTime();
                cpu = bed.cpu();
                long before = done.sum();
                while (done.sum() < count) {
                    never.await(1, TimeUnit.SECONDS);
                    long now = done.sum();
                    System.out.printf("%,d jobs/s%n", now - before);
                    before = now;
                }
            }
            double seconds = (System.nanoTime() - startedAt) / 1e9;
            Bed.Cpu used = bed.cpu();
            System.out.printf(
                    "%,d jobs in %.1f s: %,.0f jobs/s%n", count, seconds, count / seconds);
            System.out.printf(
                    "processor time a job: worker %.2f us, broker %.2f us%n",
                    (used.here() - cpu.here()) / 1e3 / count,
                    (used.broker() - cpu.broker()) / 1e3 / count);
        }
    }
}
