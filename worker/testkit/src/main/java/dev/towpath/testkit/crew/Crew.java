package dev.towpath.testkit.crew;

import dev.towpath.schemas.config.TowpathConfig;
import dev.towpath.schemas.topic.Rung;
import dev.towpath.schemas.topic.TopicNames;
import dev.towpath.testkit.Event;
import dev.towpath.testkit.History;
import dev.towpath.testkit.broker.Group;
import dev.towpath.testkit.broker.ModelBroker;
import dev.towpath.testkit.stage.Host;
import dev.towpath.testkit.stage.Stage;
import dev.towpath.worker.core.PartitionView;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.apache.kafka.common.TopicPartition;

/// A few whole workers on a model of a broker: the engine's own core and shell, of which one thread
/// goes on at a time. The same seed gives the same history.
///
/// A run is a time of faults, in small steps of which each draws from the seed and its own number,
/// and then a time without, until everything that can end has ended.
final class Crew {
    private static final int STEPS = 450;
    private static final int ROUNDS_TO_REST = 3_000;
    private static final long START_MILLIS = 1_800_000_000_000L;
    private static final long HOUR_MILLIS = 3_600_000;
    private static final long HALF_A_DAY_MILLIS = 12 * HOUR_MILLIS;

    private final long seed;
    private final RandomGenerator random;
    private final History history = new History();
    private final TopicNames topics;
    private final int partitions;
    private final Stage stage;
    private final ModelBroker broker;
    private final Chronicler chronicler;
    private final Movers movers;
    private final Desk desk;
    private final Asks asks;
    private final Work work;
    private final List<Hand> hands = new ArrayList<>();
    private int names;

    Crew(long seed) {
        this.seed = seed;
        this.random = new Random(seed);
        this.partitions = 1 + random.nextInt(3);
        this.topics = new TopicNames("t.");
        this.stage =
                new Stage(new Random(random.nextLong()), TimeUnit.MILLISECONDS.toNanos(START_MILLIS));
        Group group = new Group(random.nextBoolean(), new Random(random.nextLong()));
        // The copies that it sees go to the movers, who need the broker, which needs it.
        List<Movers> later = new ArrayList<>();
        this.chronicler = new Chronicler(history, topics, copy -> later.getFirst().take(copy));
        this.broker = new ModelBroker(stage, new Random(random.nextLong()), group, chronicler);
        this.movers = new Movers(history, broker, topics);
        later.add(movers);
        this.desk = new Desk(history, broker, topics, chronicler, partitions);
        this.asks = new Asks(history, broker, topics, desk);
        this.work = new Work(history, broker, chronicler, new Random(random.nextLong()));
        broker.createTopic(topics.jobs(Kind.QUEUE), partitions, false);
        broker.createTopic(topics.express(Kind.QUEUE), partitions, true);
        broker.createTopic(topics.ledger(Kind.QUEUE), partitions, true);
        broker.createTopic(topics.dead(Kind.QUEUE), 1, false);
        for (Rung rung : Rung.values()) {
            broker.createTopic(topics.delay(rung), 1, true);
        }
    }

    History history() {
        return history;
    }

    int jobs() {
        return desk.count();
    }

    /// The whole run.
    History run() {
        stage.play(this::play);
        List<Throwable> failures = stage.failures();
        if (!failures.isEmpty()) {
            AssertionError failed = new AssertionError(String.valueOf(failures.getFirst()));
            failures.forEach(failed::addSuppressed);
            throw failed;
        }
        return history;
    }

