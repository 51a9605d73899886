package dev.towpath.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.towpath.schemas.config.ClientConfig;
import dev.towpath.schemas.config.GatewayConfig;
import dev.towpath.schemas.config.Scope;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class BadDaysTest {
    private static final String JSON = "Content-Type: application/json";
    private static final String GOOD = "{\"type\":\"note.send\"}";
    private static final String LIMITED_KEY = "tp_limited_0123456789abcdefghijklmnopqrstuv";
    private static final String REVOKED_KEY = "tp_gone_0123456789abcdefghijklmnopqrstuv";
    private static final Installation INSTALLATION =
            Installation.onSharedBroker()
                    .gateway(
                            Installation.bodyTimeout(
                                    GatewayConfig.defaults(), Duration.ofMillis(1_500)))
                    .client(
                            "limited",
                            new ClientConfig(
                                    List.of(Installation.key(LIMITED_KEY, false)),
                                    Set.of(Scope.SUBMIT),
                                    Set.of("fast"),
                                    Set.of("note.*", "note.send")))
                    .client(
                            "gone",
                            new ClientConfig(
                                    List.of(Installation.key(REVOKED_KEY, true)),
                                    Set.of(Scope.SUBMIT),
                                    Installation.all(),
                                    Installation.all()));
    private static Gateway gateway;
    private static Site site;

    @BeforeAll
    static void start() {
        gateway = INSTALLATION.start();
        site = new Site(gateway.port(), Installation.SITE_KEY);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void whatIsNotJsonIsRefusedWithItsPlace() {
        Site.Answer answer = site.post("{\"type\":\"note.send\",}");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo("TP-1001");
        assertThat(answer.json().get("detail").stringValue())
                .startsWith("nothing is stored. ")
                .contains("line 1, column 21");
        assertThat(answer.json().get("type").stringValue()).isEqualTo("/errors/TP-1001");
    }

    @Test
    void anEmptyBodyIsRefused() {
        assertThat(site.post("").code()).isEqualTo("TP-1001");
    }

    @Test
    void whatIsNotAnObjectIsRefused() {
        assertThat(site.post("[]").json().get("detail").stringValue())
                .isEqualTo("the job is not stored. expected a JSON object, got an array");
    }

    @Test
    void aFieldThatComesTwiceIsRefused() {
        Site.Answer answer = site.post("{\"type\":\"note.send\",\"type\":\"note.send\"}");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text()).contains("expected each field once, got it twice");
    }

    @Test
    void anotherContentTypeIsRefusedWithThoseThatAreTaken() {
        Site.Answer answer =
                site.post(GOOD.getBytes(UTF_8), "application/x-www-form-urlencoded", more -> {});

        assertThat(answer.status()).isEqualTo(415);
        assertThat(answer.json().get("detail").stringValue())
                .isEqualTo(
                        "expected a Content-Type of application/json, application/x-ndjson,"
                                + " application/cloudevents+json or"
                                + " application/cloudevents-batch+json, got another; nothing was"
                                + " stored");
    }

    @Test
    void aCompressedBodyIsRefused() {
        Site.Answer answer =
                site.post(
                        GOOD.getBytes(UTF_8),
                        "application/json",
                        request -> request.header("Content-Encoding", "gzip"));

        assertThat(answer.status()).isEqualTo(415);
        assertThat(answer.code()).isEqualTo("TP-1012");
    }

    @Test
    void aBodyOf10MegabytesIsRefusedWithoutBeingRead() {
        try (RawClient client = new RawClient(gateway.port())) {
            client.send(RawClient.head(Installation.SITE_KEY, JSON, "Content-Length: 10485760"));

            String answer = client.answer();

            assertThat(answer).startsWith("HTTP/1.1 413");
            assertThat(answer.toLowerCase(Locale.ROOT)).contains("connection: close");
            assertThat(answer)
                    .contains("TP-1002")
                    .contains("expected a body of at most 1048576 bytes, got one of 10485760");
        }
    }

    @Test
    void aClientThatSendsItAllTheSameStillGetsTheAnswer() {
        Site.Answer answer = site.post(new byte[10 << 20], "application/json", more -> {});

        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.code()).isEqualTo("TP-1002");
    }

    @Test
    void anEndlessBodyIsCutOffAtTheLimit() {
        try (RawClient client = new RawClient(gateway.port())) {
            client.send(RawClient.head(Installation.SITE_KEY, JSON, "Transfer-Encoding: chunked"));
            String piece = " ".repeat(32 * 1024);
            for (int i = 0; i < 40; i++) {
                client.chunk(piece);
            }

            assertThat(client.answer()).startsWith("HTTP/1.1 413").contains("TP-1002");
        }
    }

    @Test
    void aRefusedBodyIsNotTakenForTheNextRequest() {
        try (RawClient client = new RawClient(gateway.port())) {
            String inner = "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n";
            client.send(RawClient.head("tp_x_y", JSON, "Content-Length: 70000"));
            client.send(inner.repeat(2_000));

            assertThat(client.answer()).startsWith("HTTP/1.1 401");
            assertThat(client.ended()).isTrue();
        }
    }

    @Test
    void aBodyThatDoesNotComeInTimeIsAnswered408() {
        try (RawClient client = new RawClient(gateway.port())) {
            client.send(RawClient.head(Installation.SITE_KEY, JSON, "Content-Length: 20"));
            client.send("{\"type\":");

            String answer = client.answer();

            assertThat(answer).startsWith("HTTP/1.1 408").contains("TP-1003");
            assertThat(answer).contains("the body stood still or did not end within 1500 ms");
            assertThat(client.ended()).isTrue();
        }
    }

    @Test
    void aBodyThatDripsIsAnswered408AsWell() throws Exception {
        try (RawClient client = new RawClient(gateway.port())) {
            client.send(RawClient.head(Installation.SITE_KEY, JSON, "Content-Length: 1000"));
            Thread drip =
                    Thread.startVirtualThread(
                            () -> {
                                CountDownLatch pace = new CountDownLatch(1);
                                try {
                                    for (int i = 0; i < 200; i++) {
                                        client.send(" ");
                                        pace.await(50, TimeUnit.MILLISECONDS);
                                    }
                                } catch (UncheckedIOException | InterruptedException e) {
                                    Thread.currentThread().interrupt();
                                }
                            });

            assertThat(client.answer()).startsWith("HTTP/1.1 408");
            drip.interrupt();
            drip.join();
        }
    }

    @Test
    void headersBeyond16KiBAreRefused() {
        try (RawClient client = new RawClient(gateway.port())) {
            client.send(
                    RawClient.head(Installation.SITE_KEY, JSON, "X-Long: " + "x".repeat(20_000)));

            String answer = client.answer();

            assertThat(answer).startsWith("HTTP/1.1 4").contains("TP-1020");
        }
    }

    @Test
    void aBodyWithTwoLengthsIsRefused() {
        try (RawClient client = new RawClient(gateway.port())) {
            client.send(
                    RawClient.head(
                            Installation.SITE_KEY,
                            JSON,
                            "Content-Length: 20",
                            "Transfer-Encoding: chunked"));

            assertThat(client.answer()).startsWith("HTTP/1.1 400").contains("TP-1020");
        }
    }

    @Test
    void withoutKeyAJobIsRefusedAndToldHowToGiveOne() {
        Site.Answer answer = new Site(gateway.port(), "").post(GOOD);

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.code()).isEqualTo("TP-1008");
        assertThat(answer.header("www-authenticate")).isEqualTo("Bearer realm=\"towpath\"");
        assertThat(answer.json().get("detail").stringValue())
                .isEqualTo(
                        "there is no Authorization header; expected 'Authorization: Bearer"
                                + " tp_<client>_<random>' with a valid key");
    }

    @Test
    void anEmptyKeyIsSaidToBeEmpty() {
        try (RawClient client = new RawClient(gateway.port())) {
            client.send(RawClient.head("", JSON, "Content-Length: " + GOOD.length()) + GOOD);

            assertThat(client.answer())
                    .startsWith("HTTP/1.1 401")
                    .contains("the API key is empty: nothing comes after Bearer; expected ");
        }
    }

    @Test
    void aTypeThatIsNotThereIsToldWithSomeThatAreAndWhereTheyAreConfigured() {
        Site.Answer answer =
                new Site(gateway.port(), Installation.SITE_KEY)
                        .post("{\"type\":\"frobnicate\",\"data\":1}");

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.code()).isEqualTo("TP-1006");
        assertThat(answer.json().at("/problems/0/hint").stringValue())
                .startsWith("there are ")
                .contains("note.send")
                .doesNotContain("*")
                .endsWith("; types are configured under types in towpath.yaml");
    }

    @Test
    void anUnknownOrRevokedKeyIsRefusedAndNeverEchoed() {
        String unknown = "tp_site_9999999999abcdefghijklmnopqrstuv";

        Site.Answer wrong = new Site(gateway.port(), unknown).post(GOOD);
        Site.Answer revoked = new Site(gateway.port(), REVOKED_KEY).post(GOOD);

        assertThat(wrong.status()).isEqualTo(401);
        assertThat(wrong.text()).contains("the API key is unknown").doesNotContain("9999");
        assertThat(revoked.status()).isEqualTo(401);
        assertThat(revoked.text()).contains("the API key is revoked");
    }

    @Test
    void aKeyWithoutTheScopeIsRefused() {
        Site.Answer post = new Site(gateway.port(), Installation.READER_KEY).post(GOOD);
        Site.Answer get =
                new Site(gateway.port(), LIMITED_KEY)
                        .get("/v1/jobs/default_0_00000000000000000000000000");

        assertThat(post.status()).isEqualTo(403);
        assertThat(post.text()).contains("client 'reader' has no scope 'submit'");
        assertThat(get.status()).isEqualTo(403);
    }

    @Test
    void aTypeOrQueueThatTheClientMayNotUseIsRefused() {
        Site limited = new Site(gateway.port(), LIMITED_KEY);

        Site.Answer type = limited.post("{\"type\":\"other.type\"}");
        Site.Answer queue = limited.post(GOOD);

        assertThat(type.status()).isEqualTo(403);
        assertThat(type.text()).contains("may not submit jobs of type 'other.type'");
        assertThat(queue.status()).isEqualTo(403);
        assertThat(queue.text()).contains("may not submit to queue 'default'");
    }

    @Test
    void aPayloadThatIsTooLargeIsRefusedWithTheLimit() {
        Site.Answer answer =
                site.post("{\"type\":\"note.send\",\"data\":\"" + "x".repeat(300_000) + "\"}");

        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.code()).isEqualTo("TP-1016");
        assertThat(answer.text()).contains("at most 262144 bytes").contains("300002 bytes");
    }

    @Test
    void anotherPathIsNotFoundAndAnotherMethodNotAllowed() {
        Site.Answer path = site.get("/v2/jobs");
        Site.Answer method = site.get("/v1/jobs");

        assertThat(path.status()).isEqualTo(404);
        assertThat(path.code()).isEqualTo("TP-1014");
        assertThat(method.status()).isEqualTo(405);
        assertThat(method.code()).isEqualTo("TP-1015");
        assertThat(method.header("allow")).isEqualTo("POST");
    }

    @Test
    void anAnswerNeverEchoesMuchOfWhatWasSent() {
        String much = "q".repeat(100_000);

        Site.Answer answer =
                site.post(
                        "{\"type\":\"note.send\",\"" + "z".repeat(1_000) + "\":1,\"queue\":\"q\"}");
        Site.Answer type = site.post("{\"type\":\"" + "t".repeat(128) + "\"}");
        Site.Answer long_ = site.post("{\"type\":\"note.send\",\"expires\":\"" + much + "\"}");

        assertThat(answer.text()).hasSizeLessThan(2_000);
        assertThat(type.text()).hasSizeLessThan(1_000);
        assertThat(long_.text()).hasSizeLessThan(1_000);
    }

    @Test
    void expectContinueIsAnsweredBeforeTheBody() {
        try (RawClient client = new RawClient(gateway.port())) {
            client.send(
                    RawClient.head(
                            Installation.SITE_KEY,
                            JSON,
                            "Expect: 100-continue",
                            "Content-Length: " + GOOD.length()));

            assertThat(client.readHead()).startsWith("HTTP/1.1 100");
            client.send(GOOD);
            assertThat(client.answer()).startsWith("HTTP/1.1 202");
        }
    }

    @Test
    void aClientThatAsksForTheEndOfTheConnectionGetsIt() {
        try (RawClient client = new RawClient(gateway.port())) {
            client.send("GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

            assertThat(client.answer()).startsWith("HTTP/1.1 200");
            assertThat(client.ended()).isTrue();
        }
    }

    @Test
    @Tag("full")
    void aHeadThatDripsIsCutOffAfter10Seconds() {
        try (RawClient client = new RawClient(gateway.port())) {
            client.send("POST /v1/jobs HTTP/1.1\r\n");
            long start = System.nanoTime();

            assertThat(client.ended()).isTrue();
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isBetween(Duration.ofSeconds(9), Duration.ofSeconds(13));
        }
    }

    @Test
    void expectContinueWithAWrongKeyIsRefusedAndTheConnectionStaysGood() {
        try (RawClient client = new RawClient(gateway.port())) {
            client.send(
                    RawClient.head("tp_x_y", JSON, "Expect: 100-continue", "Content-Length: 20"));

            assertThat(client.answer()).startsWith("HTTP/1.1 401");
        }
    }
}
