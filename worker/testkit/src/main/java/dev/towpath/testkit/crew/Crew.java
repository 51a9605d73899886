package dev.towpath.testkit.crew;

import dev.towpath.schemas.config.TowpathConfig;
import dev.towpath.schemas.ledger.LedgerLoader;
import dev.towpath.schemas.ledger.MarkCodec;
import dev.towpath.schemas.ledger.State;
import dev.towpath.schemas.topic.Rung;
import dev.towpath.schemas.topic.TopicNames;
import dev.towpath.testkit.Event;
import dev.towpath.testkit.History;
import dev.towpath.testkit.broker.Group;
import dev.towpath.testkit.broker.ModelBroker;
import dev.towpath.testkit.broker.Stored;
import dev.towpath.testkit.stage.Dice;
import dev.towpath.testkit.stage.Host;
import dev.towpath.testkit.stage.Stage;
import dev.towpath.worker.core.PartitionView;
import dev.towpath.worker.kafka.Clients;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.TopicPartition;

/// A few whole workers on a model of a broker: the engine's own core and shell, of which one thread
/// goes on at a time. The same seed gives the same history.
///
/// A run is a time of faults, in small steps of which each draws from the seed and its own number,
/// and then a time without, until everything that can end has ended.
public final class Crew {
    private static final int ROUNDS_TO_REST = 3_000;
    private static final int BEGINNING = -1;
    private static final int REST = 1 << 20;
    private static final long START_MILLIS = 1_800_000_000_000L;
    private static final long HOUR_MILLIS = 3_600_000;
    private static final long HALF_A_DAY_MILLIS = 12 * HOUR_MILLIS;

    private final Steps which;
    private final Dice dice;
    private final BitSet steps = new BitSet();
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
    private final UnaryOperator<Clients> seam;
    private final List<Hand> hands = new ArrayList<>();
    private int names;

    /// Which steps of the time of faults are taken.
    @FunctionalInterface
    public interface Steps {
        /// The first step from a number on, -1 when there is no other.
        ///
        /// @param jobs that were submitted so far
        int from(int number, int jobs);
    }

    public Crew(long seed, Steps which) {
        this(seed, which, clients -> clients);
    }

    /// @param seam what stands between each worker and its clients
    Crew(long seed, Steps which, UnaryOperator<Clients> seam) {
        this.which = which;
        this.seam = seam;
        this.dice = new Dice(seed);
        dice.at(BEGINNING);
        this.partitions = 1 + dice.nextInt(3);
        this.topics = new TopicNames("t.");
        this.stage =
                new Stage(new Random(dice.nextLong()), TimeUnit.MILLISECONDS.toNanos(START_MILLIS));
        Group<TopicPartition> group =
                Group.ofTopics(dice.nextBoolean(), new Random(dice.nextLong()));
        // The copies that it sees go to the movers, who need the broker, which needs it.
        List<Movers> later = new ArrayList<>();
        this.chronicler = new Chronicler(history, topics, copy -> later.getFirst().take(copy));
        this.broker = new ModelBroker(stage, new Random(dice.nextLong()), group, chronicler);
        this.movers = new Movers(history, broker, topics);
        later.add(movers);
        this.desk = new Desk(history, broker, topics, chronicler, partitions);
        this.asks = new Asks(history, broker, topics, desk);
        this.work = new Work(history, broker, chronicler, new Random(dice.nextLong()));
        broker.createTopic(topics.jobs(Kind.QUEUE), partitions, false);
        broker.createTopic(topics.express(Kind.QUEUE), partitions, true);
        broker.createTopic(topics.ledger(Kind.QUEUE), partitions, true);
        broker.createTopic(topics.dead(Kind.QUEUE), 1, false);
        for (Rung rung : Rung.values()) {
            broker.createTopic(topics.delay(rung), 1, true);
        }
    }

    /// What happened so far.
    public History history() {
        return history;
    }

    /// The steps that the time of faults had so far.
    public BitSet steps() {
        return steps;
    }

    /// The whole run.
    ///
    /// @throws Restless when there was something to do for ever
    /// @throws IllegalStateException when a worker stopped that should not have
    public void run() {
        stage.play(this::play);
        for (Throwable failure : stage.failures()) {
            if (failure.getCause() instanceof Restless restless) {
                throw restless;
            }
            throw new IllegalStateException(failure);
        }
    }

