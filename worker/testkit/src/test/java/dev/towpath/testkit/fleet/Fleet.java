package dev.towpath.testkit.fleet;

import dev.towpath.testkit.Event;
import dev.towpath.testkit.History;
import dev.towpath.worker.core.Core;
import dev.towpath.worker.core.Event.GateClosed;
import dev.towpath.worker.core.Event.GateOpened;
import dev.towpath.worker.core.Gates;
import dev.towpath.worker.core.Limits;
import dev.towpath.worker.core.QueuePartition;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/// A few workers, a cluster and a group, driven by a seed: the same seed and flaws give the same
/// history.
final class Fleet {
    private static final int STEPS = 1_500;
    private static final int ROUNDS_TO_REST = 9_000;
    static final long DAY = 86_400_000;

    private static final long PAUSE = 20 * 60_000;
    private static final long HOUR = 3_600_000;
    private static final long START = 1_800_000_000_000L;

    final Random random;
    final EnumSet<Flaw> flaws;
    final History history = new History();
    final Cluster cluster;
    final Ladder ladder;
    final Sends sends;
    final Group group;
    final Sink sink = new Sink(history);
    long now = START;
    private final List<QueuePartition> places = new ArrayList<>();
    private final Submissions submissions;
    private final Asks asks;
    private final List<Shell> workers = new ArrayList<>();
    private final List<String> dead = new ArrayList<>();
    private final Set<String> closedGates = new TreeSet<>();
    private int names;

