package dev.towpath.testkit.fleet;

import dev.towpath.testkit.Event;
import dev.towpath.testkit.History;
import dev.towpath.worker.core.Core;
import dev.towpath.worker.core.Limits;
import dev.towpath.worker.core.QueuePartition;
import dev.towpath.worker.core.TypePolicy;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/// A few workers, a cluster and a group, driven by a seed: the same seed and flaws give the same
/// history.
final class Fleet {
    private static final int STEPS = 1_500;
    private static final int ROUNDS_TO_REST = 3_000;
    private static final long START = 1_800_000_000_000L;

    final Random random;
    final EnumSet<Flaw> flaws;
    final History history = new History();
    final Cluster cluster;
    final Group group;
    final Sink sink = new Sink(history);
    long now = START;
    private final List<QueuePartition> places = new ArrayList<>();
    private final Submissions submissions;
    private final List<Shell> workers = new ArrayList<>();
    private int names;

    Fleet(long seed, EnumSet<Flaw> flaws) {
        this.random = new Random(seed);
        this.flaws = flaws;
        int count = 1 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            places.add(new QueuePartition("q", i));
        }
        this.cluster = new Cluster(history, places);
        this.group = new Group(random.nextBoolean(), places, random);
        this.submissions =
                new Submissions(random, history, cluster, places, random.nextInt(4) == 0);
    }

    boolean flawed(Flaw flaw) {
        return flaws.contains(flaw);
    }

    /// The whole run: a time of faults, then rest.
    History run() {
        history.add(new Event.Began());
        int size = 1 + random.nextInt(3);
        for (int i = 0; i < size; i++) {
            hire(false);
        }
        for (int step = 0; step < STEPS; step++) {
            passTime();
            anything();
        }
        rest();
        history.add(new Event.Rested());
        return history;
    }

    /// How far a partition was read by the worker that has read furthest.
    long read(QueuePartition place) {
        return workers.stream().mapToLong(worker -> worker.position(place)).max().orElse(-1);
    }

    private void passTime() {
        int dice = random.nextInt(1_000);
        if (dice == 0) {
            now += 20 * 60_000;
        } else if (dice < 6) {
            now += 1_000 + random.nextInt(40_000);
        } else {
            now += random.nextInt(20);
        }
    }

    private void anything() {
        workers.removeIf(Shell::left);
        int dice = random.nextInt(1_000);
        if (dice < 4) {
            disaster();
            return;
        }
        if (dice < 150 || workers.isEmpty()) {
            submissions.one(now);
            return;
        }
        Shell worker = workers.get(random.nextInt(workers.size()));
        if (dice < 300) {
            worker.poll(1 + random.nextInt(8));
        } else if (dice < 480) {
            worker.handlersGoOn(false);
        } else if (dice < 600) {
            worker.readInbox(false);
        } else if (dice < 660) {
            worker.flush();
        } else if (dice < 790) {
            worker.flushGoesOn();
        } else if (dice < 850) {
            worker.tick();
        } else if (dice < 900) {
            worker.heartbeat();
        } else if (dice < 920) {
            worker.giveBack();
        } else if (dice < 975) {
            worker.restore();
        } else if (dice < 990) {
            worker.stale();
        } else if (dice < 995) {
            cluster.abortWhatTimedOut(now);
        } else {
            group.rebalance();
        }
    }

    private void disaster() {
        if (workers.isEmpty() || (workers.size() < 4 && random.nextInt(3) == 0)) {
            hire(false);
            return;
        }
        Shell worker = workers.get(random.nextInt(workers.size()));
        switch (random.nextInt(4)) {
            case 0 -> {
                worker.crash();
                // Its session ends later: until then the group waits for it.
                dead.add(worker.name);
            }
            case 1 -> {
                group.gone(worker.name);
                worker.hearNothing(random.nextInt(12));
            }
            case 2 -> worker.leave();
            default -> dead.forEach(group::gone);
        }
    }

    private final List<String> dead = new ArrayList<>();

    private Shell hire(boolean newVersion) {
        Map<String, TypePolicy> policies = new HashMap<>();
        for (String type : List.of("plain", "fails", "snoozes", "avro")) {
            policies.put(type, new TypePolicy(type, false, 60_000, 20));
        }
        policies.put("slow", new TypePolicy("slow", false, 500, 3));
        policies.put("ordered", new TypePolicy("ordered", true, 60_000, 20));
        policies.put("orderedFails", new TypePolicy("orderedFails", true, 60_000, 20));
        if (newVersion) {
            policies.put("later", new TypePolicy("later", false, 60_000, 20));
        }
        Limits limits =
                new Limits(
                        1 + random.nextInt(12),
                        1 + random.nextInt(5_000),
                        newVersion ? 100_000 : 3 + random.nextInt(60),
                        1L << 40,
                        2 + random.nextInt(40),
                        200);
        boolean knows = newVersion || random.nextBoolean();
        Core core =
                new Core(limits, policies, Map.of(), knows ? Set.of(Submissions.SCHEMA) : Set.of());
        Shell worker = new Shell("w" + ++names, this, core);
        workers.add(worker);
        return worker;
    }

    /// Faults end; workers of the newest version take over; everything that can end, ends.
    private void rest() {
        workers.removeIf(Shell::left);
        dead.forEach(group::gone);
        workers.forEach(Shell::leave);
        hire(true);
        hire(true);
        for (int round = 0; round < ROUNDS_TO_REST; round++) {
            now += 50;
            cluster.abortWhatTimedOut(now);
            workers.removeIf(Shell::left);
            for (Shell worker : List.copyOf(workers)) {
                worker.heartbeat();
                worker.giveBack();
                worker.restore();
                worker.poll(100);
                worker.handlersGoOn(true);
                worker.readInbox(true);
                worker.tick();
                worker.flush();
                worker.flushGoesOn();
            }
            if (atRest()) {
                return;
            }
        }
        throw new AssertionError(
                "the fleet did not come to rest: "
                        + workers.stream().map(worker -> worker.name + worker.view()).toList());
    }

    private boolean atRest() {
        if (workers.stream().anyMatch(worker -> worker.leaving() || !worker.atRest())) {
            return false;
        }
        return places.stream().allMatch(place -> read(place) == cluster.at(place).end);
    }
}