    private void play() {
        history.add(new Event.Began());
        for (Kind kind : Kind.values()) {
            history.add(kind.declared());
        }
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            hire(random, false);
        }
        for (int step = 0; step < STEPS; step++) {
            step(new Random(seed * 31 + step * 0x9E3779B97F4A7C15L));
        }
        rest();
        chronicler.last();
        history.add(new Event.Rested(broker.millis()));
    }

    private void step(RandomGenerator chance) {
        passTime(chance);
        hands.removeIf(Hand::isGone);
        int dice = chance.nextInt(1_000);
        if (dice < 25 || hands.isEmpty()) {
            disaster(chance);
        } else if (dice < 650) {
            desk.one(chance);
        } else if (dice < 690) {
            asks.one(chance);
        } else if (dice < 740) {
            asks.goOn(chance);
        } else if (dice < 970) {
            for (int moves = 1 + chance.nextInt(4); moves > 0; moves--) {
                movers.goOn(chance);
            }
        } else if (dice < 985) {
            broker.group().rebalance();
        } else {
            clean(chance);
        }
    }

    private void passTime(RandomGenerator chance) {
        long millis =
                chance.nextInt(60) == 0 ? 1_000 + chance.nextInt(14_000) : chance.nextInt(60);
        stage.pass(1 + TimeUnit.MILLISECONDS.toNanos(millis));
    }

    /// The broker deletes what is settled, or compacts a ledger.
    private void clean(RandomGenerator chance) {
        int partition = chance.nextInt(partitions);
        TopicPartition ledger = new TopicPartition(topics.ledger(Kind.QUEUE), partition);
        TopicPartition jobs = new TopicPartition(topics.jobs(Kind.QUEUE), partition);
        if (chance.nextBoolean()) {
            broker.compact(ledger);
        } else if (broker.committed().get(jobs) != null) {
            long committed = broker.committed().get(jobs).offset();
            broker.deleteBelow(jobs, committed - chance.nextLong(committed + 1));
        }
    }

    private void disaster(RandomGenerator chance) {
        if (hands.isEmpty() || (hands.size() < 4 && chance.nextInt(3) == 0)) {
            hire(chance, false);
            return;
        }
        Hand hand = hands.get(chance.nextInt(hands.size()));
        switch (chance.nextInt(5)) {
            case 0 -> {
                chronicler.killed(hand.name);
                hand.kill();
            }
            case 1 -> hand.freeze(duration(chance));
            case 2 -> hand.cut(duration(chance));
            case 3 -> hand.leave();
            default -> broker.group().rebalance();
        }
    }

    /// Shorter or longer than a session.
    private static long duration(RandomGenerator chance) {
        return TimeUnit.MILLISECONDS.toNanos(
                chance.nextBoolean() ? 1 + chance.nextInt(1_500) : 4_000 + chance.nextInt(12_000));
    }

    private void hire(RandomGenerator chance, boolean newest) {
        String name = "w" + ++names;
        long skew = List.of(0L, 0L, HOUR_MILLIS, -HOUR_MILLIS).get(chance.nextInt(4));
        Host host = new Host(stage, name);
        TowpathConfig config =
                Configuration.of(
                        topics.prefix(),
                        partitions,
                        chance,
                        newest ? 100_000 : 3 + chance.nextInt(60));
        hands.add(
                new Hand(name, broker, work.of(name, host, skew, newest), config, host, skew));
    }

    /// Faults end; workers of the newest version take over; everything that can end, ends.
    private void rest() {
        hands.forEach(Hand::leave);
        hire(random, true);
        hire(random, true);
        long stays = broker.millis() + HALF_A_DAY_MILLIS;
        for (int round = 0; round < ROUNDS_TO_REST; round++) {
            stage.pass(TimeUnit.MILLISECONDS.toNanos(60));
            hands.removeIf(Hand::isGone);
            movers.moveAll(random);
            asks.goOn(random);
            if (atRest()) {
                long due = movers.nextDue().orElse(Long.MAX_VALUE);
                if (due > stays) {
                    return;
                }
                stage.leap(
                        TimeUnit.MILLISECONDS.toNanos(Math.max(0, due - broker.millis())));
            }
        }
        throw new AssertionError("the crew did not come to rest: " + views());
    }

    private List<List<PartitionView>> views() {
        return hands.stream().map(hand -> hand.shell().standing().partitions()).toList();
    }

    private boolean atRest() {
        if (hands.size() != 2 || !asks.idle() || movers.hasDue() || !broker.isSettled()) {
            return false;
        }
        for (int p = 0; p < partitions; p++) {
            if (!isPassed(new TopicPartition(topics.jobs(Kind.QUEUE), p))
                    || !isPassed(new TopicPartition(topics.express(Kind.QUEUE), p))) {
                return false;
            }
        }
        return true;
    }

    private boolean isPassed(TopicPartition partition) {
        long end = broker.log(partition).end();
        return end == 0
                || (broker.committed().containsKey(partition)
                        && broker.committed().get(partition).offset() == end);
    }
}
