package dev.towpath.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towpath.e2e.crash.Seeds;
import dev.towpath.push.PushHandlers;
import dev.towpath.schemas.config.Acknowledgement;
import dev.towpath.schemas.config.Jitter;
import dev.towpath.schemas.config.LimitConfig;
import dev.towpath.schemas.config.PushConfig;
import dev.towpath.schemas.config.Rate;
import dev.towpath.schemas.config.RetryConfig;
import dev.towpath.schemas.config.TargetConfig;
import dev.towpath.schemas.config.TowpathConfig;
import dev.towpath.schemas.config.TypeConfig;
import dev.towpath.schemas.config.WebhookSecret;
import dev.towpath.worker.Worker;
import dev.towpath.worker.inbox.Inbox;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A site of Next.js under load, which is killed over and over, is not found for a minute, and gets
/// another secret. What its jobs do goes into a PostgreSQL of its own, with `once`.
@Tag("full")
class NextRestartsTest {
    private static final Duration KILLED_FOR = Duration.ofMinutes(2);
    private static final Duration NOT_FOUND_FOR = Duration.ofMinutes(1);

    // Of what was held: 18 minutes after its target is back, by docs/operating.md.
    private static final Duration LATEST_BACK = Duration.ofMinutes(19);

    private static final int JOBS_PER_SECOND = 5;
    private static final int KILL_PER_MILLE = 15;
    private static final int IN_FLIGHT = 10;
    private static final Duration PROBE_AFTER = Duration.ofMillis(500);
    private static final String SECRET = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
    private static final String NEW_SECRET = "whsec_YW5vdGhlciBzZWNyZXQgb2YgdGhpcnR5LXR3byBieXQ=";

    // Each kill in the middle of a job counts as a crash, by contract; here there are many.
    private static final Duration BACKOFF = Duration.ofMillis(300);
    private static final RetryConfig RETRY =
            new RetryConfig(
                    100, BACKOFF, 2, BACKOFF, Jitter.FULL, Duration.ofDays(1), List.of(), 100);

    private final Queue<String> locations = new ConcurrentLinkedQueue<>();

    @TempDir Path folder;
    private Path attempts;
    private Path deaths;

    @BeforeEach
    void makeFiles() throws IOException {
        attempts = Files.createFile(folder.resolve("attempts"));
        deaths = Files.createFile(folder.resolve("deaths"));
    }

    @Test
    void killsANotFoundAndAChangedSecretLoseNoJobLeaveNoneDeadAndNoEffectIsWrittenTwice()
            throws Exception {
        Node.isThere();
        Random chances = new Random(Seeds.next("restarts of next"));
        try (EmbeddedPostgres database = EmbeddedPostgres.start();
                Connection sink = sink(database);
                NextSite next = build(database);
                HttpSite site = site(next);
                ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor()) {
            ScheduledFuture<?> posting = postAllTheTime(site, clock);
            try (Pushing pushing = new Pushing(site.config())) {
                killOverAndOver(next, chances);
                beNotFound(next, pushing, sink);
                goOn(next, pushing, sink);
                next.stop();
                next.start(Map.of("TOWPATH_SIGNING_SECRET", NEW_SECRET));
                pushing.awaitOut();
            }
            assertThat(posting.cancel(false)).as("jobs were posted all the time").isTrue();
            try (Pushing pushing = new Pushing(withBothSecrets(site.config(), next))) {
                for (String location : locations) {
                    site.awaitState(location, "done", LATEST_BACK);
                }
                pushing.awaitBack();
            }
            assertThat(written(sink))
                    .containsExactlyElementsOf(
                            IntStream.range(0, locations.size()).boxed().toList());
            assertThatKillsCameBeforeEffectsAndBehindThem();
        }
    }

    private ScheduledFuture<?> postAllTheTime(HttpSite site, ScheduledExecutorService clock) {
        return clock.scheduleAtFixedRate(
                () -> post(site), 0, 1_000 / JOBS_PER_SECOND, TimeUnit.MILLISECONDS);
    }

