package dev.towpath.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.towpath.schemas.config.TypeConfig;
import dev.towpath.schemas.payload.PayloadFormat;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The requests of `schemas/vectors/http.json`, which the emulator of the npm package answers
/// likewise.
class HttpVectorsTest {
    private static final Path FILE = Path.of("..", "..", "schemas", "vectors", "http.json");

    @Test
    void everyRequestIsAnsweredAsTheVectorsSay() {
        JsonNode vectors = new JsonMapper().readTree(FILE.toFile());
        Installation installation = Installation.onSharedBroker();
        for (JsonNode type : vectors.get("types")) {
            installation.type(type.stringValue(), TypeConfig.defaults(), PayloadFormat.JSON);
        }
        List<String> wrong = new ArrayList<>();
        String location = "";
        try (Gateway gateway = installation.start()) {
            Site site = new Site(gateway.port(), "");
            site.awaitReady();
            for (JsonNode vector : vectors.get("cases")) {
                Site.Answer answer = site.send(request(site, vector.get("request"), location));
                if (!isAsExpected(answer, vector.get("answer"))) {
                    wrong.add(
                            "%s:%nexpected %s%ngot %d %s %s"
                                    .formatted(
                                            vector.get("name"),
                                            vector.get("answer"),
                                            answer.status(),
                                            answer.response().headers().map(),
                                            answer.text()));
                }
                if (!answer.header("location").isEmpty()) {
                    location = answer.header("location");
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    private static HttpRequest.Builder request(Site site, JsonNode says, String location) {
        HttpRequest.Builder request =
                site.request(says.get("path").stringValue().replace("$LOCATION", location));
        JsonNode headers = says.get("headers");
        if (!headers.has("authorization")) {
            request.header("authorization", "Bearer " + Installation.SITE_KEY);
        }
        headers.forEachEntry(
                (name, value) -> {
                    if (!value.stringValue().isEmpty()) {
                        request.header(name, value.stringValue());
                    }
                });
        return request.method(
                says.get("method").stringValue(),
                says.has("body")
                        ? BodyPublishers.ofByteArray(text(says.get("body")).getBytes(UTF_8))
                        : BodyPublishers.noBody());
    }

    /// A text, a part that is repeated, or a list of both.
    private static String text(JsonNode body) {
        if (body.isArray()) {
            StringBuilder text = new StringBuilder();
            body.forEach(part -> text.append(text(part)));
            return text.toString();
        }
        return body.isObject()
                ? body.get("repeat").stringValue().repeat(body.get("times").intValue())
                : body.stringValue();
    }

    private static boolean isAsExpected(Site.Answer answer, JsonNode expected) {
        List<JsonNode> got = Likeness.values(answer.text());
        JsonNode json = expected.get("json");
        boolean like = answer.status() == expected.get("status").intValue();
        like &= got.size() == json.size();
        for (int i = 0; like && i < got.size(); i++) {
            like = Likeness.like(json.get(i), got.get(i));
        }
        for (String name : expected.get("headers").propertyNames()) {
            String value = expected.get("headers").get(name).stringValue();
            String came = answer.header(name);
            like &= value.equals("…") ? !came.isEmpty() : value.equals(came);
        }
        return like;
    }
}
