package dev.towpath.cli.demo;

import dev.towpath.cli.terminal.Printable;
import java.io.IOException;
import tools.jackson.databind.JsonNode;

/// An answer of the gateway that is not the one asked for.
final class GatewayRefusal extends IOException {
    private static final long serialVersionUID = 1;
    private static final int LONGEST = 300;

    private final int status;

    private GatewayRefusal(int status, String says) {
        super(says);
        this.status = status;
    }

    /// @param body the answer's, `application/problem+json` if it is a gateway's
    static GatewayRefusal of(int status, String body) {
        try {
            return of(status, DemoGateway.json(body));
        } catch (IOException e) {
            return new GatewayRefusal(
                    status, "status " + status + " " + Printable.clip(body, LONGEST));
        }
    }

    static GatewayRefusal of(int status, JsonNode problem) {
        String says = problem.path("code").asString("") + " " + problem.path("detail").asString("");
        return new GatewayRefusal(
                status,
                says.isBlank() ? "status " + status : Printable.clip(says.strip(), LONGEST));
    }

    /// Whether it is the key that the gateway does not take.
    boolean isOfKey() {
        return status == 401 || status == 403;
    }

    /// Whether asking again may help.
    boolean passes() {
        return status >= 500 || status == 429;
    }
}
