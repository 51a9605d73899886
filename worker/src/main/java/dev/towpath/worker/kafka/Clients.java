package dev.towpath.worker.kafka;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;

/// The Kafka clients of an engine: those of a broker, or, in a simulation, those of a model of one.
public interface Clients {
    /// The consumer of the jobs topics, a member of the group of workers.
    Consumer<byte[], byte[]> jobs(BoundedBytes bytes);

    /// The consumer of the express topics: it has no group, because the owner of a jobs partition
    /// reads the express partition of the same number.
    Consumer<byte[], byte[]> express(BoundedBytes bytes);

    /// A consumer in no group that reads what is committed of a ledger.
    Consumer<byte[], byte[]> ledger(BoundedBytes bytes);

    /// A consumer in no group, for one record at a time.
    Consumer<byte[], byte[]> oneByOne(BoundedBytes bytes);

    /// The producer of the flushes.
    Producer<byte[], byte[]> transactional(String transactionalId);

    /// The producer of the copies that go to the ladder.
    Producer<byte[], byte[]> copies();

    /// What is asked of Kafka beside them.
    Questions questions();
}
