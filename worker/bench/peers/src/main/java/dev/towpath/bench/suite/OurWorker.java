package dev.towpath.bench.suite;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.towpath.bench.Bed;
import dev.towpath.bench.Jobs;
import dev.towpath.bench.peers.queues.Spread;
import dev.towpath.bench.peers.queues.TimedPayload;
import dev.towpath.schemas.config.Jitter;
import dev.towpath.schemas.config.LimitConfig;
import dev.towpath.schemas.config.Order;
import dev.towpath.schemas.config.RetryConfig;
import dev.towpath.schemas.config.TowpathConfig;
import dev.towpath.schemas.config.TypeConfig;
import dev.towpath.worker.Worker;
import dev.towpath.worker.handler.JobHandler;
import dev.towpath.worker.handler.Outcome;
import dev.towpath.worker.handler.Payload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import jdk.jfr.Recording;

/// A worker of Towpath in a process of its own. Prints a line of JSON.
final class OurWorker {
    /// The type whose jobs fail at their first attempt.
    static final String FAILS = "bench.fails";

    private static final Duration BACKLOG = Duration.ofMillis(20);
    private static final long RETRY_MILLIS = 1_000;

    private OurWorker() {}

    /// @param args what it does, bootstrap, partitions, and what that needs
    public static void main(String[] args) throws Exception {
        Locale.setDefault(Locale.ROOT);
        TowpathConfig config = Bed.config(args[1], Integer.parseInt(args[2]), Order.NONE);
        switch (args[0]) {
            case "drain" ->
                    drain(
                            args[1],
                            Integer.parseInt(args[2]),
                            Integer.parseInt(args[3]),
                            Integer.parseInt(args[4]),
                            Integer.parseInt(args[5]));
            case "first" -> first(config);
            case "profile" ->
                    profile(
                            config,
                            Integer.parseInt(args[3]),
                            Integer.parseInt(args[4]),
                            Path.of(args[5]));
            case "latency" -> latency(config, Integer.parseInt(args[2]), Long.parseLong(args[3]));
            case "retry" ->
                    retry(
                            args[1],
                            Integer.parseInt(args[2]),
                            Integer.parseInt(args[3]),
                            Integer.parseInt(args[4]));
            default -> throw new IllegalArgumentException(args[0]);
        }
        System.exit(0);
    }

    private static void drain(String bootstrap, int partitions, int types, int warm, int jobs)
            throws Exception {
        LongAdder done = new LongAdder();
        AtomicLong firstAt = new AtomicLong();
        JobHandler<byte[]> handler =
                (data, job) -> {
                    if (firstAt.get() == 0) {
                        firstAt.compareAndSet(0, System.nanoTime());
                    }
                    done.increment();
                    return Outcome.done();
                };
        Worker.Builder builder = Worker.builder(Bed.config(bootstrap, partitions, Order.NONE));
        for (int i = 0; i < types; i++) {
            builder.handle(Jobs.type(i), Payload.bytes(), handler);
        }
        try (Worker _ = builder.start()) {
            long from = await(done, warm, firstAt);
            long until = await(done, warm + jobs, firstAt);
            if (warm == 0) {
                from = firstAt.get();
            }
            long resident = resident();
            System.gc();
            Runtime runtime = Runtime.getRuntime();
            System.out.printf(
                    "{\"rate\": %.1f, \"resident\": %d, \"heap\": %d}%n",
                    jobs / ((until - from) / 1e9),
                    resident,
                    runtime.totalMemory() - runtime.freeMemory());
        }
    }

    /// Waits until so many are done, and gives the time.
    private static long await(LongAdder done, int count, AtomicLong firstAt) {
        long patience = System.nanoTime() + TimeUnit.MINUTES.toNanos(15);
        while (firstAt.get() == 0 || done.sum() < count) {
            if (System.nanoTime() > patience) {
                throw new IllegalStateException(done.sum() + " jobs were done, not " + count);
            }
            LockSupport.parkNanos(500_000);
        }
        return System.nanoTime();
    }

