package dev.towpath.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towpath.push.PushHandlers;
import dev.towpath.schemas.config.Acknowledgement;
import dev.towpath.schemas.config.Jitter;
import dev.towpath.schemas.config.LimitConfig;
import dev.towpath.schemas.config.PushConfig;
import dev.towpath.schemas.config.Rate;
import dev.towpath.schemas.config.RetryConfig;
import dev.towpath.schemas.config.TargetConfig;
import dev.towpath.schemas.config.TypeConfig;
import dev.towpath.schemas.config.WebhookSecret;
import dev.towpath.worker.Worker;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// Jobs that are done by a route of a site in Node, which is killed, is away, does not know them,
/// or has another secret.
@Execution(ExecutionMode.CONCURRENT)
class RouteTest {
    private static final int JOBS = 300;
    private static final Duration BACKOFF = Duration.ofMillis(300);
    private static final RetryConfig RETRY =
            new RetryConfig(5, BACKOFF, 2, BACKOFF, Jitter.FULL, Duration.ofDays(1), List.of(), 3);
    private static final TypeConfig PUSHED =
            TypeConfig.defaults()
                    .retried(RETRY)
                    .limited(new LimitConfig(20, 0, 0, Rate.of("unlimited"), "site"));
    private static final String OTHER_SECRET = "whsec_YW5vdGhlciBzZWNyZXQgb2YgdGhpcnR5LXR3byBieXQ=";

    private final MeterRegistry meters = new SimpleMeterRegistry();

    @TempDir Path folder;

    @Test
    @Tag("full")
    void whateverBecomesOfTheSiteEveryJobIsDoneAndNoneIsDead() throws Exception {
        try (NodeSite route = new NodeSite(folder, Map.of("DIE", "before", "DIE_AT", "40"));
                HttpSite site = site(route);
                PushHandlers pushes = pushes(site);
                Worker worker = worker(site, pushes)) {
            List<String> locations = new ArrayList<>();
            for (int i = 0; i < JOBS; i++) {
                locations.add(
                        site.post(
                                "job-" + i,
                                "{\"type\": \"article.publish\", \"data\": {\"number\": "
                                        + i
                                        + "}}"));
            }
            route.awaitEnd();
            route.restart(Map.of("DIE", "after", "DIE_AT", "40"));
            route.awaitEnd();
            route.restart(Map.of("ROUTE", "missing"));
            awaitOut();
            route.stop();
            route.restart(Map.of("TOWPATH_SIGNING_SECRET", OTHER_SECRET));
            awaitOut();
            route.stop();
            route.restart(Map.of("DIE", "after", "DIE_AT", "30"));
            route.awaitEnd();
            route.restart(Map.of());

            for (String location : locations) {
                site.awaitState(location, "done");
            }
            Set<String> numbers =
                    route.effects().stream()
                            .map(effect -> effect.split(" ", 3)[2])
                            .collect(Collectors.toSet());
            assertThat(numbers)
                    .isEqualTo(
                            IntStream.range(0, JOBS)
                                    .mapToObj(Integer::toString)
                                    .collect(Collectors.toSet()));
        }
    }

    @Test
    void longWorkGoesOnWhereItWasAndWhatItEmitsIsDone() throws Exception {
        try (NodeSite route = new NodeSite(folder, Map.of());
                HttpSite site = site(route);
                PushHandlers pushes = pushes(site);
                Worker worker = worker(site, pushes)) {
            String location =
                    site.post("import", "{\"type\": \"article.import\", \"data\": {\"rows\": 25}}");

            assertThat(site.awaitState(location, "done")).contains("\"attempts\":1");

            List<String> rows =
                    route.effects().stream()
                            .map(effect -> effect.split(" ", 3)[2])
                            .filter(row -> !row.equals("1000"))
                            .toList();
            assertThat(rows)
                    .containsExactlyElementsOf(
                            IntStream.range(0, 25).mapToObj(Integer::toString).toList());
            HttpSite.await(
                    () -> route.effects().stream().anyMatch(effect -> effect.endsWith(" 1000")));
            assertThat(site.endInHistory(location).note()).matches("answered 200 in \\d+ ms");
            assertThat(worker.problems()).isEmpty();
        }
    }

    @Test
    void aBrowserSeesHowFarItsJobIsUntilItHasEnded() throws Exception {
        try (NodeSite route = new NodeSite(folder, Map.of());
                HttpSite site = site(route);
                PushHandlers pushes = pushes(site);
                Worker worker = worker(site, pushes);
                HttpClient browser = HttpClient.newHttpClient()) {
            route.stop();
            route.restart(Map.of("TOWPATH", site.url(), "TOWPATH_KEY", HttpSite.SITE));
            String location = site.post("convert", "{\"type\": \"article.convert\"}");
            String id = location.substring(location.lastIndexOf('/') + 1);
            URI address = URI.create(route.url());
            String token = text(browser, HttpRequest.newBuilder(address.resolve("/token/" + id)));

            HttpResponse<Stream<String>> events =
                    browser.send(
                            HttpRequest.newBuilder(address)
                                    .header("authorization", "Bearer " + token)
                                    .timeout(Duration.ofSeconds(60))
                                    .build(),
                            HttpResponse.BodyHandlers.ofLines());
            Iterator<String> lines = events.body().iterator();

            assertThat(until(lines, "\"part\":"))
                    .contains("\"state\":\"running\"", "\"part\":0.5", "half of it");
            text(browser, HttpRequest.newBuilder(address.resolve("/release")));
            assertThat(until(lines, "\"ended\":true")).contains("\"state\":\"done\"");
            assertThat(worker.problems()).isEmpty();
        }
    }

    private static String text(HttpClient browser, HttpRequest.Builder request) throws Exception {
        return browser.send(request.build(), HttpResponse.BodyHandlers.ofString()).body();
    }

    private static String until(Iterator<String> lines, String holds) {
        List<String> read = new ArrayList<>();
        while (lines.hasNext()) {
            String line = lines.next();
            read.add(line);
            if (line.contains(holds)) {
                return line;
            }
        }
        throw new AssertionError("expected a line with " + holds + ", got " + read);
    }

    /// Waits until the worker has taken the site to be out.
    private void awaitOut() throws Exception {
        HttpSite.await(() -> meters.get("towpath.worker.gates.closed").gauge().value() > 0);
    }

    private Worker worker(HttpSite site, PushHandlers pushes) {
        return Worker.builder(site.config()).handle(pushes).metrics(meters).start();
    }

    private static PushHandlers pushes(HttpSite site) {
        return new PushHandlers(site.config(), Set.of(), InstantSource.system());
    }

    private static HttpSite site(NodeSite route) throws Exception {
        PushConfig push =
                new PushConfig(
                        URI.create(route.url()),
                        new WebhookSecret(NodeSite.SECRET),
                        Optional.empty(),
                        Acknowledgement.SIGNED,
                        List.of("127.0.0.0/8"));
        return new HttpSite(
                Map.of(
                        "article.publish",
                        PUSHED,
                        "article.import",
                        PUSHED,
                        "article.convert",
                        PUSHED),
                Map.of(
                        "site",
                        new TargetConfig(
                                20, 80, 20, Duration.ofMillis(500), true, Optional.of(push))));
    }
}
