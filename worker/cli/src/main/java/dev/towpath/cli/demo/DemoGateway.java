package dev.towpath.cli.demo;

import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.error.TowpathException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The gateway that the demo posts to and asks.
final class DemoGateway {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(30);

    private final String host;
    private final int port;
    private final String key;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    DemoGateway(String host, int port, String key) {
        this.host = host;
        this.port = port;
        this.key = key;
    }

    LineStream post() throws IOException {
        return LineStream.open(host, port, key);
    }

    /// What the gateway knows of a job.
    JsonNode job(String id) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(address() + "/v1/jobs/" + id))
                        .header("Authorization", "Bearer " + key)
                        .timeout(ANSWERS_WITHIN)
                        .build();
        HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw GatewayRefusal.of(response.statusCode(), response.body());
        }
        return json(response.body());
    }

    static JsonNode json(String text) throws IOException {
        try {
            return JSON.readTree(text);
        } catch (JacksonException e) {
            throw new IOException("expected JSON, got '" + text + "'", e);
        }
    }

    /// That the gateway is not there, or does not answer as one.
    TowpathException silent(IOException e) {
        if (e instanceof GatewayRefusal refusal && refusal.isOfKey()) {
            return new TowpathException(
                    ErrorCode.UNAUTHORIZED,
                    "the gateway at "
                            + address()
                            + " does not take the API key: "
                            + reason(e)
                            + ". Nothing was posted with it. Leave --key out to post with the key"
                            + " of `towpath dev` in this folder, or give one that the"
                            + " configuration knows.",
                    e);
        }
        return new TowpathException(
                ErrorCode.GATEWAY_SILENT,
                "the gateway at "
                        + address()
                        + (e instanceof GatewayRefusal refusal && !refusal.passes()
                                ? " does not answer as expected: "
                                : " is stopping or gone: ")
                        + reason(e)
                        + ". What it has taken is kept. If `towpath dev` does not run in this"
                        + " folder, start it again in another terminal. Then run the demo again,"
                        + " which is safe: what is done is not done twice.",
                e);
    }

    private String address() {
        return "http://" + host + ":" + port;
    }

    private static String reason(IOException e) {
        String message = e.getMessage();
        if (message == null || message.isBlank()) {
            return e instanceof ConnectException
                    ? "nobody listens there"
                    : e.getClass().getSimpleName();
        }
        return message.replaceFirst("[.]$", "");
    }
}
