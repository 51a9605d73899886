package dev.towpath.push;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towpath.schemas.config.Acknowledgement;
import dev.towpath.schemas.config.PushConfig;
import dev.towpath.schemas.config.WebhookSecret;
import dev.towpath.worker.handler.Emission;
import dev.towpath.worker.handler.Outcome;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Timeout(30)
final class PushTargetTest {
    private static final JsonNode DATA = JsonMapper.builder().build().readTree("{\"id\":42}");
    private static final String DONE = "{\"outcome\":\"done\"}";

    private final OneJob job = new OneJob();

    @Test
    void aSignedOutcomeIsTheOutcome() throws Exception {
        assertThat(answered((request, socket, out) -> ok(out, Site.lines(request, DONE))))
                .isEqualTo(Outcome.done());
    }

    @Test
    void whatIsSentIsSignedAndWhole() throws Exception {
        try (Endpoint endpoint =
                new Endpoint((request, socket, out) -> ok(out, Site.lines(request, DONE)))) {
            push(endpoint, Acknowledgement.SIGNED, Site.SECRET, Optional.of(Site.OTHER));

            Endpoint.Received request = endpoint.received.getFirst();
            assertThat(request.header("webhook-id")).isEqualTo(OneJob.ID);
            assertThat(request.header("content-type")).isEqualTo("application/json");
            assertThat(request.header("towpath-fence")).isEqualTo("7.0.1");
            assertThat(request.header("traceparent")).isEqualTo(job.traceParent());
            assertThat(request.header("accept-encoding")).isEqualTo("identity");
            long timestamp = Long.parseLong(request.header("webhook-timestamp"));
            byte[] body = request.body().getBytes(StandardCharsets.UTF_8);
            assertThat(request.header("webhook-signature"))
                    .isEqualTo(
                            new Signatures(List.of(Site.SECRET, Site.OTHER))
                                    .of(OneJob.ID, timestamp, body));
            JsonNode whole = JsonMapper.builder().build().readTree(body);
            assertThat(whole.get("type").asString()).isEqualTo("article.publish");
            assertThat(whole.get("timestamp").asString()).isEqualTo("2026-11-22T01:00:00Z");
            assertThat(whole.get("data")).isEqualTo(DATA);
            assertThat(Site.facts(request).get("checksum").asString())
                    .isEqualTo("-1234567890123456789");
            assertThat(Site.facts(request).get("timeoutMillis").asLong())
                    .isBetween(15_000L, 20_000L);
        }
    }

    @Test
    void linesAreTakenWhileTheyCome() throws Exception {
        Outcome outcome =
                answered(
                        (request, socket, out) ->
                                ok(
                                        out,
                                        "\n"
                                                + Site.lines(
                                                        request,
                                                        "{\"progress\":0.5,\"note\":\"half\"}",
                                                        "{\"checkpoint\":\"row 500\"}",
                                                        "{\"outcome\":\"done\",\"emit\":[{\"type\":\"search.index\",\"data\":{\"id\":42},\"group\":\"g\"}]}")));

        assertThat(outcome).isEqualTo(Outcome.done());
        assertThat(job.progress).isEqualTo(0.5);
        assertThat(job.note).isEqualTo("half");
        assertThat(job.checkpoints).containsExactly("row 500");
        assertThat(job.emitted)
                .containsExactly(new Emission("search.index", "{\"id\":42}", "g", ""));
    }

    @Test
    void eachOutcomeIsUnderstood() throws Exception {
        assertThat(said("{\"outcome\":\"retry\",\"reason\":\"no\",\"afterMillis\":5000}"))
                .isEqualTo(Outcome.retryAfter("no", Duration.ofSeconds(5)));
        assertThat(said("{\"outcome\":\"retry\"}")).isEqualTo(Outcome.retry(""));
        assertThat(said("{\"outcome\":\"dead\",\"reason\":\"never\"}"))
                .isEqualTo(Outcome.dead("never"));
        assertThat(said("{\"outcome\":\"hold\",\"reason\":\"no handler\"}"))
                .isEqualTo(Outcome.holdThis("no handler"));
        assertThat(said("{\"outcome\":\"continue\"}")).isEqualTo(Outcome.snooze(Instant.EPOCH));
        assertThat(said("{\"outcome\":\"snooze\",\"afterMillis\":60000}"))
                .isInstanceOfSatisfying(
                        Outcome.Snooze.class,
                        snooze ->
                                assertThat(snooze.until()).isAfter(Instant.now().plusSeconds(50)));
        assertThat(said("{\"outcome\":\"later\"}")).isInstanceOf(Outcome.Hold.class);
        assertThat(said("{\"outcome\":\"retry\",\"afterMillis\":9223372036854775807}"))
                .isEqualTo(Outcome.retryAfter("", Duration.ofDays(1)));
        assertThat(said("{\"outcome\":\"done\",\"emit\":[{\"type\":\"a\"}]}"))
                .isEqualTo(Outcome.done());
        assertThat(job.emitted).containsExactly(new Emission("a", "null", "", ""));
    }

