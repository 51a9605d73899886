package dev.towpath.push;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towpath.schemas.config.Acknowledgement;
import dev.towpath.schemas.config.Previews;
import dev.towpath.schemas.config.PushConfig;
import dev.towpath.schemas.config.Secret;
import dev.towpath.worker.handler.Outcome;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What a preview deployment submits goes back to it, and is nobody else's trouble.
@Timeout(30)
final class PreviewTest {
    private static final String BYPASS = "a-bypass-of-thirty-two-characters";

    private final OneJob job = new OneJob();

    @Test
    void aJobGoesToTheDeploymentThatSubmittedIt() throws IOException {
        try (Endpoint production = done();
                Endpoint preview = done();
                PushTarget target = target(production, host(preview))) {
            job.deployment = host(preview);
            assertThat(target.handle(Pushing.DATA, job)).isEqualTo(Outcome.done());
            assertThat(job.noted).matches("answered 200 in \\d+ ms; preview: " + host(preview));

            job.deployment = "dpl_1";
            assertThat(target.handle(Pushing.DATA, job)).isEqualTo(Outcome.done());
            assertThat(job.noted).matches("answered 200 in \\d+ ms");

            assertThat(preview.received).hasSize(1);
            assertThat(production.received).hasSize(1);
            assertThat(preview.received.getFirst().header("x-vercel-protection-bypass"))
                    .isEqualTo(BYPASS);
        }
    }

    @Test
    void noOtherHostIsPostedTo() throws IOException {
        try (Endpoint production = done();
                Endpoint stranger = done();
                PushTarget target = target(production, "127.0.0.1:1")) {
            job.deployment = host(stranger);

            target.handle(Pushing.DATA, job);

            assertThat(stranger.received).isEmpty();
            assertThat(production.received).hasSize(1);
        }
    }

    @Test
    void aPreviewThatIsGoneFailsTheJobAndBlamesNoTarget() throws IOException {
        assertThat(failed(Endpoint.says(404, "", "")))
                .isEqualTo(
                        new Outcome.Retry(
                                "127.0.0.1 answered 404 without a signed outcome",
                                Optional.empty()));
        assertThat(failed(Endpoint.says(429, "retry-after: 7\r\n", "")))
                .isInstanceOfSatisfying(
                        Outcome.Retry.class,
                        retry -> assertThat(retry.after()).contains(Duration.ofSeconds(7)));
        assertThat(failed((request, socket, out) -> socket.close()))
                .isInstanceOf(Outcome.BrokeOff.class);
        String hold = "{\"outcome\":\"hold\",\"reason\":\"no such type\"}";
        assertThat(failed(Pushing.signs(200, "", hold)))
                .isEqualTo(Outcome.holdThis("no such type"));
    }

    @Test
    void aPreviewThatCannotBeReachedFailsTheJobToo() throws IOException {
        try (Endpoint production = done();
                Endpoint preview = done();
                PushTarget target = target(production, host(preview))) {
            preview.close();
            job.deployment = host(preview);

            assertThat(target.handle(Pushing.DATA, job))
                    .isInstanceOfSatisfying(
                            Outcome.Retry.class,
                            retry -> assertThat(retry.reason()).contains("cannot be reached"));
        }
    }

    private Outcome failed(Endpoint.Script script) throws IOException {
        try (Endpoint production = done();
                Endpoint preview = new Endpoint(script);
                PushTarget target = target(production, host(preview))) {
            job.deployment = host(preview);
            return target.handle(Pushing.DATA, job);
        }
    }

    private static Endpoint done() throws IOException {
        return new Endpoint(Pushing.signs(200, "", Pushing.DONE));
    }

    private static String host(Endpoint endpoint) {
        return URI.create(endpoint.url()).getAuthority();
    }

    private static PushTarget target(Endpoint production, String preview) {
        PushConfig config =
                new PushConfig(
                        URI.create(production.url()),
                        Site.SECRET,
                        Optional.empty(),
                        Acknowledgement.SIGNED,
                        List.of("127.0.0.0/8"),
                        new Previews(List.of(preview), Optional.of(new Secret(BYPASS))));
        return new PushTarget(config, 10, InstantSource.system());
    }
}
