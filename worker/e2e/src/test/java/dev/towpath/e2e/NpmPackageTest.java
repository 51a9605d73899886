package dev.towpath.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towpath.schemas.config.TypeConfig;
import dev.towpath.worker.Worker;
import dev.towpath.worker.handler.Outcome;
import dev.towpath.worker.handler.Payload;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// What a site has installed from npm, against a real gateway.
@Execution(ExecutionMode.CONCURRENT)
class NpmPackageTest {
    private final Collection<String> done = new ConcurrentLinkedQueue<>();

    @TempDir Path folder;

    @Test
    void ourOwnPackageEnqueuesAsksAndCallsOff() throws Exception {
        Node.isThere();
        try (HttpSite site = new HttpSite(Map.of("article.publish", TypeConfig.defaults()));
                Worker worker = worker(site)) {
            assertThat(run(site, "client.mjs"))
                    .containsExactly(
                            "same true",
                            "state \"done\"",
                            "state \"done\"",
                            "wrong [\"TP-1006\",422,false]",
                            "conflict \"TP-1010\"",
                            "many 3000",
                            "results [\"stored\",\"TP-1006\"]",
                            "later \"accepted\"");
            HttpSite.await(() -> done.size() == 3_003);
            assertThat(done).doesNotHaveDuplicates();
            assertThat(worker.problems()).isEmpty();
        }
    }

    @Test
    void eventsOfThePackageCloudeventsAreTakenInAllModes() throws Exception {
        Node.isThere();
        try (HttpSite site = new HttpSite(Map.of("article.publish", TypeConfig.defaults()));
                Worker worker = worker(site)) {
            List<String> answers = run(site, "events.mjs");

            assertThat(answers).hasSize(4);
            assertThat(answers.get(0)).startsWith("binary 202").contains("\"duplicate\":false");
            assertThat(answers.get(1)).startsWith("structured 202");
            assertThat(answers.get(2)).startsWith("batch 202").contains("\"accepted\":2");
            assertThat(answers.get(3)).startsWith("binary 202").contains("\"duplicate\":true");
            HttpSite.await(() -> done.size() == 4);
            assertThat(done)
                    .containsExactlyInAnyOrder(
                            "{\"id\":\"binary-1\"} article-1",
                            "{\"id\":\"structured-1\"} article-1",
                            "{\"id\":\"batch-1\"} ",
                            "{\"id\":\"batch-2\"} article-1");
            assertThat(worker.problems()).isEmpty();
        }
    }

    private Worker worker(HttpSite site) {
        return Worker.builder(site.config())
                .handle(
                        "article.publish",
                        Payload.json(),
                        (data, job) -> {
                            done.add(data + " " + job.group());
                            return Outcome.done();
                        })
                .start();
    }

    private List<String> run(HttpSite site, String script) throws Exception {
        site.awaitReady();
        return Node.run(
                script,
                Map.of("TOWPATH", site.url(), "TOWPATH_KEY", HttpSite.SITE),
                folder.resolve("errors"));
    }
}
