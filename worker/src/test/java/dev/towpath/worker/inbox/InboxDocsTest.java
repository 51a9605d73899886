package dev.towpath.worker.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towpath.worker.handler.JobHandler;
import dev.towpath.worker.handler.JobHandlers;
import dev.towpath.worker.handler.JobPayload;
import dev.towpath.worker.handler.Outcome;
import dev.towpath.worker.handler.Payload;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The handler of "Once" in docs/handlers.md, compiled and run.
class InboxDocsTest {
    private static final String URL_PROPERTY = "shop.database";

    @TempDir Path folder;

    @Test
    void theHandlerOfThePageShipsAnOrderOnceAlsoWhenTheJobRunsAgain() throws Exception {
        Database.POSTGRES.empty(folder);
        try (Connection shop = Database.POSTGRES.open(folder);
                Statement statement = shop.createStatement()) {
            System.setProperty(URL_PROPERTY, shop.getMetaData().getURL() + "?user=postgres");
            Inbox.create(shop);
            statement.execute("CREATE TABLE shipment (number INTEGER NOT NULL)");
            try (URLClassLoader loader = new URLClassLoader(new URL[] {compiled()})) {
                JobHandlers orders =
                        (JobHandlers) loader.loadClass("OrderJobs").getConstructor().newInstance();
                Handler handler = new Handler();
                orders.register(handler);
                assertThat(handler.run("{\"number\": 7}")).isEqualTo(Outcome.done());
                assertThat(handler.run("{\"number\": 7}")).isEqualTo(Outcome.done());
            }
            assertThat(shipments(statement)).isOne();
        } finally {
            System.clearProperty(URL_PROPERTY);
        }
    }

    private URL compiled() throws IOException {
        Path root = Path.of(Objects.requireNonNull(System.getProperty("towpath.root")));
        Matcher block =
                Pattern.compile(
                                "```java\n(import java.sql.*?class OrderJobs.*?)```",
                                Pattern.DOTALL)
                        .matcher(Files.readString(root.resolve("docs/handlers.md")));
        assertThat(block.find()).isTrue();
        Path source = folder.resolve("OrderJobs.java");
        Files.writeString(source, block.group(1));
        int status =
                ToolProvider.getSystemJavaCompiler()
                        .run(
                                null,
                                null,
                                null,
                                "-cp",
                                System.getProperty("java.class.path"),
                                "-proc:none",
                                "-d",
                                folder.toString(),
                                source.toString());
        assertThat(status).isZero();
        return folder.toUri().toURL();
    }

    private static int shipments(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery("SELECT count(*) FROM shipment")) {
            row.next();
            return row.getInt(1);
        }
    }

    /// The one handler that was registered.
    private static final class Handler implements JobHandlers.Registry {
        private @Nullable Attempt<?> attempt;

        private record Attempt<T>(Payload<T> payload, JobHandler<T> handler) {
            Outcome run(String json) throws Exception {
                JobPayload data =
                        new JobPayload(
                                json.getBytes(StandardCharsets.UTF_8), _ -> Optional.empty());
                return handler.handle(payload.read(data), Execution.first());
            }
        }

        @Override
        public <T> JobHandlers.Registry handle(
                String type, Payload<T> payload, JobHandler<T> handler) {
            attempt = new Attempt<>(payload, handler);
            return this;
        }

        Outcome run(String json) throws Exception {
            return Objects.requireNonNull(attempt).run(json);
        }
    }
}
