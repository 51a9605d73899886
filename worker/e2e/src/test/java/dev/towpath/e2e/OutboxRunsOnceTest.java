package dev.towpath.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towpath.schemas.config.DatabaseLogin;
import dev.towpath.schemas.config.OutboxConfig;
import dev.towpath.schemas.config.TypeConfig;
import dev.towpath.worker.Worker;
import dev.towpath.worker.handler.Outcome;
import dev.towpath.worker.handler.Payload;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// Jobs that a site in Node enqueues in its transactions, from there to a worker, while the relay
/// loses its connection again and again.
@Execution(ExecutionMode.CONCURRENT)
@Tag("full")
class OutboxRunsOnceTest {
    private static final int JOBS = 600;

    private final Collection<Integer> done = new ConcurrentLinkedQueue<>();

    @TempDir Path folder;

    @Test
    void whatIsCommittedRunsOnceAndWhatIsRolledBackNever() throws Exception {
        Node.isThere();
        try (EmbeddedPostgres database = EmbeddedPostgres.start();
                Connection operator = database.getPostgresDatabase().getConnection()) {
            String url = "postgres://postgres@127.0.0.1:" + database.getPort() + "/postgres";
            OutboxConfig outbox =
                    new OutboxConfig(
                            DatabaseLogin.of(url, Optional.empty(), Optional.empty()),
                            "site",
                            5,
                            Duration.ofMillis(20));
            try (HttpSite site =
                            new HttpSite(
                                    Map.of("article.publish", TypeConfig.defaults()),
                                    Map.of(),
                                    Optional.of(outbox));
                    Worker worker = worker(site)) {
                Node.run(
                        "outbox.mjs",
                        Map.of("DATABASE_URL", url, "JOBS", Integer.toString(JOBS)),
                        folder.resolve("errors"));
                for (long left = waiting(operator); left > 0; left = waiting(operator)) {
                    cutOff(operator);
                    long before = left;
                    HttpSite.await(() -> waiting(operator) < before || waiting(operator) == 0);
                }
                site.awaitReady();

                List<Integer> committed =
                        IntStream.range(0, JOBS).filter(i -> i % 3 != 0).boxed().toList();
                HttpSite.await(() -> done.size() >= committed.size());
                assertThat(done).containsExactlyInAnyOrderElementsOf(committed);
                assertThat(worker.problems()).isEmpty();
            }
        }
    }

    private Worker worker(HttpSite site) {
        return Worker.builder(site.config())
                .handle(
                        "article.publish",
                        Payload.json(),
                        (data, job) -> {
                            done.add(data.get("number").intValue());
                            return Outcome.done();
                        })
                .start();
    }

    private static long waiting(Connection operator) throws SQLException {
        try (Statement statement = operator.createStatement();
                ResultSet rows = statement.executeQuery("SELECT count(*) FROM towpath_outbox")) {
            rows.next();
            return rows.getLong(1);
        }
    }

    /// Ends the relay's connection, wherever it is.
    private static void cutOff(Connection operator) throws SQLException {
        try (Statement statement = operator.createStatement()) {
            statement.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                            + " WHERE application_name = 'towpath-outbox'");
        }
    }
}
