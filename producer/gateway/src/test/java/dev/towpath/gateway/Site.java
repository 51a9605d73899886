package dev.towpath.gateway;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A site that uses the gateway.
final class Site {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final int port;
    private final String key;

    Site(int port, String key) {
        this.port = port;
        this.key = key;
    }

    record Answer(HttpResponse<byte[]> response) {
        int status() {
            return response.statusCode();
        }

        String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        String text() {
            return new String(response.body(), StandardCharsets.UTF_8);
        }

        JsonNode json() {
            return MAPPER.readTree(response.body());
        }

        String code() {
            return json().path("code").asString("");
        }
    }

    Answer post(String body) {
        return post(body.getBytes(StandardCharsets.UTF_8), "application/json", more -> {});
    }

    Answer post(byte[] body, String type, Consumer<HttpRequest.Builder> more) {
        HttpRequest.Builder request =
                request("/v1/jobs")
                        .header("Content-Type", type)
                        .POST(BodyPublishers.ofByteArray(body));
        more.accept(request);
        return send(request);
    }

    Answer get(String path) {
        return send(request(path));
    }

    /// Waits until the gateway is ready.
    void awaitReady() {
        Answer answer = get("/readyz");
        for (int i = 0; i < 600 && answer.status() != 200; i++) {
            LockSupport.parkNanos(50_000_000);
            answer = get("/readyz");
        }
        if (answer.status() != 200) {
            throw new AssertionError("the gateway does not get ready: " + answer.text());
        }
    }

    /// Waits until the gateway tells a thing of its health.
    void awaitTelling(String text) {
        Answer answer = get("/readyz");
        for (int i = 0; i < 600 && !answer.text().contains(text); i++) {
            LockSupport.parkNanos(50_000_000);
            answer = get("/readyz");
        }
        if (!answer.text().contains(text)) {
            throw new AssertionError("the gateway does not tell " + text + ": " + answer.text());
        }
    }

    HttpRequest.Builder request(String path) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
        if (!key.isEmpty()) {
            request.header("Authorization", "Bearer " + key);
        }
        return request;
    }

    Answer send(HttpRequest.Builder request) {
        try {
            return new Answer(HTTP.send(request.build(), BodyHandlers.ofByteArray()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
