package dev.towpath.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class OpenApiTest {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static Gateway gateway;
    private static Site site;
    private static JsonNode document;

    @BeforeAll
    static void start() {
        gateway = Installation.onSharedBroker().start();
        site = new Site(gateway.port(), Installation.SITE_KEY);
        document = site.get("/openapi.json").json();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void theDocumentDescribesTheRoutesThatThereAreAndNoOthers() {
        List<String> described = new ArrayList<>();
        document.get("paths")
                .forEachEntry(
                        (path, methods) ->
                                methods.forEachEntry(
                                        (method, operation) ->
                                                described.add(
                                                        method.toUpperCase(Locale.ROOT)
                                                                + " "
                                                                + path)));

        assertThat(document.get("openapi").stringValue()).startsWith("3.1.");
        assertThat(described).containsExactlyInAnyOrderElementsOf(gateway.paths());
    }

    @Test
    void everyAnswerIsAsTheDocumentDescribesIt() {
        Site nobody = new Site(gateway.port(), "");
        Site reader = new Site(gateway.port(), Installation.READER_KEY);
        String job = "{\"type\":\"note.send\"}";
        Site.Answer accepted = site.post(job);

        check("post", "/v1/jobs", accepted);
        check("post", "/v1/jobs", site.post("{"));
        check("post", "/v1/jobs", nobody.post(job));
        check("post", "/v1/jobs", reader.post(job));
        check("post", "/v1/jobs", site.post(new byte[2 << 20], "application/json", r -> {}));
        check("post", "/v1/jobs", site.post(job.getBytes(UTF_8), "text/plain", r -> {}));
        check("post", "/v1/jobs", site.post("{\"type\":\"no\",\"dta\":1,\"tags\":7}"));
        check("post", "/v1/jobs", batch("[]"));
        check("post", "/v1/jobs", batch("[7]"));
        check("get", "/v1/jobs/{id}", site.get(accepted.header("location")));
        check("get", "/v1/jobs/{id}", site.get("/v1/jobs/none"));
        check("get", "/v1/jobs/{id}", nobody.get("/v1/jobs/none"));
        check("get", "/healthz", site.get("/healthz"));
        check("get", "/readyz", site.get("/readyz"));
        check("get", "/metrics", site.get("/metrics"));
    }

    @Test
    void everyLineOfAStreamIsAsTheDocumentDescribesIt() {
        Site.Answer answer =
                site.post(
                        "{\"type\":\"note.send\"}\n{\"type\":7}\n".getBytes(UTF_8),
                        "application/x-ndjson",
                        r -> {});

        JsonNode schema = schema("post", "/v1/jobs", answer);
        answer.text().lines().forEach(line -> Shape.check(document, schema, MAPPER.readTree(line)));
        assertThat(answer.text().lines()).hasSize(3);
    }

    @Test
    void anAnswerOfAnotherShapeWouldBeNoticed() {
        JsonNode schema = document.at("/components/schemas/Accepted");

        assertThat(Shape.fits(document, schema, MAPPER.readTree("{\"id\":\"x\",\"duplicate\":1}")))
                .isFalse();
        assertThat(Shape.fits(document, schema, MAPPER.readTree("{\"id\":\"x\"}"))).isFalse();
        assertThat(
                        Shape.fits(
                                document,
                                schema,
                                MAPPER.readTree("{\"id\":\"x\",\"duplicate\":true,\"z\":1}")))
                .isFalse();
    }

    private static Site.Answer batch(String body) {
        return site.post(body.getBytes(UTF_8), "application/cloudevents-batch+json", r -> {});
    }

    private static void check(String method, String path, Site.Answer answer) {
        JsonNode schema = schema(method, path, answer);
        if (answer.header("content-type").contains("json")) {
            Shape.check(document, schema, answer.json());
        }
    }

    private static JsonNode schema(String method, String path, Site.Answer answer) {
        JsonNode responses = document.get("paths").get(path).get(method).get("responses");
        JsonNode response = responses.get(Integer.toString(answer.status()));
        assertThat(response).as("%s %s %s", method, path, answer.status()).isNotNull();
        String type = answer.header("content-type");
        int end = type.indexOf(';');
        JsonNode content = response.get("content").get(end < 0 ? type : type.substring(0, end));
        assertThat(content).as("%s of %s %s %s", type, method, path, answer.status()).isNotNull();
        return content.get("schema");
    }
}
