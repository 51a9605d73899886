package dev.towpath.e2e.torture;

import dev.towpath.e2e.fleet.Installation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/// Measures how long a partition with work stands still while nothing is broken. Time under a fault
/// does not count; time before one and after it does, together, unless the partition moved.
final class Stalls implements AutoCloseable {
    private static final long LOOK_EVERY = 500;

    private final Installation installation;
    private final Admin admin;
    private final List<TopicPartition> partitions = new ArrayList<>();
    private final AtomicInteger faults = new AtomicInteger();
    private final Map<TopicPartition, Standing> standing = new HashMap<>();
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread;
    private long worstCalmNanos;
    private String worst = "";
    private boolean atRest;

    /// Since when a partition stands where it stands.
    private record Standing(long committed, long calmNanos) {}

    Stalls(Installation installation) {
        this.installation = installation;
        this.admin =
                Admin.create(
                        Map.of(
                                "bootstrap.servers",
                                installation.bootstrap(),
                                "default.api.timeout.ms",
                                5_000,
                                "request.timeout.ms",
                                2_000));
        for (int p = 0; p < installation.partitions(); p++) {
            partitions.add(new TopicPartition(installation.topics().jobs(Installation.QUEUE), p));
            partitions.add(
                    new TopicPartition(installation.topics().express(Installation.QUEUE), p));
        }
        this.thread = Thread.ofPlatform().name("stalls").start(this::watch);
    }

    /// Something is broken from now on.
    void broken() {
        faults.incrementAndGet();
    }

    /// It is healed.
    void healed() {
        faults.decrementAndGet();
    }

    boolean isCalm() {
        return faults.get() == 0;
    }

    /// The longest time that a partition with work stood still while nothing was broken.
    synchronized Duration worst() {
        return Duration.ofNanos(worstCalmNanos);
    }

    /// Which one, and where.
    synchronized String worstPlace() {
        return worst;
    }

    /// Whether all that lies in the logs was settled when it was last looked.
    synchronized boolean atRest() {
        return atRest;
    }

    @Override
    public void close() {
        stop.countDown();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        admin.close(Duration.ofSeconds(5));
    }

    private void watch() {
        long before = System.nanoTime();
        try {
            while (!stop.await(LOOK_EVERY, TimeUnit.MILLISECONDS)) {
                boolean calm = isCalm();
                try {
                    Map<TopicPartition, Long> committed = committed();
                    Map<TopicPartition, Long> ends = ends();
                    long now = System.nanoTime();
                    take(committed, ends, calm && isCalm() ? now - before : 0);
                    before = now;
                } catch (ExecutionException e) {
                    // Nobody can tell now; the time counts when somebody can.
                    if (!calm) {
                        before = System.nanoTime();
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void take(
            Map<TopicPartition, Long> committed, Map<TopicPartition, Long> ends, long calm) {
        atRest = true;
        for (TopicPartition partition : partitions) {
            long at = committed.getOrDefault(partition, 0L);
            boolean works = at < ends.getOrDefault(partition, 0L);
            atRest &= !works;
            Standing before = standing.get(partition);
            Standing now =
                    works && before != null && before.committed == at
                            ? new Standing(at, before.calmNanos + calm)
                            : new Standing(at, 0);
            standing.put(partition, now);
            if (now.calmNanos > worstCalmNanos) {
                worstCalmNanos = now.calmNanos;
                worst = partition + "@" + at;
            }
        }
    }

    private Map<TopicPartition, Long> committed() throws InterruptedException, ExecutionException {
        Map<TopicPartition, Long> offsets = new HashMap<>();
        Map<TopicPartition, OffsetAndMetadata> found =
                admin.listConsumerGroupOffsets(installation.topics().workerGroup())
                        .partitionsToOffsetAndMetadata()
                        .get();
        found.forEach((place, offset) -> offsets.put(place, offset.offset()));
        return offsets;
    }

    private Map<TopicPartition, Long> ends() throws InterruptedException, ExecutionException {
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        partitions.forEach(place -> wanted.put(place, OffsetSpec.latest()));
        Map<TopicPartition, Long> ends = new HashMap<>();
        admin.listOffsets(wanted)
                .all()
                .get()
                .forEach((place, end) -> ends.put(place, end.offset()));
        return ends;
    }
}
