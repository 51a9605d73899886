package dev.towpath.gateway.outbox;

import dev.towpath.gateway.auth.Caller;
import dev.towpath.gateway.health.Check;
import dev.towpath.gateway.intake.Intake;
import dev.towpath.gateway.intake.OutboxJob;
import dev.towpath.gateway.intake.Settings;
import dev.towpath.gateway.observe.GatewayMetrics;
import dev.towpath.gateway.problem.Refusal;
import dev.towpath.schemas.config.ClientConfig;
import dev.towpath.schemas.config.OutboxConfig;
import dev.towpath.schemas.config.Scope;
import dev.towpath.schemas.error.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes jobs of the rows of an outbox, over one connection of its own, for as long as the gateway
/// runs. Of all gateways one at a time has its turn.
public final class Relay implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Relay.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    /// For how long it is deaf to being stopped while it listens.
    private static final int SLICE_MILLIS = 100;

    private static final String MISSING_TABLE = "42P01";

    private final OutboxConfig config;
    private final Database database;
    private final Intake intake;
    private final Supplier<Settings> settings;
    private final InstantSource clock;
    private final GatewayMetrics metrics;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;
    private volatile boolean connected;
    private volatile String obstacle = "the database is not reached yet";
    private volatile long oldestSince;
    private volatile boolean anyWaits;
    private Duration pause = FIRST_PAUSE;

    private Relay(
            OutboxConfig config,
            Database database,
            Intake intake,
            Supplier<Settings> settings,
            InstantSource clock,
            GatewayMetrics metrics) {
        this.config = config;
        this.database = database;
        this.intake = intake;
        this.settings = settings;
        this.clock = clock;
        this.metrics = metrics;
        this.thread = Thread.ofVirtual().name("gateway-outbox").unstarted(this::run);
    }

    /// Begins to relay. Neither the database nor Kafka need be there yet.
    public static Relay start(
            OutboxConfig config,
            Intake intake,
            Supplier<Settings> settings,
            InstantSource clock,
            GatewayMetrics metrics) {
        Relay relay =
                new Relay(config, Database.of(config.database()), intake, settings, clock, metrics);
        metrics.gauge(GatewayMetrics.OUTBOX_AGE, relay::age);
        metrics.gauge(GatewayMetrics.OUTBOX_CONNECTED, () -> relay.connected ? 1 : 0);
        relay.thread.start();
        return relay;
    }

    /// Shows that there is no outbox.
    public static void none(GatewayMetrics metrics) {
        metrics.gauge(GatewayMetrics.OUTBOX_AGE, () -> 0);
        metrics.gauge(GatewayMetrics.OUTBOX_CONNECTED, () -> Double.NaN);
    }

    /// Whether rows become jobs. Those that are posted over HTTP do not need it.
    public Check check() {
        String why = obstacle;
        return why.isEmpty()
                ? new Check("outbox", true, "the outbox's rows become jobs", false)
                : new Check("outbox", false, why, false);
    }

    /// Lets the batch that is under way come to its end, then stops.
    @Override
    public void close() {
        closed.countDown();
        Duration patience =
                settings.get().config().gateway().enqueueTimeout().multipliedBy(3).plusSeconds(1);
        try {
            if (!thread.join(patience)) {
                LOG.warn(
                        "a batch of the outbox was still under way {} s after the stop; its rows"
                                + " that are not deleted are sent again, as the same jobs",
                        patience.toSeconds());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean stopping() {
        return closed.getCount() == 0;
    }

    /// Seconds, by one's own clock since it was last asked for.
    private double age() {
        return anyWaits ? (System.nanoTime() - oldestSince) / 1e9 : 0;
    }

    private void run() {
        try {
            runOn();
        } finally {
            connected = false;
            obstacle = "the outbox's relay has ended";
        }
    }

    private void runOn() {
        while (!stopping()) {
            try (Connection connection = database.connect()) {
                OutboxTable.listen(connection);
                while (!stopping()) {
                    relay(connection);
                }
            } catch (SQLException e) {
                failed(cause(e));
                sleep();
            } catch (RuntimeException e) {
                LOG.error("the outbox's relay met a fault of its own, and begins anew", e);
                failed(e.toString());
                sleep();
            }
        }
    }

    private void relay(Connection connection) throws SQLException {
        Sweep sweep = sweep();
        Sweep.End end = Sweep.End.MORE;
        while (end == Sweep.End.MORE && !stopping()) {
            end = sweep.next(connection);
            oldestSince = System.nanoTime() - sweep.oldest().toNanos();
            anyWaits = !sweep.oldest().isZero();
            tell(sweep.obstacle());
            if (end != Sweep.End.NOTHING_PASSES) {
                pause = FIRST_PAUSE;
            }
        }
        if (end == Sweep.End.NOTHING_PASSES) {
            sleep();
        } else {
            listen(connection);
        }
    }

    /// What keeps rows from becoming jobs is told once, until there is another reason.
    private void tell(Optional<Refusal> left) {
        if (!connected) {
            connected = true;
            LOG.info("the outbox's rows can be fetched");
        }
        String code = left.map(why -> why.code().code()).orElse("");
        if (!code.isEmpty() && !obstacle.startsWith(code)) {
            LOG.warn(
                    "{}: rows of the outbox are left for now, and tried again: {}",
                    code,
                    left.map(Refusal::detail).orElse(""));
        }
        obstacle = left.map(why -> code + " rows are left for now: " + why.detail()).orElse("");
    }

    private Sweep sweep() {
        Settings now = settings.get();
        ClientConfig rights = now.config().clients().get(config.client());
        if (rights == null) {
            throw new IllegalStateException(
                    "gateway.outbox.client '" + config.client() + "' is no client any more");
        }
        Caller caller = new Caller(config.client(), rights);
        caller.require(Scope.SUBMIT);
        Sweep.Limits limits =
                new Sweep.Limits(
                        config.batch(),
                        now.config().gateway().enqueueTimeout(),
                        now.config().gateway().maxLine());
        return new Sweep(jobs(intake, caller, now, clock), limits, metrics);
    }

    /// The way of rows to Kafka, as jobs of a client.
    static Batch.Jobs jobs(Intake intake, Caller caller, Settings settings, InstantSource clock) {
        return new Batch.Jobs() {
            @Override
            public OutboxJob read(Row row, String json) {
                return OutboxJob.read(
                        json.getBytes(StandardCharsets.UTF_8),
                        row.id(),
                        row.traceParent(),
                        row.waited(),
                        clock.millis());
            }

            @Override
            public OutboxJob.Confirmation submit(OutboxJob job) {
                return job.submit(intake, caller, settings);
            }
        };
    }

    /// Waits until somebody tells of a row, or for as long as nobody need have told.
    private void listen(Connection connection) throws SQLException {
        PGConnection ear = connection.unwrap(PGConnection.class);
        long end = System.nanoTime() + config.poll().toNanos();
        while (!stopping()) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return;
            }
            PGNotification[] told = ear.getNotifications((int) Math.min(SLICE_MILLIS, left));
            if (told != null && told.length > 0) {
                return;
            }
        }
    }

    /// Told once, until it is well again.
    private void failed(String why) {
        if (stopping()) {
            return;
        }
        if (connected || pause.equals(FIRST_PAUSE)) {
            LOG.warn(
                    "{}: the outbox's rows cannot be fetched, and stay where they are; it is tried"
                            + " again: {}",
                    ErrorCode.OUTBOX_AWAY.code(),
                    why);
        }
        connected = false;
        obstacle = ErrorCode.OUTBOX_AWAY.code() + " the outbox's rows cannot be fetched: " + why;
    }

    private static String cause(SQLException e) {
        if (MISSING_TABLE.equals(e.getSQLState())) {
            return "the database has no table towpath_outbox where this login looks. Make it with"
                    + " the statements of outboxTable() of the npm package, in a migration";
        }
        return String.valueOf(e.getMessage());
    }

    /// Between half and all of a pause that grows each time.
    private void sleep() {
        long millis = pause.toMillis();
        long jittered = millis / 2 + ThreadLocalRandom.current().nextLong(millis / 2 + 1);
        pause =
                pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0
                        ? pause.multipliedBy(2)
                        : LONGEST_PAUSE;
        try {
            boolean told = closed.await(jittered, TimeUnit.MILLISECONDS);
            LOG.debug("the relay goes on, stopping: {}", told);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
