package dev.towpath.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.towpath.schemas.config.ClientConfig;
import dev.towpath.schemas.config.GatewayConfig;
import dev.towpath.schemas.config.Scope;
import dev.towpath.schemas.id.JobId;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class StreamTest {
    private static final String LINES = "Content-Type: application/x-ndjson";
    private static final String CHUNKED = "Transfer-Encoding: chunked";
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final Installation INSTALLATION =
            Installation.onSharedBroker()
                    .gateway(
                            Installation.bodyTimeout(
                                    GatewayConfig.defaults(), Duration.ofSeconds(2)));
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
    void ofAHundredThousandLinesWithEveryTenthWrongTheOthersAreTaken() {
        StringBuilder body = new StringBuilder();
        int count = 100_000;
        for (int i = 1; i <= count; i++) {
            body.append(
                    i % 10 == 0
                            ? "{\"type\":\"note.send\",\"dta\":" + i + "}\n"
                            : "{\"type\":\"note.send\",\"data\":{\"n\":" + i + "}}\n");
        }

        Site.Answer answer = stream(body.toString());

        assertThat(answer.status()).isEqualTo(200);
        List<JsonNode> results = results(answer);
        assertThat(results).hasSize(count + 1);
        for (int i = 1; i <= count; i++) {
            JsonNode result = results.get(i - 1);
            assertThat(result.get("line").intValue()).isEqualTo(i);
            if (i % 10 == 0) {
                assertThat(result.at("/error/code").stringValue()).isEqualTo("TP-1004");
                assertThat(result.at("/error/problems/0/hint").stringValue())
                        .isEqualTo("did you mean 'data'?");
            } else {
                assertThat(result.has("id")).isTrue();
            }
        }
        assertThat(results.getLast().toString())
                .isEqualTo(
                        "{\"end\":\"complete\",\"lines\":100000,\"accepted\":90000,\"refused\":10000}");
        assertThat(Records.count(INSTALLATION, "default")).isGreaterThanOrEqualTo(90_000);
    }

    @Test
    void eachKindOfWrongLineSaysWhyAndBlankLinesAreCounted() {
        Site.Answer answer =
                stream(
                        """
                        {"type":"note.send"}

                        {"type":"note.send"
                        [1]
                        {"type":"note.send","type":"x"}
                        {"type":"no.such"}
                        {"type":"note.send","data":"last"}""");

        List<JsonNode> results = results(answer);
        assertThat(results.stream().map(StreamTest::lineAndCode))
                .containsExactly(
                        "1 ok",
                        "3 TP-1001",
                        "4 TP-1004",
                        "5 TP-1001",
                        "6 TP-1006",
                        "7 ok",
                        "0 complete");
        assertThat(results.getLast().get("lines").intValue()).isEqualTo(7);
    }

    @Test
    void aLineThatIsTooLongIsSkippedAndTheNextIsTaken() {
        String tooLong = "{\"type\":\"note.send\",\"data\":\"" + "x".repeat(600_000) + "\"}";

        List<JsonNode> results =
                results(stream(tooLong + "\n{\"type\":\"note.send\"}\n" + tooLong));

        assertThat(results.stream().map(StreamTest::lineAndCode))
                .containsExactly("1 TP-1017", "2 ok", "3 TP-1017", "0 complete");
        assertThat(results.getFirst().at("/error/detail").stringValue())
                .isEqualTo(
                        "expected a line of at most 524288 bytes, got "
                                + tooLong.length()
                                + "; its job is not stored");
    }

    @Test
    void aResultComesBeforeTheNextLineIsSent() {
        try (RawClient client = new RawClient(gateway.port())) {
            client.send(RawClient.head(Installation.SITE_KEY, LINES, CHUNKED));
            client.chunk("{\"type\":\"note.send\"}\n");

            assertThat(client.readHead()).startsWith("HTTP/1.1 200");
            assertThat(client.readChunk()).startsWith("{\"line\":1,\"id\":\"default_");

            client.chunk("{\"type\":\"note.send\"}\n");
            assertThat(client.readChunk()).startsWith("{\"line\":2,\"id\":\"default_");
            client.send("0\r\n\r\n");
            assertThat(client.readChunk()).startsWith("{\"end\":\"complete\",\"lines\":2");
            assertThat(client.readChunk()).isEmpty();

            // The connection is good for another request.
            client.send("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(client.readHead()).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void aKeyRevokedInMidStreamEndsItAndTheLastLineSaysWhichLinesWereTaken() {
        Installation installation = Installation.onSharedBroker();
        String key = "tp_brief_0123456789abcdefghijklmnopqrstuv";
        installation.client("brief", key, Set.of(Scope.SUBMIT));
        try (Gateway revoking = installation.start();
                RawClient client = new RawClient(revoking.port())) {
            client.send(RawClient.head(key, LINES, CHUNKED));
            client.chunk("{\"type\":\"note.send\"}\n{\"type\":\"note.send\"}\n");
            client.readHead();
            String taken = client.readChunk();
            while (taken.lines().count() < 2) {
                taken += client.readChunk();
            }

            installation.client(
                    "brief",
                    new ClientConfig(
                            List.of(Installation.key(key, true)),
                            Set.of(Scope.SUBMIT),
                            Installation.all(),
                            Installation.all()));
            revoking.reload(installation.config(), installation.schemas());
            client.chunk("{\"type\":\"note.send\"}\n");

            JsonNode last = MAPPER.readTree(client.readChunk());
            assertThat(last.get("end").stringValue()).isEqualTo("stopped");
            assertThat(last.get("lines").intValue()).isEqualTo(2);
            assertThat(last.get("accepted").intValue()).isEqualTo(2);
            assertThat(last.at("/error/code").stringValue()).isEqualTo("TP-1008");
            assertThat(last.at("/error/detail").stringValue())
                    .isEqualTo(
                            "the API key is revoked; expected 'Authorization: Bearer"
                                    + " tp_<client>_<random>' with a valid key; the lines up to 2"
                                    + " were taken, each as its result says. The rest was not read"
                                    + " from line 3 on");
            assertThat(client.readChunk()).isEmpty();
            assertThat(client.ended()).isTrue();
        }
    }

    @Test
    void aStreamThatStandsStillIsEndedAndSaysSo() {
        try (RawClient client = new RawClient(gateway.port())) {
            client.send(RawClient.head(Installation.SITE_KEY, LINES, CHUNKED));
            client.chunk("{\"type\":\"note.send\"}\n{\"type\":\"no");
            client.readHead();
            client.readChunk();

            JsonNode last = MAPPER.readTree(client.readChunk());

            assertThat(last.get("end").stringValue()).isEqualTo("stopped");
            assertThat(last.get("lines").intValue()).isEqualTo(1);
            assertThat(last.at("/error/code").stringValue()).isEqualTo("TP-1003");
        }
    }

    @Test
    void aClientThatStopsReadingIsStoppedFromSendingAndThenCutOff() {
        byte[] lines =
                ("{\"type\":\"note.send\",\"dta\":\"" + "x".repeat(200) + "\"}\n")
                        .repeat(500)
                        .getBytes(UTF_8);
        long sent = 0;
        boolean cutOff = false;
        try (RawClient client = new RawClient(gateway.port(), 16 * 1024)) {
            client.send(
                    RawClient.head(Installation.SITE_KEY, LINES, "Content-Length: 10000000000"));
            try {
                while (sent < 1L << 30) {
                    client.send(lines);
                    sent += lines.length;
                }
            } catch (UncheckedIOException e) {
                cutOff = true;
            }
        }

        assertThat(cutOff).isTrue();
        // A window of results, and what the sockets hold.
        assertThat(sent).isLessThan(64L << 20);
    }

    @Test
    void aChunkWithoutEndIsRefusedBeforeItFillsTheMemory() {
        try (RawClient client = new RawClient(gateway.port())) {
            client.send(RawClient.head(Installation.SITE_KEY, LINES, CHUNKED));
            client.send("7fffffff\r\n");
            byte[] piece = "x".repeat(64 * 1024).getBytes(UTF_8);
            for (int i = 0; i < 80; i++) {
                client.send(piece);
            }

            assertThat(client.readHead()).startsWith("HTTP/1.1 200");
            JsonNode last = MAPPER.readTree(client.readChunk());
            assertThat(last.at("/error/code").stringValue()).isEqualTo("TP-1002");
        }
    }

    @Test
    void linesOfOneGroupKeepTheirOrder() {
        StringBuilder body = new StringBuilder();
        for (int i = 0; i < 2_000; i++) {
            body.append("{\"type\":\"note.send\",\"group\":\"ordered\",\"data\":" + i + "}\n");
        }

        List<JsonNode> results = results(stream(body.toString()));

        JobId first = JobId.parse(results.getFirst().get("id").stringValue()).orElseThrow();
        List<Integer> order = new ArrayList<>();
        Records.ofKey(INSTALLATION, first, "ordered")
                .forEach(record -> order.add(Integer.parseInt(new String(record.value(), UTF_8))));
        assertThat(order).isSorted().hasSize(2_000);
    }

    @Test
    void anIdempotencyKeyForManyLinesIsRefused() {
        Site.Answer answer =
                site.post(
                        "{\"type\":\"note.send\"}\n".getBytes(UTF_8),
                        "application/x-ndjson",
                        request -> request.header("Idempotency-Key", "k"));

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.json().get("detail").stringValue())
                .isEqualTo(
                        "expected no header Idempotency-Key on many jobs, got one; nothing was"
                                + " stored. Give each line a dedupKey of its own");
    }

    private static Site.Answer stream(String body) {
        return site.post(body.getBytes(UTF_8), "application/x-ndjson", more -> {});
    }

    private static List<JsonNode> results(Site.Answer answer) {
        return answer.text().lines().map(MAPPER::readTree).toList();
    }

    private static String lineAndCode(JsonNode result) {
        String code = result.at("/error/code").asString("");
        String end = result.path("end").asString("");
        return result.path("line").asInt(0)
                + " "
                + (end.isEmpty() ? code.isEmpty() ? "ok" : code : end);
    }
}
