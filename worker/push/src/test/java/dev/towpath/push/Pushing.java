package dev.towpath.push;

import dev.towpath.schemas.config.Acknowledgement;
import dev.towpath.schemas.config.PushConfig;
import dev.towpath.worker.handler.Outcome;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The target `site` of tests: an endpoint on the loopback, measured.
final class Pushing {
    static final JsonNode DATA = JsonMapper.builder().build().readTree("{\"id\":42}");
    static final String DONE = "{\"outcome\":\"done\"}";

    private Pushing() {}

    static PushTarget target(String url, MeterRegistry registry) {
        return new PushTarget("site", config(url), 10, InstantSource.system(), registry);
    }

    static PushConfig config(String url) {
        return new PushConfig(
                URI.create(url),
                Site.SECRET,
                Optional.of(Site.OTHER),
                Acknowledgement.SIGNED,
                List.of("127.0.0.0/8"));
    }

    /// What comes of one attempt against a script.
    static Outcome answered(Endpoint.Script script, OneJob job, MeterRegistry registry)
            throws IOException {
        try (Endpoint endpoint = new Endpoint(script);
                PushTarget target = target(endpoint.url(), registry)) {
            return target.handle(DATA, job);
        }
    }

    /// Answers with lines that are signed for the request.
    static Endpoint.Script signs(int status, String headers, String... lines) {
        return (request, socket, out) -> lines(out, status, headers, Site.lines(request, lines));
    }

    private static void lines(OutputStream out, int status, String headers, String lines)
            throws IOException {
        Endpoint.write(out, status, headers, lines);
    }
}
