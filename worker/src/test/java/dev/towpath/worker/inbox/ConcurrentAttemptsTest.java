package dev.towpath.worker.inbox;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.error.TowpathException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// An attempt that was given up and still runs, and the one that was made in its place, in the same
/// table at the same time.
@ParameterizedClass
@EnumSource(Database.class)
class ConcurrentAttemptsTest {
    private static final Execution ZOMBIE = Execution.first();
    private static final Execution HEIR = ZOMBIE.attempt(2);

    private final Database database;
    @TempDir private Path folder;
    private Site site;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    ConcurrentAttemptsTest(Database database) {
        this.database = database;
    }

    @BeforeEach
    void open() throws SQLException {
        site = new Site(database, folder);
    }

    @AfterEach
    void close() {
        threads.close();
    }

    @Test
    void aZombieThatComesWhileItsHeirWritesIsRefused() throws Exception {
        Future<Boolean> zombie;
        try (Connection connection = site.begin()) {
            Inbox.once(connection, HEIR, () -> Site.ship(connection, HEIR));
            zombie = begins(ZOMBIE);
            connection.commit();
        }
        assertThatThrownBy(() -> zombie.get(30, SECONDS))
                .cause()
                .isInstanceOfSatisfying(
                        TowpathException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.INBOX_FENCED));
        assertThat(site.shipments()).isOne();
    }

    @Test
    void theHeirWaitsForAZombieThatWritesAndDoesNotRepeatIt() throws Exception {
        Future<Boolean> heir;
        try (Connection connection = site.begin()) {
            Inbox.once(connection, ZOMBIE, () -> Site.ship(connection, ZOMBIE));
            heir = begins(HEIR);
            connection.commit();
        }
        assertThat(heir.get(30, SECONDS)).isFalse();
        assertThat(site.shipments()).isOne();
    }

    @Test
    void theHeirWritesWhatAZombieRollsBack() throws Exception {
        Future<Boolean> heir;
        try (Connection connection = site.begin()) {
            Inbox.once(connection, ZOMBIE, () -> Site.ship(connection, ZOMBIE));
            heir = begins(HEIR);
            connection.rollback();
        }
        assertThat(heir.get(30, SECONDS)).isTrue();
        assertThat(site.shipments()).isOne();
    }

    @Test
    void aZombieIsRefusedWhileItsHeirWritesAForcedReplay() throws Exception {
        site.execute(ZOMBIE);
        Execution forced = ZOMBIE.replayed().byForce();
        Future<Boolean> zombie;
        try (Connection connection = site.begin()) {
            Inbox.once(connection, forced, () -> Site.ship(connection, forced));
            zombie = begins(ZOMBIE);
            connection.commit();
        }
        // It either found its own row, before the replay's was committed, or was refused.
        assertThat(shippedBy(zombie)).isFalse();
        assertThat(site.shipments()).isEqualTo(2);
    }

    @Test
    void manyAttemptsAtOnceOfWhichSomeFailLeaveOneEffect() throws Exception {
        long seed = Long.getLong("towpath.seed", System.nanoTime());
        System.out.println("-Dtowpath.seed=" + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 10; round++) {
            Site fresh = new Site(database, folder(round));
            CountDownLatch all = new CountDownLatch(1);
            List<Future<Boolean>> attempts = new ArrayList<>();
            for (int number = 1; number <= 6; number++) {
                Execution attempt = ZOMBIE.byOwner(random.nextInt(3)).attempt(number);
                boolean fails = number > 1 && random.nextBoolean();
                attempts.add(
                        threads.submit(
                                () -> {
                                    all.await();
                                    return execute(fresh, attempt, fails);
                                }));
            }
            all.countDown();
            int shipped = 0;
            for (Future<Boolean> attempt : attempts) {
                shipped += shippedBy(attempt) ? 1 : 0;
            }
            assertThat(shipped).isEqualTo(fresh.shipments()).isOne();
        }
    }

    private Path folder(int round) throws IOException {
        return Files.createDirectory(folder.resolve("round" + round));
    }

    private static boolean execute(Site site, Execution attempt, boolean fails)
            throws SQLException {
        try (Connection connection = site.begin()) {
            boolean shipped = Inbox.once(connection, attempt, () -> Site.ship(connection, attempt));
            if (fails) {
                connection.rollback();
                return false;
            }
            connection.commit();
            return shipped;
        }
    }

    /// An execution of its own thread, which has begun when this returns.
    private Future<Boolean> begins(Execution attempt) throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        Future<Boolean> execution =
                threads.submit(
                        () -> {
                            try (Connection connection = site.begin()) {
                                begun.countDown();
                                boolean shipped =
                                        Inbox.once(
                                                connection,
                                                attempt,
                                                () -> Site.ship(connection, attempt));
                                connection.commit();
                                return shipped;
                            }
                        });
        assertThat(begun.await(30, SECONDS)).isTrue();
        return execution;
    }

    private static boolean shippedBy(Future<Boolean> attempt) throws Exception {
        try {
            return attempt.get(30, SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TowpathException known
                    && known.code() == ErrorCode.INBOX_FENCED) {
                return false;
            }
            throw e;
        }
    }
}