    private void play() {
        history.add(new Event.Began());
        for (Kind kind : Kind.values()) {
            history.add(kind.declared());
        }
        for (int i = 1 + dice.nextInt(3); i > 0; i--) {
            hire(false);
        }
        for (int step = which.from(0, desk.count());
                step >= 0;
                step = which.from(step + 1, desk.count())) {
            dice.at(step);
            steps.set(step);
            step();
        }
        dice.at(REST);
        rest();
        chronicler.last();
        history.add(new Event.Rested(broker.millis()));
    }

    private void step() {
        passTime();
        hands.removeIf(Hand::isGone);
        int drawn = dice.nextInt(1_000);
        if (drawn < 25 || hands.isEmpty()) {
            disaster();
        } else if (drawn < 650) {
            desk.one(dice);
        } else if (drawn < 690) {
            asks.one(dice);
        } else if (drawn < 740) {
            asks.goOn(dice);
        } else if (drawn < 970) {
            for (int moves = 1 + dice.nextInt(4); moves > 0; moves--) {
                movers.goOn(dice);
            }
        } else if (drawn < 985) {
            broker.group().rebalance();
        } else {
            clean();
        }
    }

    private void passTime() {
        long millis = dice.nextInt(60) == 0 ? 1_000 + dice.nextInt(14_000) : dice.nextInt(60);
        stage.pass(1 + TimeUnit.MILLISECONDS.toNanos(millis));
    }

    /// The broker deletes what is settled, or compacts a ledger. It leaves the younger of what was
    /// done, as the ledger's topic asks for it; the time of a seed is too short for more.
    private void clean() {
        int partition = dice.nextInt(partitions);
        TopicPartition ledger = new TopicPartition(topics.ledger(Kind.QUEUE), partition);
        TopicPartition jobs = new TopicPartition(topics.jobs(Kind.QUEUE), partition);
        if (dice.nextBoolean()) {
            broker.compact(ledger, this::isLately);
        } else if (broker.committed().get(jobs) != null) {
            long committed = broker.committed().get(jobs).offset();
            broker.deleteBelow(jobs, committed - dice.nextLong(committed + 1));
        }
    }

    private boolean isLately(Stored record) {
        byte[] value = record.value();
        return value != null
                && broker.millis() - record.timestamp() <= LedgerLoader.REMEMBERED.toMillis()
                && MarkCodec.decode(value).state() == State.DONE;
    }

    private void disaster() {
        if (hands.isEmpty() || (hands.size() < 4 && dice.nextInt(3) == 0)) {
            hire(false);
            return;
        }
        Hand hand = hands.get(dice.nextInt(hands.size()));
        switch (dice.nextInt(5)) {
            case 0 -> {
                chronicler.killed(hand.name);
                hand.kill();
            }
            case 1 -> hand.freeze(duration());
            case 2 -> hand.cut(duration());
            case 3 -> hand.leave();
            default -> broker.group().rebalance();
        }
    }

    /// Shorter or longer than a session.
    private long duration() {
        return TimeUnit.MILLISECONDS.toNanos(
                dice.nextBoolean() ? 1 + dice.nextInt(1_500) : 4_000 + dice.nextInt(12_000));
    }

    private void hire(boolean newest) {
        String name = "w" + ++names;
        long skew = List.of(0L, 0L, HOUR_MILLIS, -HOUR_MILLIS).get(dice.nextInt(4));
        Host host = new Host(stage, name);
        TowpathConfig config =
                Configuration.of(
                        topics.prefix(), partitions, dice, newest ? 100_000 : 3 + dice.nextInt(60));
        hands.add(
                new Hand(
                        name, broker, work.of(name, host, skew, newest), config, host, skew, seam));
    }

    /// Faults end; workers of the newest version take over; everything that can end, ends.
    private void rest() {
        hands.forEach(Hand::leave);
        hire(true);
        hire(true);
        long stays = broker.millis() + HALF_A_DAY_MILLIS;
        for (int round = 0; round < ROUNDS_TO_REST; round++) {
            stage.pass(TimeUnit.MILLISECONDS.toNanos(60));
            hands.removeIf(Hand::isGone);
            movers.moveAll(dice);
            asks.goOn(dice);
            if (atRest()) {
                long due = movers.nextDue().orElse(Long.MAX_VALUE);
                if (due > stays) {
                    return;
                }
                stage.leap(TimeUnit.MILLISECONDS.toNanos(Math.max(0, due - broker.millis())));
            }
        }
        throw new Restless("these had something to do for ever: " + views());
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

    /// The crew went on and on.
    public static final class Restless extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Restless(String what) {
            super(what);
        }
    }
}
