package dev.towpath.gateway.http;

import dev.towpath.gateway.health.Check;
import io.helidon.webserver.http.ServerResponse;
import java.util.List;
import java.util.function.Supplier;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// `GET /healthz` and `GET /readyz`.
final class Health {
    private final Supplier<List<Check>> checks;

    Health(Supplier<List<Check>> checks) {
        this.checks = checks;
    }

    /// The process is up.
    static void alive(ServerResponse response) {
        Answers.json(response, 200, JsonNodeFactory.instance.objectNode().put("status", "up"));
    }

    /// Whether jobs can be taken, and what keeps them out.
    void ready(ServerResponse response) {
        List<Check> found = checks.get();
        boolean ready = found.stream().allMatch(check -> check.ok() || !check.needed());
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("status", ready ? "ready" : "not ready");
        ArrayNode list = json.putArray("checks");
        for (Check check : found) {
            list.addObject()
                    .put("name", check.name())
                    .put("ok", check.ok())
                    .put("detail", check.detail());
        }
        Answers.json(response, ready ? 200 : 503, json);
    }
}