    private static long resident() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("[^0-9]", "")) << 10;
            }
        }
        return 0;
    }

    /// Says when it is warm, and what it did in so many seconds from then on. When it has ended
    /// they are recorded.
    private static void profile(TowpathConfig config, int warm, int seconds, Path recorded)
            throws Exception {
        LongAdder done = new LongAdder();
        CountDownLatch first = new CountDownLatch(1);
        try (Worker _ =
                        Jobs.worker(
                                config,
                                () -> {
                                    done.increment();
                                    first.countDown();
                                });
                Recording recording = new Recording()) {
            recording.enable("jdk.CPUTimeSample").with("throttle", "5ms");
            first.await();
            Thread.sleep(Duration.ofSeconds(warm));
            System.out.println("warm");
            recording.start();
            ThreadTimes before = ThreadTimes.now();
            long jobs = done.sum();
            long from = System.nanoTime();
            Thread.sleep(Duration.ofSeconds(seconds));
            jobs = done.sum() - jobs;
            long nanos = System.nanoTime() - from;
            ThreadTimes after = ThreadTimes.now();
            System.out.printf(
                    "{\"jobs\": %d, \"nanos\": %d, \"cpu\": %d, \"compiler\": %d, \"collector\": %d}%n",
                    jobs,
                    nanos,
                    after.all() - before.all(),
                    after.compiler() - before.compiler(),
                    after.collector() - before.collector());
            recording.stop();
            recording.dump(recorded);
        }
    }

    /// Says when the first job is done, and stops at the next line.
    private static void first(TowpathConfig config) throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        try (Worker _ = Jobs.worker(config, done::countDown)) {
            done.await();
            System.out.println("done");
            var _ = System.in.read();
        }
        System.out.println("stopped");
    }

    /// Says when it is ready; at the next line, how late jobs began.
    private static void latency(TowpathConfig config, int partitions, long warmMillis)
            throws Exception {
        Queue<double[]> all = new ConcurrentLinkedQueue<>();
        try (Worker worker =
                Worker.builder(config)
                        .handle(
                                Jobs.TYPE,
                                Payload.bytes(),
                                (data, job) -> {
                                    double now = TimedPayload.now();
                                    double at = TimedPayload.at(new String(data, UTF_8));
                                    // The one by which the gateway was asked whether it is ready
                                    // says no time.
                                    if (at > 0) {
                                        all.add(new double[] {at, now - at});
                                    }
                                    return Outcome.done();
                                })
                        .start()) {
            CountDownLatch never = new CountDownLatch(1);
            while (worker.partitions().size() < partitions) {
                never.await(50, TimeUnit.MILLISECONDS);
            }
            System.out.println("ready");
            var _ = System.in.read();
            double from = all.stream().mapToDouble(one -> one[0]).min().orElse(0) + warmMillis;
            double[] late =
                    all.stream().filter(one -> one[0] >= from).mapToDouble(one -> one[1]).toArray();
            tell(late);
        }
    }

    private static void tell(double[] late) {
        Spread spread = new Spread(late);
        System.out.printf(
                "{\"p50\": %.3f, \"p99\": %.3f, \"started\": %d}%n",
                spread.at(0.5), spread.at(0.99), late.length);
    }

    private static void retry(String bootstrap, int partitions, int failing, int inFlight)
            throws Exception {
        RetryConfig once = RetryConfig.defaults();
        RetryConfig afterASecond =
                new RetryConfig(
                        2,
                        Duration.ofMillis(RETRY_MILLIS),
                        1,
                        once.backoffMax(),
                        Jitter.NONE,
                        once.maxAge(),
                        once.finalErrors(),
                        once.maxCrashes());
        TypeConfig any = Bed.type(Order.NONE).limited(LimitConfig.of(inFlight));
        Map<String, Long> failedAt = new ConcurrentHashMap<>();
        Queue<Double> late = new ConcurrentLinkedQueue<>();
        CountDownLatch again = new CountDownLatch(failing);
        JobHandler<byte[]> failsAtFirst =
                (data, job) -> {
                    if (job.attempt() == 1) {
                        failedAt.put(job.id().toString(), System.nanoTime());
                        return Outcome.retry("at first");
                    }
                    late.add(
                            (System.nanoTime() - failedAt.getOrDefault(job.id().toString(), 0L))
                                            / 1e6
                                    - RETRY_MILLIS);
                    again.countDown();
                    return Outcome.done();
                };
        try (Worker _ =
                Worker.builder(
                                Bed.config(
                                        bootstrap,
                                        partitions,
                                        Map.of(
                                                TowpathConfig.ANY_TYPE,
                                                any,
                                                FAILS,
                                                any.retried(afterASecond))))
                        .handle(FAILS, Payload.bytes(), failsAtFirst)
                        .handle(
                                Jobs.TYPE,
                                Payload.bytes(),
                                (data, job) -> {
                                    Thread.sleep(BACKLOG);
                                    return Outcome.done();
                                })
                        .start()) {
            if (!again.await(3, TimeUnit.MINUTES)) {
                throw new IllegalStateException(again.getCount() + " jobs were not tried again");
            }
            tell(late.stream().mapToDouble(Double::doubleValue).toArray());
        }
    }
}
