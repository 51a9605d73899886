package dev.towpath.gateway.http;

import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;

/// `GET /openapi.json`: the description of the API, OpenAPI 3.1.
final class OpenApi {
    private static final String RESOURCE = "/dev/towpath/gateway/openapi.json";

    private OpenApi() {}

    static void answer(ServerResponse response) throws IOException {
        Answers.text(response, 200, "application/json", document());
    }

    /// The description as it is shipped.
    static byte[] document() throws IOException {
        try (InputStream in = OpenApi.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("the jar has no " + RESOURCE);
            }
            return in.readAllBytes();
        }
    }
}
