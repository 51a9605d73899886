package dev.towpath.testkit.broker;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.errors.TimeoutException;

/// A producer outside of transactions. A record of it is stored, or lost; and whoever sent it is
/// told that it is stored or, before or after, that this is not known.
final class PlainProducer extends ModelProducer {
    private static final long SEND_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long DELIVERY_NANOS = TimeUnit.SECONDS.toNanos(8);

    private long lastAppendAt;

    PlainProducer(ModelClients clients) {
        super(clients);
    }

    @Override
    void send(Send send) {
        int fate = broker.fate(40);
        if (clients.isCut() || fate == 0) {
            later(DELIVERY_NANOS, () -> unknown(send));
            return;
        }
        // One after the other, in the order in which they were sent.
        long at =
                Math.max(
                        lastAppendAt,
                        broker.stage().nanos() + 1 + broker.random().nextLong(SEND_NANOS));
        lastAppendAt = at;
        long wait = at - broker.stage().nanos();
        switch (fate) {
            case 1 -> {
                broker.stage().after(wait, () -> append(send, null));
                later(DELIVERY_NANOS, () -> unknown(send));
            }
            case 2 -> {
                later(wait, () -> unknown(send));
                broker.stage().after(wait + DELIVERY_NANOS / 2, () -> append(send, null));
            }
            default -> broker.stage().after(wait, () -> store(send));
        }
    }

    /// A request that has left its process arrives though the process may be gone.
    private void store(Send send) {
        if (clients.host.isDead() && broker.random().nextBoolean()) {
            return;
        }
        Stored stored = append(send, null);
        later(1 + broker.random().nextLong(SEND_NANOS), () -> send.stored(stored));
    }

    private static void unknown(Send send) {
        send.failed(new TimeoutException("the broker has not answered"));
    }

    /// What the process itself does, if it still can.
    private void later(long nanos, Runnable what) {
        broker.stage()
                .after(
                        nanos,
                        () -> {
                            if (!clients.host.isDead()) {
                                what.run();
                            }
                        });
    }

    @Override
    public void close(Duration timeout) {
        // What was sent is on its way.
    }
}
