package dev.towpath.worker;

import dev.towpath.worker.handler.JobContext;
import dev.towpath.worker.handler.Outcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;

/// A steady load of jobs in groups, which are numbered in the order in which they are sent, and a
/// handler that sees who runs what when.
final class GroupedLoad {
    static final int GROUPS = 30;
    private static final int BACKLOG = 300;

    private final Installation installation;
    private final String type;
    private final List<String> sent = new ArrayList<>();
    private final Map<String, Integer> numbers = new HashMap<>();
    private final Map<String, AtomicInteger> live = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> newest = new ConcurrentHashMap<>();
    private final Set<String> ran = ConcurrentHashMap.newKeySet();
    private final AtomicInteger runs = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();
    private final Queue<String> faults = new ConcurrentLinkedQueue<>();

    GroupedLoad(Installation installation, String type) {
        this.installation = installation;
        this.type = type;
    }

    /// Goes on sending until something is so.
    void sendUntil(String wanted, BooleanSupplier holds, Supplier<?> got) {
        Eventually.await(
                wanted,
                () -> {
                    if (sent.size() - ended.get() < BACKLOG) {
                        sendOneOfEachGroup();
                    }
                    return holds.getAsBoolean();
                },
                got);
    }

    private void sendOneOfEachGroup() {
        for (int i = 0; i < GROUPS; i++) {
            String group = "g" + i;
            int number = numbers.merge(group, 1, Integer::sum);
            sent.add(
                    Installation.tail(
                            installation
                                    .job(type)
                                    .group(group)
                                    .data(String.valueOf(number))
                                    .send()));
        }
        installation.flush();
    }

    /// What a handler does besides being watched.
    @FunctionalInterface
    interface Work {
        void run(int number) throws InterruptedException;
    }

    /// Takes a millisecond, and now and then a good while longer.
    static void work(int number) throws InterruptedException {
        new CountDownLatch(1).await(number % 20 == 0 ? 250 : 1, TimeUnit.MILLISECONDS);
    }

    Outcome run(JsonNode number, JobContext job, Work work) throws InterruptedException {
        String group = job.group();
        AtomicInteger alive = live.computeIfAbsent(group, key -> new AtomicInteger());
        if (alive.incrementAndGet() != 1) {
            faults.add(job.id() + " runs beside another of group " + group);
        }
        try {
            runs.incrementAndGet();
            if (ran.add(Installation.tail(job.id()))) {
                int last =
                        newest.computeIfAbsent(group, key -> new AtomicInteger())
                                .getAndSet(number.intValue());
                if (number.intValue() != last + 1) {
                    faults.add("group " + group + " ran " + number + " after " + last);
                }
            }
            work.run(number.intValue());
            ended.incrementAndGet();
            return Outcome.done();
        } finally {
            alive.decrementAndGet();
        }
    }

    /// Jobs that were sent, by the last part of their ids.
    List<String> sent() {
        return sent;
    }

    /// Jobs that were run at least once.
    Set<String> ran() {
        return ran;
    }

    int runs() {
        return runs.get();
    }

    /// What was against the order of a group.
    Queue<String> faults() {
        return faults;
    }
}
