package dev.towpath.cli.roles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.towpath.schemas.config.ConfigReader;
import dev.towpath.schemas.config.TowpathConfig;
import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.error.TowpathException;
import dev.towpath.worker.Worker;
import dev.towpath.worker.handler.JobHandlers;
import dev.towpath.worker.handler.Outcome;
import dev.towpath.worker.handler.Payload;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HandlerSetsTest {
    private static final String SECRET = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
    private static final String SERVICE = "META-INF/services/" + JobHandlers.class.getName();

    private final PrometheusMeterRegistry metrics =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    @TempDir Path folder;

    /// What a user's jar holds.
    public static final class Mail implements JobHandlers {
        @Override
        public void register(Registry registry) {
            registry.handle("mail.send", Payload.json(), (_, _) -> Outcome.done());
        }
    }

    @Test
    void findsTheHandlersOfAFolder() throws Exception {
        jar(Mail.class.getName());
        assertThat(sets("worker: {handlers: [jar]}").sets())
                .hasSize(1)
                .first()
                .isInstanceOf(Mail.class);
    }

    @Test
    void namesTheTypesThatNoHandlerTakes() throws Exception {
        jar(Mail.class.getName());
        String yaml =
                "worker: {handlers: [jar]}\n"
                        + "types: {\"*\": {}, mail.send: {}, article.publish: {}}";
        TowpathConfig config = config(yaml);

        List<String> without =
                HandlerSets.of(config).addTo(Worker.builder(config), config, metrics);

        assertThat(without).containsExactly("article.publish");
        assertThat(HandlerSets.noHandler(without))
                .isEqualTo("no handler for: article.publish; its jobs wait");
        assertThat(HandlerSets.noHandler(List.of("a", "b")))
                .isEqualTo("no handler for: a, b; their jobs wait");
    }

    @Test
    void whatIsPushedIsMeasuredByTargetAndTheSecretIsNowhere() throws Exception {
        TowpathConfig config =
                config(
                        "worker: {port: 0}\n"
                                + "targets: {site: {url: 'https://site.example/api/towpath', secret: "
                                + SECRET
                                + "}}\n"
                                + "types: {article.publish: {target: site}}");
        List<String> without =
                HandlerSets.of(config).addTo(Worker.builder(config), config, metrics);

        assertThat(without).isEmpty();
        try (WorkerFront front = WorkerFront.start(config.worker(), metrics, List::of, List::of);
                HttpClient http = HttpClient.newHttpClient()) {
            URI uri = URI.create("http://127.0.0.1:" + front.port() + "/metrics");
            String scraped =
                    http.send(
                                    HttpRequest.newBuilder(uri).build(),
                                    HttpResponse.BodyHandlers.ofString())
                            .body();
            assertThat(scraped)
                    .contains(
                            "towpath_worker_push_connections{state=\"leased\",target=\"site\"} 0.0")
                    .doesNotContain(SECRET.substring("whsec_".length()));
        }
    }

    @Test
    void addsTheDemosWhereTheConfigurationHasItsTypes() throws Exception {
        System.setProperty("towpath.demo.file", folder.resolve("demo.sqlite").toString());
        assertThat(sets("types: {demo.hello: {}}").sets()).hasSize(1);
    }

    @Test
    void aWorkerWithoutHandlersIsAMistake() {
        assertThat(failure("")).startsWith("there are no handlers: no jar or folder under");
    }

    @Test
    void aPlaceThatIsNotThereIsNamed() {
        assertThat(failure("worker: {handlers: [gone.jar]}"))
                .isEqualTo(
                        "worker.handlers names what does not exist: ["
                                + folder.resolve("gone.jar")
                                + "]. The worker was not started. Correct worker.handlers and start"
                                + " again.");
    }

    @Test
    void aClassThatIsNotThereIsNamed() throws Exception {
        jar("com.example.Gone");
        assertThat(failure("worker: {handlers: [jar]}"))
                .startsWith("a handler cannot be loaded from ")
                .contains("com.example.Gone");
    }

    private void jar(String className) throws Exception {
        Path service = folder.resolve("jar").resolve(SERVICE);
        Files.createDirectories(service.getParent());
        Files.writeString(service, className + "\n");
    }

    private HandlerSets sets(String yaml) throws Exception {
        return HandlerSets.of(config(yaml));
    }

    private TowpathConfig config(String yaml) throws Exception {
        Path file = folder.resolve("towpath.yaml");
        Files.writeString(file, "secret: 0123456789abcdef\n" + yaml + "\n");
        return ConfigReader.read(file, Map.of());
    }

    private String failure(String yaml) {
        TowpathException e = catchThrowableOfType(TowpathException.class, () -> sets(yaml));
        assertThat(e.code()).isEqualTo(ErrorCode.CONFIG_INVALID);
        return String.valueOf(e.getMessage());
    }
}
