package dev.towpath.e2e.model;

import dev.towpath.schemas.config.GroupProtocol;
import dev.towpath.testkit.broker.Group;
import dev.towpath.testkit.broker.ModelBroker;
import dev.towpath.testkit.broker.ModelClients;
import dev.towpath.testkit.broker.Odds;
import dev.towpath.testkit.broker.Stored;
import dev.towpath.testkit.broker.Transaction;
import dev.towpath.testkit.broker.Witness;
import dev.towpath.testkit.stage.Host;
import dev.towpath.testkit.stage.Stage;
import dev.towpath.worker.kafka.Clients;
import dev.towpath.worker.kafka.Questions;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;

/// The model of a broker, of which nothing is lost. The script is its director.
final class ModelGround extends Ground {
    private static final int SEEDS = 20;
    private static final long START_MILLIS = 1_800_000_000_000L;
    private static final Witness NOBODY =
            new Witness() {
                @Override
                public void appended(TopicPartition partition, Stored record) {
                    // The script looks for itself.
                }

                @Override
                public void committed(Transaction transaction) {
                    // The script looks for itself.
                }
            };

    private final Stage stage;
    private final ModelBroker broker;
    private final Map<String, ModelClients> clients = new HashMap<>();
    private int topics;

    private ModelGround(GroupProtocol protocol, long seed) {
        Random random = new Random(seed);
        stage =
                new Stage(
                        new Random(random.nextLong()), TimeUnit.MILLISECONDS.toNanos(START_MILLIS));
        Group<TopicPartition> group =
                Group.ofTopics(protocol == GroupProtocol.CLASSIC, new Random(random.nextLong()));
        broker = new ModelBroker(stage, random, group, NOBODY, Odds.CALM);
    }

    /// Plays a script from a few seeds; `-Dtowpath.seed=` plays one alone.
    static void play(GroupProtocol protocol, Side.Script script) {
        Long only = Long.getLong("towpath.seed");
        if (only != null) {
            new ModelGround(protocol, only).play(only, script);
            return;
        }
        for (long seed = 1; seed <= SEEDS; seed++) {
            new ModelGround(protocol, seed).play(seed, script);
        }
    }

    private void play(long seed, Side.Script script) {
        stage.play(
                () -> {
                    try {
                        script.play(this);
                    } catch (Exception e) {
                        throw new IllegalStateException("the script failed", e);
                    }
                });
        for (Throwable failure : stage.failures()) {
            throw new AssertionError(
                    "on the model, -Dtowpath.seed=" + seed + ": " + failure.getMessage(), failure);
        }
    }

    @Override
    Clients clients(String process) {
        return of(process);
    }

    private ModelClients of(String process) {
        return clients.computeIfAbsent(
                process, name -> new ModelClients(broker, new Host(stage, name), name, group()));
    }

    @Override
    Questions questions() {
        return of("asks").questions();
    }

    @Override
    String group() {
        return "workers";
    }

    @Override
    String topic(int partitions) {
        String topic = "t." + ++topics;
        broker.createTopic(topic, partitions, true);
        return topic;
    }

    @Override
    void deleteBelow(TopicPartition partition, long offset) {
        broker.deleteBelow(partition, offset);
    }

    @Override
    void silence(Duration time) {
        of(SILENT).cut(time.toNanos());
        of(SILENT).silent();
        pass(time);
    }

    @Override
    void meet(Producer<byte[], byte[]> producer, String topic) {
        // It knows every topic.
    }

    @Override
    long nanos() {
        return stage.nanos();
    }

    @Override
    void pass(Duration time) {
        stage.pass(time.toNanos());
    }
}
