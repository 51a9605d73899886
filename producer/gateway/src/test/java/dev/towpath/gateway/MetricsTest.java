package dev.towpath.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towpath.gateway.observe.GatewayMetrics;
import dev.towpath.gateway.observe.Metric;
import dev.towpath.schemas.id.JobId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class MetricsTest {
    @Test
    void everyMetricIsScrapedUnderTheNameThatTheDocsGive() {
        Installation installation = Installation.onSharedBroker();
        try (Gateway gateway = installation.start()) {
            Site site = new Site(gateway.port(), Installation.SITE_KEY);
            Ledger ledger = new Ledger(installation);
            Site.Answer stored = site.post("{\"type\":\"note.send\",\"dedupKey\":\"m\"}");
            JobId id = JobId.parse(stored.json().get("id").stringValue()).get();
            ledger.settleDone(id, Records.find(installation, id));
            ledger.await(site, id, "done");
            ledger.close();
            site.post("{\"type\":\"note.send\",\"dedupKey\":\"m\"}");
            site.post("{");

            String text = site.get("/metrics").text();

            for (Metric metric : GatewayMetrics.ALL) {
                assertThat(text).contains(prometheusName(metric));
            }
            assertThat(text)
                    .contains("towpath_gateway_jobs_accepted_total{type=\"note.send\"} 1.0")
                    .contains("towpath_gateway_jobs_duplicates_total{type=\"note.send\"} 1.0")
                    .contains("towpath_gateway_jobs_refused_total{code=\"TP-1001\"} 1.0")
                    .contains("towpath_gateway_jobs_unknown_total 0.0")
                    .contains("towpath_gateway_ledger_loaded 1.0")
                    .contains("towpath_gateway_ledger_jobs 1.0")
                    .contains("route=\"/v1/jobs\",status=\"202\"")
                    .contains("jvm_memory_used_bytes");
        }
    }

    @Test
    void noPathKeyOrIdOfARequestBecomesALabel() {
        try (Gateway gateway = Installation.onSharedBroker().start()) {
            Site site = new Site(gateway.port(), Installation.SITE_KEY);
            for (int i = 0; i < 50; i++) {
                site.get("/made/up/" + i);
                site.post("{\"type\":\"made.up." + i + "\"}");
                site.get("/v1/jobs/default_0_0000000000000000000000000" + i % 10);
            }

            List<String> lines =
                    site.get("/metrics").text().lines().filter(l -> !l.startsWith("#")).toList();

            assertThat(lines).noneMatch(line -> line.contains("made"));
            assertThat(lines.stream().filter(line -> line.contains("requests_seconds_count")))
                    .hasSizeLessThan(5);
        }
    }

    @Test
    void theDocsListEveryMetricWithItsLabels() throws IOException {
        String root = Objects.requireNonNull(System.getProperty("towpath.root"));
        List<String> docs = Files.readAllLines(Path.of(root, "docs/metrics.md"));

        assertThat(docs).containsAll(GatewayMetrics.ALL.stream().map(MetricsTest::row).toList());
    }

    /// The line of docs/metrics.md.
    private static String row(Metric metric) {
        return "| `"
                + metric.name()
                + "` | "
                + metric.doc()
                + " | "
                + String.join(", ", metric.labels())
                + (metric.labels().isEmpty() ? "|" : " |");
    }

    private static String prometheusName(Metric metric) {
        String name = metric.name().replace('.', '_');
        return switch (metric.kind()) {
            case COUNTER -> name + "_total";
            case TIMER -> name + "_seconds_count";
            case GAUGE -> name;
        };
    }
}