    private void post(HttpSite site) {
        int number = locations.size();
        try {
            locations.add(
                    site.post(
                            "job-" + number,
                            "{\"type\": \"article.publish\", \"data\": {\"number\": "
                                    + number
                                    + "}}"));
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /// From within, by its route, or else from without after some seconds.
    private static void killOverAndOver(NextSite next, Random chances) throws Exception {
        int starts = 0;
        long end = System.nanoTime() + KILLED_FOR.toNanos();
        while (System.nanoTime() < end) {
            next.start(
                    Map.of(
                            "SEED",
                            Integer.toString(chances.nextInt()),
                            "KILL_PER_MILLE",
                            Integer.toString(KILL_PER_MILLE)));
            starts++;
            if (!next.ends(Duration.ofMillis(1_000 + chances.nextInt(4_000)))) {
                next.kill();
            }
        }
        assertThat(starts).as("restarts").isGreaterThanOrEqualTo(10);
    }

    private static void beNotFound(NextSite next, Pushing pushing, Connection sink)
            throws Exception {
        next.start(Map.of("ROUTE", "missing"));
        List<Integer> before = written(sink);
        pushing.awaitOut();
        assertThat(next.ends(NOT_FOUND_FOR)).as("the site ended by itself").isFalse();
        assertThat(written(sink)).as("effects while the route is not there").isEqualTo(before);
        next.stop();
    }

    /// What was held resumes.
    private void goOn(NextSite next, Pushing pushing, Connection sink) throws Exception {
        int held = locations.size();
        next.start(Map.of());
        HttpSite.await(() -> written(sink).size() >= held);
        pushing.awaitBack();
    }

    /// Each job whose process was killed ran again, so the sink had something to refuse.
    private void assertThatKillsCameBeforeEffectsAndBehindThem() throws IOException {
        List<String> attempted =
                Files.readAllLines(attempts).stream().map(line -> line.split(" ", 2)[0]).toList();
        for (String when : List.of("before", "after")) {
            List<String> killed =
                    Files.readAllLines(deaths).stream()
                            .filter(line -> line.startsWith(when))
                            .map(line -> line.split(" ", 2)[1])
                            .toList();
            assertThat(killed).as("killed %s the effect", when).isNotEmpty();
            for (String number : killed) {
                assertThat(Collections.frequency(attempted, number)).isGreaterThanOrEqualTo(2);
            }
        }
    }

    private static Connection sink(EmbeddedPostgres database) throws SQLException {
        Connection sink = database.getPostgresDatabase().getConnection();
        Inbox.create(sink);
        try (Statement statement = sink.createStatement()) {
            // Without a key, so that it takes an effect twice.
            statement.execute("CREATE TABLE effect (number INTEGER)");
        }
        return sink;
    }

    private static List<Integer> written(Connection sink) throws SQLException {
        try (Statement statement = sink.createStatement();
                ResultSet rows =
                        statement.executeQuery("SELECT number FROM effect ORDER BY number")) {
            List<Integer> numbers = new ArrayList<>();
            while (rows.next()) {
                numbers.add(rows.getInt(1));
            }
            return numbers;
        }
    }

    private NextSite build(EmbeddedPostgres database) throws Exception {
        return NextSite.build(
                Files.createDirectory(folder.resolve("site")),
                Map.of(
                        "TOWPATH_SIGNING_SECRET",
                        SECRET,
                        "DATABASE_URL",
                        "postgres://postgres@127.0.0.1:" + database.getPort() + "/postgres",
                        "ATTEMPTS",
                        attempts.toString(),
                        "DEATHS",
                        deaths.toString()));
    }

    private static HttpSite site(NextSite next) throws Exception {
        return new HttpSite(
                Map.of(
                        "article.publish",
                        TypeConfig.defaults()
                                .retried(RETRY)
                                .limited(
                                        new LimitConfig(
                                                IN_FLIGHT, 0, 0, Rate.of("unlimited"), "site"))),
                Map.of("site", target(next, SECRET, Optional.empty())));
    }

    private static TargetConfig target(NextSite next, String secret, Optional<String> oldSecret) {
        PushConfig push =
                new PushConfig(
                        URI.create(next.url()),
                        new WebhookSecret(secret),
                        oldSecret.map(WebhookSecret::new),
                        Acknowledgement.SIGNED,
                        List.of("127.0.0.0/8"));
        return new TargetConfig(IN_FLIGHT, 80, 20, PROBE_AFTER, true, Optional.of(push));
    }

    private static TowpathConfig withBothSecrets(TowpathConfig config, NextSite next) {
        return new TowpathConfig(
                config.prefix(),
                config.secret(),
                config.kafka(),
                config.schemasFolder(),
                config.queues(),
                config.types(),
                Map.of("site", target(next, NEW_SECRET, Optional.of(SECRET))),
                config.clients(),
                config.gateway(),
                config.worker());
    }

    /// A worker that pushes.
    private static final class Pushing implements AutoCloseable {
        private final MeterRegistry meters = new SimpleMeterRegistry();
        private final PushHandlers pushes;
        private final Worker worker;

        Pushing(TowpathConfig config) {
            pushes = new PushHandlers(config, Set.of(), InstantSource.system());
            worker = Worker.builder(config).handle(pushes).metrics(meters).start();
        }

        /// Waits until it has taken the site to be out.
        void awaitOut() throws Exception {
            HttpSite.await(() -> targetsOut() > 0);
        }

        /// Waits until it has not any more.
        void awaitBack() throws Exception {
            HttpSite.await(() -> targetsOut() == 0);
        }

        private double targetsOut() {
            return meters.get("towpath.worker.gates.closed").gauge().value();
        }

        @Override
        public void close() {
            worker.close();
            pushes.close();
        }
    }
}
