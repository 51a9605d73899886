package dev.towpath.push;

import dev.towpath.schemas.config.WebhookSecret;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What the site's side of the contract does: signs lines for a request.
final class Site {
    static final WebhookSecret SECRET =
            new WebhookSecret("whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=");
    static final WebhookSecret OTHER =
            new WebhookSecret("whsec_YW5vdGhlciBzZWNyZXQgb2YgdGhpcnR5LXR3byBieXQ=");

    private Site() {}

    static String line(Endpoint.Received request, WebhookSecret secret, String json) {
        String id =
                "ack."
                        + facts(request).get("fence").asString()
                        + "."
                        + request.header("webhook-id");
        long timestamp = Long.parseLong(request.header("webhook-timestamp"));
        byte[] text = json.getBytes(StandardCharsets.UTF_8);
        return new Signatures(List.of(secret)).of(id, timestamp, text) + " " + json + "\n";
    }

    static String lines(Endpoint.Received request, String... json) {
        StringBuilder lines = new StringBuilder();
        for (String one : json) {
            lines.append(line(request, SECRET, one));
        }
        return lines.toString();
    }

    static JsonNode facts(Endpoint.Received request) {
        return JsonMapper.builder().build().readTree(request.body()).get("job");
    }
}
