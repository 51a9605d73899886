package dev.towpath.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.towpath.schemas.config.Jitter;
import dev.towpath.schemas.config.RetryConfig;
import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.error.TowpathException;
import dev.towpath.schemas.id.JobId;
import dev.towpath.schemas.ledger.Mark;
import dev.towpath.schemas.ledger.State;
import dev.towpath.schemas.topic.Rung;
import dev.towpath.worker.handler.JobContext;
import dev.towpath.worker.handler.Outcome;
import dev.towpath.worker.handler.Payload;
import dev.towpath.worker.inbox.Inbox;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// The inbox with the fences that real workers give, in a SQLite file.
@Execution(ExecutionMode.CONCURRENT)
class InboxOnKafkaTest {
    private static final RetryConfig TWICE =
            new RetryConfig(
                    2,
                    Duration.ofSeconds(5),
                    1,
                    Duration.ofSeconds(5),
                    Jitter.NONE,
                    Duration.ofDays(1),
                    List.of(),
                    3);

    private final BlockingQueue<Boolean> shipped = new LinkedBlockingQueue<>();
    @TempDir private Path folder;

    @BeforeEach
    void makeTables() throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            Inbox.create(connection);
            statement.execute("CREATE TABLE shipment (fence TEXT NOT NULL)");
        }
    }

    @Test
    void anAttemptThatWasGivenUpIsRefusedWhenItsHeirHasWritten() throws Exception {
        CountDownLatch heirHasWritten = new CountDownLatch(1);
        BlockingQueue<ErrorCode> refused = new LinkedBlockingQueue<>();
        try (Installation installation =
                new Installation(1)
                        .type("order.ship", TWICE, Duration.ofMillis(300))
                        .bounds(new Bounds().timeoutGrace(Duration.ofMillis(200)).config())) {
            JobId order = installation.job("order.ship").send();
            installation.flush();
            try (Worker worker =
                    installation
                            .worker()
                            .handle(
                                    "order.ship",
                                    Payload.json(),
                                    (data, job) -> {
                                        if (job.attempt() == 1) {
                                            ignoreInterruptsUntil(heirHasWritten);
                                        }
                                        try {
                                            return ship(job);
                                        } catch (TowpathException e) {
                                            refused.add(e.code());
                                            throw e;
                                        }
                                    })
                            .start()) {
                installation.awaitCommitted(1);
                comeBack(installation, order);
                assertThat(shipped.poll(30, TimeUnit.SECONDS)).isTrue();
                heirHasWritten.countDown();
                assertThat(refused.poll(30, TimeUnit.SECONDS)).isEqualTo(ErrorCode.INBOX_FENCED);
                Eventually.await(
                        "the heir's verdict",
                        () -> installation.expressCommitted() == 1,
                        installation::expressCommitted);
                assertThat(worker.problems()).isEmpty();
            }
            assertThat(installation.ends().get(Installation.tail(order)))
                    .extracting(Mark::state)
                    .containsExactly(State.DONE);
        }
        assertThat(shipments()).isOne();
    }

    @Test
    void aWorkerThatDiesBetweenCommitAndVerdictLeavesNothingToItsHeir() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        BreakingClock clock = new BreakingClock();
        try (Installation installation = new Installation(1).type("order.ship")) {
            JobId order = installation.job("order.ship").send();
            installation.flush();
            try (Worker dying =
                    installation
                            .worker()
                            .clock(clock)
                            .handle(
                                    "order.ship",
                                    Payload.json(),
                                    (data, job) -> {
                                        ship(job);
                                        clock.broken = true;
                                        never.await();
                                        return Outcome.done();
                                    })
                            .start()) {
                assertThatThrownBy(dying::awaitEnd).hasMessage("the clock is broken");
            }
            assertThat(shipped.poll(30, TimeUnit.SECONDS)).isTrue();
            assertThat(installation.ends()).isEmpty();
            try (Worker heir =
                    installation
                            .worker()
                            .handle("order.ship", Payload.json(), (data, job) -> ship(job))
                            .start()) {
                installation.awaitCommitted(1);
                assertThat(heir.problems()).isEmpty();
            }
            assertThat(shipped.poll(30, TimeUnit.SECONDS)).isFalse();
            assertThat(installation.ends().get(Installation.tail(order)))
                    .extracting(Mark::state)
                    .containsExactly(State.DONE);
        }
        assertThat(shipments()).isOne();
    }

    private Outcome ship(JobContext job) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            boolean now =
                    Inbox.once(
                            connection,
                            job,
                            () ->
                                    statement.execute(
                                            "INSERT INTO shipment (fence) VALUES ('"
                                                    + job.fence()
                                                    + "')"));
            connection.commit();
            shipped.add(now);
        }
        return Outcome.done();
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("shop.sqlite"));
    }

    private int shipments() throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM shipment")) {
            row.next();
            return row.getInt(1);
        }
    }

    /// Moves the job that was put back to the express topic, as the ladder does when it is due.
    private static void comeBack(Installation installation, JobId job) {
        ConsumerRecord<byte[], byte[]> copy =
                installation.read(installation.topics.delay(Rung.S4)).getFirst();
        installation.raw(
                new ProducerRecord<>(
                        installation.topics.express(Installation.QUEUE),
                        job.partition(),
                        copy.key(),
                        copy.value(),
                        copy.headers()));
        installation.flush();
    }

    private static void ignoreInterruptsUntil(CountDownLatch released) {
        while (true) {
            try {
                released.await();
                return;
            } catch (InterruptedException e) {
                // It goes on as if nothing had been said.
            }
        }
    }

    /// A clock that fails when it is told to, and with it the worker that asks it.
    private static final class BreakingClock implements InstantSource {
        private volatile boolean broken;

        @Override
        public Instant instant() {
            if (broken) {
                throw new IllegalStateException("the clock is broken");
            }
            return Instant.now();
        }
    }
}
