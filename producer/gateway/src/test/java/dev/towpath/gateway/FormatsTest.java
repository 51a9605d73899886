package dev.towpath.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.towpath.schemas.config.TypeConfig;
import dev.towpath.schemas.id.JobId;
import dev.towpath.schemas.payload.DecodedPayload;
import dev.towpath.schemas.payload.PayloadCodec;
import dev.towpath.schemas.payload.PayloadFormat;
import dev.towpath.schemas.payload.SchemaStore;
import dev.towpath.schemas.wire.EnvelopeCodec;
import dev.towpath.schemas.wire.JobEnvelope;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.SchemaBuilder;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class FormatsTest {
    private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    private static final Installation INSTALLATION =
            Installation.onSharedBroker()
                    .type(
                            "article.publish",
                            Installation.avro(TypeConfig.defaults()),
                            PayloadFormat.avro(
                                    SchemaBuilder.record("Article")
                                            .fields()
                                            .requiredString("title")
                                            .requiredInt("version")
                                            .endRecord()));
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
    void everyFieldOfOurJsonArrivesInTheEnvelope() {
        Site.Answer answer =
                site.post(
                        """
                        {"type":"note.send","data":[1,{"b":2,"a":1.50}],"group":"g1",
                         "dedupKey":"d1","queue":"default","batch":"b1","tags":["x","y"],
                         "expires":"2099-01-01T00:00:00Z","deployment":"v42"}
                        """
                                .getBytes(UTF_8),
                        "application/json; charset=utf-8",
                        request -> request.header("traceparent", TRACE));

        assertThat(answer.status()).isEqualTo(202);
        ConsumerRecord<byte[], byte[]> record = record(answer);
        JobEnvelope envelope = envelope(record);
        assertThat(new String(record.value(), UTF_8)).isEqualTo("[1,{\"b\":2,\"a\":1.50}]");
        assertThat(new String(record.key(), UTF_8)).isEqualTo("g1");
        assertThat(Records.header(record, "traceparent")).isEqualTo(TRACE);
        assertThat(envelope.client()).isEqualTo("site");
        assertThat(envelope.dedupKey()).isEqualTo("d1");
        assertThat(envelope.batch()).isEqualTo("b1");
        assertThat(envelope.tags()).containsExactly("x", "y");
        assertThat(envelope.deployment()).isEqualTo("v42");
        assertThat(envelope.expiresAt())
                .isEqualTo(Instant.parse("2099-01-01T00:00:00Z").toEpochMilli());
        assertThat(envelope.windowMillis()).isEqualTo(86_400_000);
        assertThat(envelope.flags()).isEqualTo(JobEnvelope.GROUPED | JobEnvelope.DEDUPLICATED);
    }

    @Test
    void theIdempotencyKeyIsTheDedupKey() {
        Site.Answer first = post("{\"type\":\"note.send\"}", "Idempotency-Key", "k-1");
        Site.Answer second = post("{\"type\":\"note.send\"}", "Idempotency-Key", "k-1");

        assertThat(envelope(Records.all(INSTALLATION, id(first)).getFirst()).dedupKey())
                .isEqualTo("k-1");
        assertThat(id(second)).isEqualTo(id(first));
    }

    @Test
    void anIdempotencyKeyThatContradictsTheBodyIsRefused() {
        Site.Answer answer =
                post("{\"type\":\"note.send\",\"dedupKey\":\"a\"}", "Idempotency-Key", "b");

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.json().get("detail").stringValue())
                .isEqualTo(
                        "the job is not stored. /dedupKey: expected the same as the header"
                                + " Idempotency-Key, got another; leave one of the two out");
    }

    @Test
    void allThatIsWrongIsSaidAtOnce() {
        Site.Answer answer =
                site.post(
                        """
                        {"type":"note.sent","dta":1,"group":"%s","tags":["ok",7],
                         "expires":"yesterday","delay":"5 minutes","batch":3,"queue":"slow"}
                        """
                                .formatted("g".repeat(10_240)));

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.code()).isEqualTo("TP-1004");
        assertThat(answer.header("content-type")).isEqualTo("application/problem+json");
        assertThat(answer.json().get("retryable").booleanValue()).isFalse();
        assertThat(lines(answer))
                .containsExactlyInAnyOrder(
                        "/dta: expected one of type, data, group, dedupKey, queue, batch, tags,"
                                + " delay, runAt, expires, deployment, got the unknown field 'dta'; did you mean"
                                + " 'data'?",
                        "/group: expected at most 512 bytes of UTF-8, got 10240 bytes",
                        "/tags/1: expected a string that is not empty, got a number",
                        "/expires: expected a time to come as RFC 3339, or a span such as 90s, 10m,"
                                + " 24h, 7d, got yesterday",
                        "/delay: expected a delay of at most 365d, such as 250ms, 10s, 5m, 2h, 1d,"
                                + " got 5 minutes",
                        "/batch: expected a string, got a number",
                        "/type: expected a type that the configuration names, got 'note.sent'; did"
                                + " you mean 'note.send'?",
                        "/queue: expected one of default, got 'slow'");
    }

    @Test
    void aPayloadThatDoesNotFitItsSchemaIsRefusedWithEachPlace() {
        Site.Answer answer =
                site.post(
                        "{\"type\":\"article.publish\",\"data\":{\"titel\":\"x\",\"version\":\"1\"}}");

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.code()).isEqualTo("TP-1005");
        assertThat(lines(answer)).anyMatch(line -> line.startsWith("/data/titel: "));
        assertThat(lines(answer)).anyMatch(line -> line.startsWith("/data/version: "));
        assertThat(lines(answer)).anyMatch(line -> line.contains("did you mean 'title'?"));
    }

    @Test
    void aPayloadOfAnAvroTypeIsStoredInSingleObjectEncoding() {
        ConsumerRecord<byte[], byte[]> record =
                record(
                        site.post(
                                "{\"type\":\"article.publish\",\"data\":{\"title\":\"x\",\"version\":1}}"));

        assertThat(record.value()).startsWith(0xC3, 0x01).endsWith(2, 'x', 2);
        assertThat(Records.header(record, "content-type")).isEqualTo("application/avro");
    }

    @Test
    void aWorkerFindsTheSchemaOfAPayloadOnTheControlTopic() {
        ConsumerRecord<byte[], byte[]> record =
                record(
                        site.post(
                                "{\"type\":\"article.publish\",\"data\":{\"title\":\"x\",\"version\":1}}"));
        SchemaStore store = new SchemaStore();
        Records.awaitControl(INSTALLATION)
                .forEach(one -> store.learn(new String(one.key(), UTF_8), one.value()));

        assertThat(PayloadCodec.decode(record.value(), store))
                .isInstanceOf(DecodedPayload.Avro.class);
        assertThat(site.get("/readyz").text()).contains("1 payload schemas are published");
    }

    @Test
    void aStructuredCloudEventIsAJobWhoseIdIsThatOfItsSourceAndId() {
        String event =
                """
                {"specversion":"1.0","id":"e1","source":"/cms","type":"note.send",
                 "datacontenttype":"application/json","time":"2026-11-22T10:00:00Z",
                 "data":{"a":1},"group":"g","tags":"x, y","traceparent":"%s","comexampleother":1}
                """
                        .formatted(TRACE);

        Site.Answer first =
                site.post(event.getBytes(UTF_8), "application/cloudevents+json", r -> {});
        Site.Answer again =
                site.post(event.getBytes(UTF_8), "application/cloudevents+json", r -> {});

        assertThat(first.status()).isEqualTo(202);
        assertThat(id(again)).isEqualTo(id(first));
        ConsumerRecord<byte[], byte[]> record = Records.all(INSTALLATION, id(first)).getFirst();
        assertThat(new String(record.value(), UTF_8)).isEqualTo("{\"a\":1}");
        assertThat(Records.header(record, "traceparent")).isEqualTo(TRACE);
        assertThat(envelope(record).dedupKey()).isEqualTo("/cms e1");
        assertThat(envelope(record).tags()).containsExactly("x", "y");
    }

    @Test
    void aBinaryCloudEventCarriesItsAttributesInHeaders() {
        Site.Answer answer =
                site.post(
                        "{\"a\":1}".getBytes(UTF_8),
                        "application/json",
                        request ->
                                request.header("ce-specversion", "1.0")
                                        .header("ce-id", "b1")
                                        .header("ce-source", "/cms")
                                        .header("ce-type", "note.send")
                                        .header("ce-group", "caf%C3%A9")
                                        .header("ce-dedupkey", "binary 1"));

        assertThat(answer.status()).isEqualTo(202);
        ConsumerRecord<byte[], byte[]> record = record(answer);
        assertThat(new String(record.value(), UTF_8)).isEqualTo("{\"a\":1}");
        assertThat(new String(record.key(), UTF_8)).isEqualTo("café");
        assertThat(envelope(record).dedupKey()).isEqualTo("binary 1");
    }

    @Test
    void aWrongCloudEventIsRefusedWithAllThatIsWrong() {
        Site.Answer answer =
                site.post(
                        """
                        {"specversion":"0.3","source":"/cms","type":"note.send",
                         "datacontenttype":"text/xml","data_base64":"AA==","dedupKey":"x"}
                        """
                                .getBytes(UTF_8),
                        "application/cloudevents+json",
                        r -> {});

        assertThat(answer.status()).isEqualTo(422);
        assertThat(lines(answer))
                .containsExactly(
                        "/specversion: expected \"1.0\", got '0.3'",
                        "/id: expected a string that is not empty, got nothing",
                        "/datacontenttype: expected a media type of JSON, got 'text/xml'",
                        "/data_base64: expected data as JSON in 'data', got binary data",
                        "expected attribute names of a-z and 0-9, got 'dedupKey'");
    }

    @Test
    void aBatchOfCloudEventsTakesTheGoodOnesAndSaysOfEachWrongOneWhy() {
        String batch =
                """
                [{"specversion":"1.0","id":"1","source":"/b","type":"note.send"},
                 {"specversion":"1.0","id":"2","source":"/b","type":"no.such"},
                 7,
                 {"specversion":"1.0","id":"4","source":"/b","type":"note.send"}]
                """;

        Site.Answer answer =
                site.post(batch.getBytes(UTF_8), "application/cloudevents-batch+json", r -> {});

        assertThat(answer.status()).isEqualTo(207);
        JsonNode json = answer.json();
        assertThat(json.get("accepted").intValue()).isEqualTo(2);
        assertThat(json.get("refused").intValue()).isEqualTo(2);
        JsonNode results = json.get("results");
        assertThat(results.get(0).has("id")).isTrue();
        assertThat(results.get(1).at("/error/code").stringValue()).isEqualTo("TP-1006");
        assertThat(results.get(2).at("/error/code").stringValue()).isEqualTo("TP-1004");
        JobId last = JobId.parse(results.get(3).get("id").stringValue()).orElseThrow();
        assertThat(Records.all(INSTALLATION, last)).hasSize(1);
    }

    @Test
    void aWholeBatchIsAnswered202() {
        String batch =
                "[{\"specversion\":\"1.0\",\"id\":\"w\",\"source\":\"/b\",\"type\":\"note.send\"}]";

        Site.Answer answer =
                site.post(batch.getBytes(UTF_8), "application/cloudevents-batch+json", r -> {});

        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.json().get("results").get(0).has("id")).isTrue();
    }

    @Test
    void aTypeThatIsNotNamedIsTakenWhenTheConfigurationAllowsIt() {
        TypeConfig d = TypeConfig.defaults();
        Installation open =
                Installation.onSharedBroker()
                        .type("*", Installation.allowingUnknown(d), PayloadFormat.JSON)
                        .othersAreJson();
        try (Gateway other = open.start()) {
            Site.Answer answer =
                    new Site(other.port(), Installation.SITE_KEY).post("{\"type\":\"what.ever\"}");

            assertThat(answer.status()).isEqualTo(202);
        }
    }

    private static Site.Answer post(String body, String header, String value) {
        return site.post(
                body.getBytes(UTF_8), "application/json", request -> request.header(header, value));
    }

    private static JobId id(Site.Answer answer) {
        return JobId.parse(answer.json().get("id").stringValue()).orElseThrow();
    }

    private static ConsumerRecord<byte[], byte[]> record(Site.Answer answer) {
        return Records.find(INSTALLATION, id(answer));
    }

    private static JobEnvelope envelope(ConsumerRecord<byte[], byte[]> record) {
        return EnvelopeCodec.decode(record.headers().lastHeader("towpath").value());
    }

    private static List<String> lines(Site.Answer answer) {
        List<String> lines = new ArrayList<>();
        for (JsonNode problem : answer.json().get("problems")) {
            String pointer = problem.get("pointer").stringValue();
            JsonNode hint = problem.get("hint");
            lines.add(
                    (pointer.isEmpty() ? "" : pointer + ": ")
                            + "expected "
                            + problem.get("expected").stringValue()
                            + ", got "
                            + problem.get("got").stringValue()
                            + (hint == null ? "" : "; " + hint.stringValue()));
        }
        return lines;
    }
}