    Fleet(long seed, EnumSet<Flaw> flaws) {
        this.random = new Random(seed);
        this.flaws = flaws;
        int count = 1 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            places.add(new QueuePartition("q", i));
        }
        this.cluster = new Cluster(history, places);
        this.ladder = new Ladder(history, cluster, random);
        this.sends = new Sends(this);
        this.group = new Group(random.nextBoolean(), places, random);
        this.submissions = new Submissions(this, places, random.nextInt(4) == 0);
        this.asks = new Asks(this, submissions);
    }

    boolean flawed(Flaw flaw) {
        return flaws.contains(flaw);
    }

    /// The whole run: a time of faults, then rest.
    History run() {
        history.add(new Event.Began());
        for (Types type : Types.values()) {
            history.add(type.declared());
        }
        int size = 1 + random.nextInt(3);
        for (int i = 0; i < size; i++) {
            hire(false);
        }
        for (int step = 0; step < STEPS; step++) {
            passTime();
            anything();
        }
        rest();
        history.add(new Event.Rested(now));
        return history;
    }

    /// How far a log of a partition was read by the worker that has read furthest.
    long read(QueuePartition place, boolean ofExpress) {
        return workers.stream()
                .mapToLong(worker -> worker.position(place, ofExpress))
                .max()
                .orElse(-1);
    }

    /// The express log that the owner of a partition reads.
    Log express(QueuePartition place) {
        int at = places.indexOf(place);
        int right = flawed(Flaw.EXPRESS_OF_ANOTHER) ? (at + 1) % places.size() : at;
        return cluster.at(places.get(right)).express;
    }

    private void passTime() {
        int dice = random.nextInt(1_000);
        if (dice == 0) {
            // Movers are never that late.
            ladder.moveUntil(now + PAUSE, now);
            now += PAUSE;
        } else if (dice < 6) {
            now += 1_000 + random.nextInt(40_000);
        } else {
            now += random.nextInt(20);
        }
    }

    private void anything() {
        workers.removeIf(Shell::left);
        int dice = random.nextInt(1_000);
        if (dice < 6) {
            disaster();
            return;
        }
        if (dice < 150 || workers.isEmpty()) {
            submissions.one();
            return;
        }
        if (dice < 165) {
            asks.one();
            return;
        }
        if (dice < 185) {
            asks.goOn();
            return;
        }
        if (dice < 245) {
            ladder.goOn(now);
            return;
        }
        if (dice < 295) {
            sends.goOn();
            return;
        }
        one(workers.get(random.nextInt(workers.size())));
    }

    private void one(Shell worker) {
        int dice = 100 + random.nextInt(900);
        if (dice < 300) {
            int which = random.nextInt(3);
            if (which < 2) {
                worker.poll(true, 1 + random.nextInt(8));
            }
            if (which > 0) {
                worker.poll(false, 1 + random.nextInt(8));
            }
        } else if (dice < 480) {
            worker.handlersGoOn(false);
        } else if (dice < 600) {
            worker.readInbox(false);
        } else if (dice < 660) {
            worker.flush();
        } else if (dice < 790) {
            worker.flushGoesOn();
        } else if (dice < 825) {
            worker.tick();
        } else if (dice < 900) {
            worker.heartbeat();
        } else if (dice < 920) {
            worker.giveBack();
        } else if (dice < 975) {
            worker.restore();
        } else if (dice < 989) {
            worker.stale();
        } else if (dice < 990) {
            worker.learn(Submissions.SCHEMA);
        } else if (dice < 994) {
            cluster.abortWhatTimedOut(now);
        } else if (dice < 995) {
            operate();
        } else {
            group.rebalance();
        }
    }

    /// An operator pauses jobs, or lets them go on. Who is hired later hears of it too.
    private void operate() {
        Types[] types = Types.values();
        String gate =
                random.nextInt(8) == 0
                        ? Gates.queue("q")
                        : Gates.type(types[random.nextInt(types.length)].word);
        boolean closes = closedGates.isEmpty() && closedGates.add(gate);
        if (closes) {
            workers.forEach(worker -> worker.hear(closed(gate)));
        } else {
            openGates();
        }
    }

    private void openGates() {
        for (String gate : closedGates) {
            workers.forEach(worker -> worker.hear(new GateOpened(gate)));
        }
        closedGates.clear();
    }

    private static GateClosed closed(String gate) {
        return new GateClosed(gate, "paused", 0);
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
                // Perhaps in the midst of a commit, which it ends all the same, much later.
                worker.flush();
                for (int steps = random.nextInt(3); steps > 0; steps--) {
                    worker.flushGoesOn();
                }
                group.gone(worker.name);
                worker.hearNothing(random.nextInt(12), random.nextInt(40));
            }
            case 2 -> worker.leave();
            default -> dead.forEach(group::gone);
        }
    }

    private void hire(boolean newVersion) {
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
                new Core(
                        limits,
                        Types.policies(newVersion),
                        Map.of(),
                        knows ? Set.of(Submissions.SCHEMA) : Set.of());
        long skew = List.of(0L, 0L, HOUR, -HOUR).get(random.nextInt(4));
        Shell worker = new Shell("w" + ++names, this, core, skew);
        closedGates.forEach(gate -> worker.hear(closed(gate)));
        workers.add(worker);
    }

    /// Faults end; workers of the newest version take over; everything that can end, ends.
    private void rest() {
        workers.removeIf(Shell::left);
        dead.forEach(group::gone);
        openGates();
        workers.forEach(Shell::leave);
        hire(true);
        hire(true);
        long stays = now + DAY / 2;
        for (int round = 0; round < ROUNDS_TO_REST; round++) {
            now += 50;
            cluster.abortWhatTimedOut(now);
            workers.removeIf(Shell::left);
            sends.allGoOn();
            asks.allGoOn();
            ladder.moveAll(now);
            for (Shell worker : List.copyOf(workers)) {
                worker.heartbeat();
                worker.giveBack();
                worker.restore();
                worker.poll(true, 100);
                worker.poll(false, 100);
                worker.handlersGoOn(true);
                worker.readInbox(true);
                worker.tick();
                worker.flush();
                worker.flushGoesOn();
            }
            if (atRest()) {
                long due = ladder.nextDue().orElse(Long.MAX_VALUE);
                if (due > stays) {
                    return;
                }
                now = Math.max(now, due);
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
        return sends.idle()
                && asks.idle()
                && !ladder.hasDue(now)
                && places.stream()
                        .allMatch(
                                place ->
                                        read(place, false) == cluster.at(place).jobs.end
                                                && read(place, true) == express(place).end);
    }
}
