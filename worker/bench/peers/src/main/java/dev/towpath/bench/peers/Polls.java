package dev.towpath.bench.peers;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/// A loop around `poll`, which commits by itself.
final class Polls {
    private static final Duration A_WHILE = Duration.ofMillis(100);

    private Polls() {}

    static void start(Reading reading, Work work, boolean threads) {
        Semaphore room = new Semaphore(reading.inFlight());
        Thread.ofPlatform()
                .daemon()
                .start(
                        () -> {
                            try (KafkaConsumer<String, byte[]> consumer = reading.consumer(true)) {
                                consumer.subscribe(List.of(reading.topic()));
                                while (true) {
                                    for (ConsumerRecord<String, byte[]> _ :
                                            consumer.poll(A_WHILE)) {
                                        if (threads) {
                                            room.acquireUninterruptibly();
                                            Thread.startVirtualThread(
                                                    () -> {
                                                        work.run();
                                                        room.release();
                                                    });
                                        } else {
                                            work.run();
                                        }
                                    }
                                }
                            }
                        });
    }
}
