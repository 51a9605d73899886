package dev.towpath.testkit.fleet;

import dev.towpath.testkit.Event;
import dev.towpath.testkit.History;
import dev.towpath.testkit.broker.Group;
import dev.towpath.testkit.stage.Dice;
import dev.towpath.worker.core.Core;
import dev.towpath.worker.core.Event.GateClosed;
import dev.towpath.worker.core.Event.GateOpened;
import dev.towpath.worker.core.Gates;
import dev.towpath.worker.core.Limits;
import dev.towpath.worker.core.QueuePartition;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// A few workers, a cluster and a group, driven by a plan: the same plan gives the same history.
final class Fleet {
    static final long DAY = 86_400_000;

    private static final long HOUR = 3_600_000;
    private static final long START = 1_800_000_000_000L;
    private static final int BEGINNING = -1;

    final Plan plan;
    final Dice random;
    final History history = new History();
    final Cluster cluster;
    final Ladder ladder;
    final Sends sends;
    final Group<QueuePartition> group;
    final Sink sink = new Sink(history);
    final Submissions submissions;
    final Asks asks;
    final List<Shell> workers = new ArrayList<>();
    long now = START;

    /// The step that is being taken.
    private int step = BEGINNING;

    private long rebalancedAt = START;
    private final List<QueuePartition> places = new ArrayList<>();
    private final List<String> dead = new ArrayList<>();
    private final Set<String> closedGates = new TreeSet<>();
    private final BitSet steps = new BitSet();
    private final EnumSet<Flaw> flaws;
    private int names;

    Fleet(Plan plan) {
        this.plan = plan;
        this.flaws = plan.flaws();
        this.random = new Dice(plan.seed());
        random.at(BEGINNING);
        int count = 1 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            places.add(new QueuePartition("q", i));
        }
        this.cluster = new Cluster(history, places);
        this.ladder = new Ladder(history, cluster, random);
        this.sends = new Sends(this);
        this.group =
                new Group<>(
                        random.nextBoolean(),
                        Comparator.comparing(QueuePartition::toString),
                        random);
        group.shares(places);
        boolean strange = random.nextInt(4) == 0 && !isForLiveness();
        this.submissions = new Submissions(this, places, strange);
        this.asks = new Asks(this, submissions);
    }

    /// The whole run: its history is told until it ends, or stops because something is wrong.
    void run() {
        history.add(new Event.Began());
        for (Types type : Types.values()) {
            history.add(type.declared());
        }
        int size = 1 + random.nextInt(3);
        for (int i = 0; i < size; i++) {
            hire();
        }
        new Chances(this).run();
        switch (plan.mode()) {
            case SAFETY -> new Rest(this).run();
            case LIVENESS -> new Healing(this).run();
            case WHOLE -> throw new IllegalStateException("a fleet has no whole workers");
        }
        history.add(new Event.Rested(now));
    }

    boolean flawed(Flaw flaw) {
        return flaws.contains(flaw);
    }

    private boolean isForLiveness() {
        return plan.mode() == Mode.LIVENESS;
    }

    /// From here on it is this step: what it draws, and which jobs it submits, depends on nothing
    /// else.
    void at(int number) {
        step = number;
        random.at(number);
    }

    int step() {
        return step;
    }

    /// The steps that the time of faults had so far.
    BitSet steps() {
        return steps;
    }

    /// How far a log of a partition was read by the worker that has read furthest.
    long read(QueuePartition place, boolean ofExpress) {
        long furthest = -1;
        for (Shell worker : workers) {
            furthest = Math.max(furthest, worker.position(place, ofExpress));
        }
        return furthest;
    }

    /// The express log that the owner of a partition reads.
    Log express(QueuePartition place) {
        if (!flawed(Flaw.EXPRESS_OF_ANOTHER)) {
            return cluster.at(place).express;
        }
        return cluster.at(places.get((places.indexOf(place) + 1) % places.size())).express;
    }

    /// A partition's owner is chosen anew.
    void rebalance() {
        rebalancedAt = now;
        group.rebalance();
    }

    /// How long nobody has had to give anything back.
    long calmFor() {
        return now - rebalancedAt;
    }

    /// An operator pauses jobs, or lets them go on. Who is hired later hears of it too.
    void operate() {
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

    void openGates() {
        for (String gate : closedGates) {
            workers.forEach(worker -> worker.hear(new GateOpened(gate)));
        }
        closedGates.clear();
    }

    private static GateClosed closed(String gate) {
        return new GateClosed(gate, "paused", 0);
    }

    /// A worker is killed: until its session ends the group waits for it.
    void kill(Shell worker) {
        worker.crash();
        dead.add(worker.name);
    }

    /// The sessions of those that were killed are over.
    void buryTheDead() {
        dead.forEach(group::gone);
    }

    /// A worker of any version with little room, or where liveness is judged of the newest.
    void hire() {
        boolean newest = isForLiveness();
        hire(newest, 3 + random.nextInt(60));
    }

    /// A worker of the newest version with room for all that may never be settled.
    void hireNewest() {
        hire(true, 100_000);
    }

    private void hire(boolean newest, int room) {
        Limits limits =
                new Limits(
                        1 + random.nextInt(12),
                        1 + random.nextInt(5_000),
                        room,
                        1L << 40,
                        2 + random.nextInt(40),
                        200);
        boolean knows = newest || random.nextBoolean();
        Core core =
                new Core(
                        limits,
                        Types.policies(newest),
                        Map.of(),
                        knows ? Set.of(Submissions.SCHEMA) : Set.of());
        long skew = List.of(0L, 0L, HOUR, -HOUR).get(random.nextInt(4));
        Shell worker = new Shell("w" + ++names, this, core, skew);
        closedGates.forEach(gate -> worker.hear(closed(gate)));
        workers.add(worker);
    }

    /// Everybody does one round of work, and nobody dawdles.
    void round() {
        cluster.abortWhatTimedOut(now);
        workers.removeIf(Shell::left);
        sends.allGoOn();
        asks.allGoOn();
        ladder.moveAll(now);
        List.copyOf(workers).forEach(Fleet::work);
    }

    /// A worker does one round of work.
    static void work(Shell worker) {
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

    /// Whether all is done that can be done now.
    boolean atRest() {
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
