package dev.towpath.bench.jmh;

import dev.towpath.schemas.topic.TopicNames;
import dev.towpath.worker.core.Flush;
import dev.towpath.worker.kafka.BoundedBytes;
import dev.towpath.worker.kafka.Clients;
import dev.towpath.worker.kafka.FlushResult;
import dev.towpath.worker.kafka.FlushTask;
import dev.towpath.worker.kafka.Flusher;
import dev.towpath.worker.kafka.LedgerMemory;
import dev.towpath.worker.kafka.Questions;
import dev.towpath.worker.thread.Threads;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.infra.Blackhole;

/// The worker's [Flusher] on the calling thread, with a producer that swallows what it is given.
final class FlushHere {
    private final SwallowingProducer producer = new SwallowingProducer();
    private final OneThread thread = new OneThread();
    private final ConsumerGroupMetadata group = group();
    private final Flusher flusher =
            new Flusher(
                    new OneProducer(producer),
                    thread,
                    new TopicNames(TopicNames.DEFAULT_PREFIX),
                    new LedgerMemory(),
                    InstantSource.system(),
                    FlushHere::check);

    FlushHere() {
        flusher.start();
    }

    /// Makes the records of a flush and hands them to the producer.
    void flush(Flush flush, Blackhole to) {
        producer.swallowInto(to);
        flusher.submit(new FlushTask(flush, Map.of(), Map.of(), group));
        thread.runUntilItParks();
    }

    private static void check(FlushResult result) {
        if (!result.committed()) {
            throw new IllegalStateException("a flush failed: " + result.problem());
        }
    }

    /// Kafka's own consumers have no other way to make one either.
    @SuppressWarnings("removal")
    private static ConsumerGroupMetadata group() {
        return new ConsumerGroupMetadata("towpath.workers", 1, "one", Optional.empty());
    }

    /// Runs the work of the one thread that is started until it waits for more.
    private static final class OneThread implements Threads {
        private final Parked parked = new Parked();

        private @Nullable Runnable work;

        private static final class Parked extends RuntimeException {
            Parked() {
                super(null, null, false, false);
            }
        }

        void runUntilItParks() {
            Runnable started = work;
            if (started == null) {
                throw new IllegalStateException("no thread was started");
            }
            try {
                started.run();
            } catch (Parked _) {
                // It has nothing more to do.
                return;
            }
            throw new IllegalStateException("the thread has ended");
        }

        @Override
        public Thread start(String name, Runnable newWork) {
            work = newWork;
            return Thread.currentThread();
        }

        @Override
        public void park(long nanos) {
            throw parked;
        }

        @Override
        public void unpark(Thread thread) {}

        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public Thread startVirtual(String name, Runnable newWork) {
            throw new UnsupportedOperationException("a flush starts no thread");
        }

        @Override
        public void interrupt(Thread thread) {
            throw new UnsupportedOperationException("a flush interrupts nobody");
        }

        @Override
        public void join(Thread thread, long millis) {
            throw new UnsupportedOperationException("a flush waits for no thread");
        }

        @Override
        public void sleep(long millis) {
            throw new UnsupportedOperationException("a flush does not sleep");
        }
    }

    /// Has a producer for flushes, and nothing else.
    private record OneProducer(Producer<byte[], byte[]> producer) implements Clients {
        @Override
        public Producer<byte[], byte[]> transactional(String transactionalId) {
            return producer;
        }

        @Override
        public Consumer<byte[], byte[]> jobs(BoundedBytes bytes) {
            throw new UnsupportedOperationException("a flush reads no jobs");
        }

        @Override
        public Consumer<byte[], byte[]> express(BoundedBytes bytes) {
            throw new UnsupportedOperationException("a flush reads no express topic");
        }

        @Override
        public Consumer<byte[], byte[]> ledger(BoundedBytes bytes) {
            throw new UnsupportedOperationException("a flush reads no ledger");
        }

        @Override
        public Consumer<byte[], byte[]> oneByOne(BoundedBytes bytes) {
            throw new UnsupportedOperationException("a flush reads no record");
        }

        @Override
        public Producer<byte[], byte[]> copies() {
            throw new UnsupportedOperationException("a flush makes no copies");
        }

        @Override
        public Questions questions() {
            throw new UnsupportedOperationException("a flush asks nothing");
        }
    }
}