    @Test
    void aFailureWithStatus500CountsByItsLines() throws Exception {
        assertThat(
                        answered(
                                (request, socket, out) ->
                                        Endpoint.write(
                                                out,
                                                500,
                                                "",
                                                Site.lines(
                                                        request,
                                                        "{\"outcome\":\"retry\",\"reason\":\"TypeError: x\"}"))))
                .isEqualTo(Outcome.retry("TypeError: x"));
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 204, 301, 307, 308, 400, 401, 403, 404, 405, 410, 413, 422})
    void whatIsNotSignedHoldsTheJobWhateverTheStatusSays(int status) throws Exception {
        String body = status == 204 ? "" : "<!doctype html><title>Sign in</title>";
        Outcome outcome = answered(Endpoint.says(status, "content-type: text/html\r\n", body));

        assertThat(outcome).isInstanceOf(Outcome.Hold.class);
        assertThat(((Outcome.Hold) outcome).reason())
                .startsWith("127.0.0.1 answered " + status + " without a signed outcome");
        assertThat(((Outcome.Hold) outcome).after()).isEmpty();
    }

    @Test
    void anOutcomeOfAnotherSecretOrAttemptOrAnEchoIsNone() throws Exception {
        assertThat(
                        answered(
                                (request, socket, out) ->
                                        ok(out, Site.line(request, Site.OTHER, DONE))))
                .isInstanceOf(Outcome.Hold.class);
        assertThat(
                        answered(
                                (request, socket, out) ->
                                        ok(
                                                out,
                                                request.header("webhook-signature")
                                                        + " "
                                                        + request.body()
                                                        + "\n")))
                .isInstanceOf(Outcome.Hold.class);
        String[] first = {""};
        try (Endpoint endpoint =
                new Endpoint(
                        (request, socket, out) -> {
                            first[0] = first[0].isEmpty() ? Site.lines(request, DONE) : first[0];
                            ok(out, first[0]);
                        })) {
            assertThat(push(endpoint)).isEqualTo(Outcome.done());
            assertThat(pushed(endpoint, new OneJob(OneJob.ID, "7.0.2")))
                    .isInstanceOf(Outcome.Hold.class);
        }
    }

    @ParameterizedTest
    @CsvSource({"408", "500", "502", "503", "504"})
    void aServersErrorIsAFailedAttempt(int status) throws Exception {
        assertThat(answered(Endpoint.says(status, "", "oh")))
                .isEqualTo(
                        Outcome.retry(
                                "127.0.0.1 answered " + status + " without a signed outcome"));
    }

    @Test
    void whoAsksToBeLeftAloneIs() throws Exception {
        for (int status : new int[] {429, 503}) {
            assertThat(answered(Endpoint.says(status, "retry-after: 7\r\n", "")))
                    .isInstanceOfSatisfying(
                            Outcome.Hold.class,
                            hold -> assertThat(hold.after()).contains(Duration.ofSeconds(7)));
        }
        for (int status : new int[] {409, 423}) {
            assertThat(answered(Endpoint.says(status, "retry-after: 30\r\n", "")))
                    .isInstanceOfSatisfying(
                            Outcome.Snooze.class,
                            snooze ->
                                    assertThat(snooze.until())
                                            .isBetween(
                                                    Instant.now().plusSeconds(20),
                                                    Instant.now().plusSeconds(31)));
        }
        assertThat(answered(Endpoint.says(429, "", ""))).isInstanceOf(Outcome.Hold.class);
    }

    @Test
    void aRetryAfterIsSecondsOrADate() {
        Instant now = Instant.parse("2026-11-28T12:00:00Z");
        assertThat(StatusRules.retryAfter(" 120 ", now)).contains(Duration.ofMinutes(2));
        assertThat(StatusRules.retryAfter("Sat, 28 Nov 2026 12:01:00 GMT", now))
                .contains(Duration.ofMinutes(1));
        assertThat(StatusRules.retryAfter("Sat, 28 Nov 2026 11:00:00 GMT", now)).isEmpty();
        assertThat(StatusRules.retryAfter("999999999", now)).contains(Duration.ofDays(1));
        assertThat(StatusRules.retryAfter("0", now)).contains(Duration.ofSeconds(1));
        assertThat(StatusRules.retryAfter("soon", now)).isEmpty();
        assertThat(StatusRules.retryAfter("-5", now)).isEmpty();
    }

    @Test
    void aConnectionThatIsRefusedHoldsTheJob() throws Exception {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        assertThat(pushed("http://127.0.0.1:" + free + "/", InetAddress::getAllByName))
                .isInstanceOf(Outcome.Hold.class);
    }

    @Test
    void aHostWithoutAddressHoldsTheJob() throws Exception {
        assertThat(
                        pushed(
                                "https://site.invalid/",
                                host -> {
                                    throw new UnknownHostException(host);
                                }))
                .isInstanceOf(Outcome.Hold.class);
    }

    @Test
    void whatDoesNotSpeakTlsHoldsTheJobAndIsSentNothing() throws Exception {
        try (Endpoint endpoint = new Endpoint(Endpoint.says(200, "", ""))) {
            assertThat(pushed(endpoint.url().replace("http:", "https:"), InetAddress::getAllByName))
                    .isInstanceOf(Outcome.Hold.class);
            assertThat(endpoint.received).isEmpty();
        }
    }

    @Test
    void aConnectionThatBreaksBehindTheRequestMayHaveDoneTheJob() throws Exception {
        assertThat(answered((request, socket, out) -> socket.close()))
                .isInstanceOf(Outcome.BrokeOff.class);
        assertThat(
                        answered(
                                (request, socket, out) -> {
                                    socket.setSoLinger(true, 0);
                                    socket.close();
                                }))
                .isInstanceOf(Outcome.BrokeOff.class);
    }

    @Test
    void anAnswerThatEndsWithoutItsOutcomeMayHaveDoneTheJob() throws Exception {
        assertThat(
                        answered(
                                (request, socket, out) ->
                                        ok(out, Site.lines(request, "{\"progress\":0.1}"))))
                .isInstanceOf(Outcome.BrokeOff.class);
        assertThat(
                        answered(
                                (request, socket, out) -> {
                                    String lines = Site.lines(request, "{\"progress\":0.1}");
                                    out.write(
                                            ("HTTP/1.1 200 x\r\ncontent-length: 5000\r\n\r\n"
                                                            + lines)
                                                    .getBytes(StandardCharsets.UTF_8));
                                    out.flush();
                                    socket.close();
                                }))
                .isInstanceOf(Outcome.BrokeOff.class);
    }

    @Test
    void whoDoesNotAnswerInTimeHasFailed() throws Exception {
        job.timeout = Duration.ofMillis(300);

        assertThat(answered((request, socket, out) -> {}))
                .isEqualTo(Outcome.retry("127.0.0.1 did not answer in time"));
    }

    @Test
    void anAnswerWithoutEndIsCutOff() throws Exception {
        assertThat(
                        answered(
                                (request, socket, out) -> {
                                    out.write(
                                            "HTTP/1.1 200 x\r\ncontent-length: 99999999\r\n\r\n"
                                                    .getBytes(StandardCharsets.UTF_8));
                                    byte[] noise = new byte[64 * 1024];
                                    while (true) {
                                        out.write(noise);
                                    }
                                }))
                .isInstanceOf(Outcome.BrokeOff.class);
    }

    @Test
    void anOutcomeThatWasReadCountsHoweverTheConnectionEnds() throws Exception {
        assertThat(answered((request, socket, out) -> chunked(request, out, socket, true)))
                .isEqualTo(Outcome.done());
        assertThat(
                        answered(
                                (request, socket, out) -> {
                                    socket.setSoLinger(true, 0);
                                    chunked(request, out, socket, true);
                                }))
                .isEqualTo(Outcome.done());
        long before = System.nanoTime();
        assertThat(answered((request, socket, out) -> chunked(request, out, socket, false)))
                .isEqualTo(Outcome.done());
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(10));
    }

    /// An outcome in a chunk, and never the last chunk.
    private static void chunked(
            Endpoint.Received request, OutputStream out, Socket socket, boolean ends)
            throws IOException {
        String lines = Site.lines(request, DONE);
        String chunk = Integer.toHexString(lines.length()) + "\r\n" + lines + "\r\n";
        out.write(
                ("HTTP/1.1 200 x\r\ntransfer-encoding: chunked\r\n\r\n" + chunk)
                        .getBytes(StandardCharsets.UTF_8));
        out.flush();
        if (ends) {
            socket.close();
        }
    }

    @Test
    void aSignedLineThatCannotBeReadIsAFailureAndNotHeldForEver() throws Exception {
        assertThat(said("{\"outcome\":\"retry\",\"reason\":\"\\ud83d\"}"))
                .isInstanceOfSatisfying(
                        Outcome.Retry.class,
                        retry ->
                                assertThat(retry.reason())
                                        .startsWith(
                                                "127.0.0.1 signed a line that cannot be read: "));
    }

    @Test
    void whatTheSiteThrewIsTold() throws Exception {
        assertThat(
                        said(
                                "{\"outcome\":\"retry\",\"reason\":\"TypeError: x\",\"error\":\"TypeError\",\"trace\":\"at y\"}"))
                .isEqualTo(
                        new Outcome.Retry("TypeError: x", Optional.empty(), "TypeError", "at y"));
    }

    @Test
    void aRedirectIsNotFollowed() throws Exception {
        AtomicInteger reached = new AtomicInteger();
        try (Endpoint other = new Endpoint((request, socket, out) -> reached.incrementAndGet())) {
            Outcome outcome =
                    answered(
                            Endpoint.says(
                                    307, "location: " + other.url() + "?token=x\r\n", "moved"));

            assertThat(((Outcome.Hold) outcome).reason())
                    .endsWith(", and points to " + other.url());
        }
        assertThat(reached).hasValue(0);
    }

    @Test
    void aProblemDocumentSaysWhatIsWrong() throws Exception {
        assertThat(
                        answered(
                                Endpoint.says(
                                        401,
                                        "content-type: application/problem+json\r\n",
                                        "{\"title\":\"t\",\"detail\":\"The signature is wrong.\"}")))
                .isEqualTo(
                        Outcome.hold(
                                "127.0.0.1 answered 401 without a signed outcome: The signature is"
                                        + " wrong."));
    }

    @Test
    void aCompressedAnswerIsNotUnpacked() throws Exception {
        assertThat(answered(Endpoint.says(200, "content-encoding: gzip\r\n", "\u001f\u008b\b")))
                .isInstanceOf(Outcome.Hold.class);
    }

    @Test
    void aForeignEndpointNeedsNoLines() throws Exception {
        try (Endpoint endpoint = new Endpoint(Endpoint.says(204, "", ""))) {
            assertThat(push(endpoint, Acknowledgement.NONE, Site.SECRET, Optional.empty()))
                    .isEqualTo(Outcome.done());
            endpoint.script(Endpoint.says(404, "", ""));
            assertThat(push(endpoint, Acknowledgement.NONE, Site.SECRET, Optional.empty()))
                    .isEqualTo(Outcome.hold("127.0.0.1 answered 404"));
        }
    }

    @Test
    void aConnectionServesManyRequests() throws Exception {
        try (Endpoint endpoint =
                        new Endpoint((request, socket, out) -> ok(out, Site.lines(request, DONE)));
                PushTarget target = target(endpoint.url(), InetAddress::getAllByName)) {
            for (int i = 0; i < 20; i++) {
                assertThat(target.handle(DATA, job)).isEqualTo(Outcome.done());
            }
            assertThat(endpoint.connections).hasValue(1);
        }
    }

    @Test
    void aNameThatChangesBetweenTwoAttemptsIsLookedAtAgain() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        Outcome outcome =
                pushed(
                        "https://site.example/",
                        host -> {
                            asked.incrementAndGet();
                            return new InetAddress[] {InetAddress.getByName("169.254.169.254")};
                        });

        assertThat(((Outcome.Hold) outcome).reason())
                .contains(
                        "site.example is at 169.254.169.254, which is not public; nothing was sent");
        assertThat(asked).hasValue(1);
    }

    private Outcome said(String json) throws IOException {
        return answered((request, socket, out) -> ok(out, Site.lines(request, json)));
    }

    private Outcome answered(Endpoint.Script script) throws IOException {
        try (Endpoint endpoint = new Endpoint(script)) {
            return push(endpoint);
        }
    }

    private Outcome push(Endpoint endpoint) throws IOException {
        return pushed(endpoint, job);
    }

    private static Outcome pushed(Endpoint endpoint, OneJob one) throws IOException {
        try (PushTarget target = target(endpoint.url(), InetAddress::getAllByName)) {
            return target.handle(DATA, one);
        }
    }

    private Outcome push(
            Endpoint endpoint,
            Acknowledgement ack,
            WebhookSecret secret,
            Optional<WebhookSecret> oldSecret)
            throws IOException {
        PushConfig config =
                new PushConfig(
                        URI.create(endpoint.url()), secret, oldSecret, ack, List.of("127.0.0.0/8"));
        try (PushTarget target = new PushTarget(config, 10, InstantSource.system())) {
            return target.handle(DATA, job);
        }
    }

    private Outcome pushed(String url, AddressGuard.Lookup lookup) throws IOException {
        try (PushTarget target = target(url, lookup)) {
            return target.handle(DATA, job);
        }
    }

    private static PushTarget target(String url, AddressGuard.Lookup lookup) {
        return new PushTarget(
                new PushConfig(
                        URI.create(url),
                        Site.SECRET,
                        Optional.empty(),
                        Acknowledgement.SIGNED,
                        List.of("127.0.0.0/8")),
                10,
                InstantSource.system(),
                lookup,
                new PushMetrics(new SimpleMeterRegistry(), "site"));
    }

    private static void ok(OutputStream out, String lines) throws IOException {
        Endpoint.write(out, 200, "content-type: application/vnd.towpath.ack\r\n", lines);
    }
}
