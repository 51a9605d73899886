package dev.towpath.testkit.broker;

import dev.towpath.testkit.stage.Host;
import dev.towpath.worker.kafka.BoundedBytes;
import dev.towpath.worker.kafka.Clients;
import dev.towpath.worker.kafka.Questions;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;

/// The clients of one process, and its line to the broker, which may be cut.
public final class ModelClients implements Clients {
    private static final long ROUND_TRIP = TimeUnit.MICROSECONDS.toNanos(1_500);
    private static final long SESSION = TimeUnit.SECONDS.toNanos(6);

    final ModelBroker broker;
    final Host host;
    private final String name;
    private final String group;
    private String memberId = "";
    private long cutUntil;

    /// @param name of the process, with which its member id begins
    /// @param group the id of the group of workers
    public ModelClients(ModelBroker broker, Host host, String name, String group) {
        this.broker = broker;
        this.host = host;
        this.name = name;
        this.group = group;
    }

    /// The id of a member of the group, of this process the n-th.
    String memberId(int number) {
        memberId = name + "." + number;
        return memberId;
    }

    String groupId() {
        return group;
    }

    /// When the broker has heard nothing for a session's time, it expels the member. To be told
    /// when the process was killed or stopped, or its line cut.
    public void silent() {
        broker.stage()
                .after(
                        SESSION,
                        () -> {
                            if (isCut() || host.isSilent()) {
                                broker.group().gone(memberId);
                            }
                        });
    }

    /// Cuts the line for so long: no request gets through.
    public void cut(long nanos) {
        cutUntil = Math.max(cutUntil, broker.stage().nanos() + nanos);
    }

    /// Whether the process can reach the broker.
    boolean isCut() {
        return cutUntil > broker.stage().nanos();
    }

    /// A request and its answer; while the line is cut, it waits.
    void roundTrip() {
        host.await(1 + broker.random().nextLong(ROUND_TRIP));
        while (isCut()) {
            host.await(cutUntil - broker.stage().nanos() + 1);
        }
    }

    @Override
    public Consumer<byte[], byte[]> jobs(BoundedBytes bytes) {
        return new ModelConsumer(this, name);
    }

    @Override
    public Consumer<byte[], byte[]> express(BoundedBytes bytes) {
        return new ModelConsumer(this, ModelConsumer.Reads.SOME);
    }

    @Override
    public Consumer<byte[], byte[]> ledger(BoundedBytes bytes) {
        return new ModelConsumer(this, ModelConsumer.Reads.COMMITTED);
    }

    @Override
    public Consumer<byte[], byte[]> oneByOne(BoundedBytes bytes) {
        return new ModelConsumer(this, ModelConsumer.Reads.ONE);
    }

    @Override
    public Producer<byte[], byte[]> transactional(String transactionalId) {
        return new TransactionalProducer(this, transactionalId);
    }

    @Override
    public Producer<byte[], byte[]> copies() {
        return new PlainProducer(this);
    }

    @Override
    public Questions questions() {
        return new ModelQuestions();
    }

    /// The questions, answered by the model.
    private final class ModelQuestions implements Questions {
        @Override
        public String topicId(String topic) {
            roundTrip();
            return broker.topicId(topic).toString();
        }

        @Override
        public Map<TopicPartition, Long> beginnings(Collection<TopicPartition> partitions) {
            return offsets(partitions, Log::start);
        }

        @Override
        public Map<TopicPartition, Long> ends(Collection<TopicPartition> partitions) {
            return offsets(partitions, Log::end);
        }

        private Map<TopicPartition, Long> offsets(
                Collection<TopicPartition> partitions, ToLongFunction<Log> of) {
            roundTrip();
            Map<TopicPartition, Long> offsets = new HashMap<>();
            partitions.forEach(
                    partition -> offsets.put(partition, of.applyAsLong(broker.log(partition))));
            return offsets;
        }

        @Override
        public long newest(TopicPartition partition) {
            roundTrip();
            return broker.log(partition).newest();
        }

        @Override
        public Map<TopicPartition, OffsetAndMetadata> stableOffsets(
                Collection<TopicPartition> partitions) {
            roundTrip();
            return broker.stableOffsets(partitions);
        }

        @Override
        public Set<String> members() {
            roundTrip();
            return broker.group().members();
        }

        @Override
        public Collection<String> openTransactions() {
            roundTrip();
            return broker.openTransactions();
        }

        @Override
        public void fence(Collection<String> transactionalIds) {
            roundTrip();
            for (String id : transactionalIds) {
                Transaction last = broker.producer(id).last;
                broker.initialise(id);
                while (last != null && !last.isComplete()) {
                    roundTrip();
                }
            }
        }
    }
}
