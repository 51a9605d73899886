package dev.towpath.worker.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towpath.broker.SharedBroker;
import dev.towpath.schemas.control.Pause;
import dev.towpath.schemas.payload.SchemaStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;

class ControlReaderTest {
    private static final String TOPIC = "control-reader-test.control";

    private final Map<String, Object> client =
            Map.of("bootstrap.servers", SharedBroker.get().bootstrap());

    /// No partition opens before. The best of three, for the machine may be busy.
    @Test
    void aTopicThatHoldsNothingIsReadAtOnce() throws Exception {
        try (Admin admin = Admin.create(client)) {
            admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1))).all().get();
            try {
                Duration best = Duration.ofDays(1);
                for (int i = 0; i < 3; i++) {
                    Duration took = untilCaughtUp();
                    best = took.compareTo(best) < 0 ? took : best;
                }
                assertThat(best).isLessThan(Duration.ofSeconds(1));
            } finally {
                admin.deleteTopics(List.of(TOPIC)).all().get();
            }
        }
    }

    private Duration untilCaughtUp() throws InterruptedException {
        CountDownLatch caughtUp = new CountDownLatch(1);
        try (ControlReader reader =
                new ControlReader(client, TOPIC, new SchemaStore(), listener(caughtUp))) {
            long from = System.nanoTime();
            reader.start();
            assertThat(caughtUp.await(30, TimeUnit.SECONDS)).isTrue();
            return Duration.ofNanos(System.nanoTime() - from);
        }
    }

    private static ControlReader.Listener listener(CountDownLatch caughtUp) {
        return new ControlReader.Listener() {
            @Override
            public void learned(long fingerprint) {}

            @Override
            public void paused(Pause pause) {}

            @Override
            public void resumed(Pause.Place place) {}

            @Override
            public void caughtUp() {
                caughtUp.countDown();
            }
        };
    }
}
