package dev.towpath.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.towpath.schemas.topic.Rung;
import dev.towpath.schemas.topic.TopicNames;
import dev.towpath.schemas.wire.JobEnvelope;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class DelayTest {
    private static final Installation INSTALLATION = Installation.onSharedBroker();
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
    void aDelayIsPutOnTheLongestRungNotAboveItInEveryFormat() {
        String json = id(site.post("{\"type\":\"note.send\",\"delay\":\"10m\"}"));
        String event =
                id(
                        site.post(
                                """
                                {"specversion":"1.0","id":"1","source":"/cms","type":"note.send",
                                 "delay":"10m","data":1}
                                """
                                        .getBytes(UTF_8),
                                "application/cloudevents+json",
                                more -> {}));
        String binary =
                id(
                        site.post(
                                "{}".getBytes(UTF_8),
                                "application/json",
                                request ->
                                        request.header("ce-specversion", "1.0")
                                                .header("ce-id", "2")
                                                .header("ce-source", "/cms")
                                                .header("ce-type", "note.send")
                                                .header("ce-delay", "10m")));
        String line =
                site.post(
                                "{\"type\":\"note.send\",\"delay\":\"10m\"}\n".getBytes(UTF_8),
                                "application/x-ndjson",
                                more -> {})
                        .text();

        try (Express rung = on(Rung.S256)) {
            for (String id : new String[] {json, event, binary}) {
                JobEnvelope envelope = Express.envelope(rung.await(id));
                assertThat(envelope.dueAt()).isEqualTo(600_000);
                assertThat(envelope.has(JobEnvelope.RELATIVE)).isTrue();
                assertThat(envelope.has(JobEnvelope.OFF_LADDER)).isTrue();
            }
            assertThat(line).contains("\"id\"");
            assertThat(rung.await(4)).hasSize(4);
        }
    }

    @Test
    void aTimeIsPutOnTheFirstRungForABrokersClockToJudge() {
        Instant time = Instant.now().plusSeconds(3_600);
        String json = id(site.post("{\"type\":\"note.send\",\"runAt\":\"" + time + "\"}"));
        String event =
                id(
                        site.post(
                                """
                                {"specversion":"1.0","id":"3","source":"/cms","type":"note.send",
                                 "runat":"%s"}
                                """
                                        .formatted(time)
                                        .getBytes(UTF_8),
                                "application/cloudevents+json",
                                more -> {}));

        try (Express now = on(Rung.NOW);
                Express rung = on(Rung.S1024)) {
            for (String id : new String[] {json, event}) {
                ConsumerRecord<byte[], byte[]> put = now.await(id);
                assertThat(Express.envelope(put).dueAt()).isEqualTo(time.toEpochMilli());
                assertThat(Express.envelope(put).has(JobEnvelope.RELATIVE)).isFalse();
                assertThat(rung.await(id).headers()).isEqualTo(put.headers());
            }
        }
    }

    @Test
    void aTimeInThePastIsDueAtOnceAndADelayOfNothingIsNone() {
        String past = id(site.post("{\"type\":\"note.send\",\"runAt\":\"2001-01-01T00:00:00Z\"}"));
        String none = id(site.post("{\"type\":\"note.send\",\"delay\":\"0s\"}"));

        try (Express express = new Express(INSTALLATION);
                Express jobs =
                        new Express(
                                INSTALLATION,
                                new TopicNames(INSTALLATION.prefix()).jobs("default"),
                                3)) {
            assertThat(express.await(past).timestamp()).isPositive();
            assertThat(Express.envelope(jobs.await(none)).flags()).isZero();
        }
    }

    @Test
    void theWindowOfADedupKeyBeginsWhenTheJobIsDue() {
        String body = "{\"type\":\"note.send\",\"delay\":\"1d\",\"dedupKey\":\"w\"}";
        Site.Answer first = site.post(body);
        Site.Answer second = site.post(body);

        assertThat(id(second)).isEqualTo(id(first));
        assertThat(second.json().get("duplicate").booleanValue()).isTrue();
        try (Express rung = on(Rung.S65536)) {
            assertThat(Express.envelope(rung.await(id(first))).windowMillis())
                    .isEqualTo(2 * 86_400_000L);
        }
    }

    @Test
    void whatCannotBeIsRefused() {
        refused(
                "\"delay\":\"1s\",\"runAt\":\"2099-01-01T00:00:00Z\"",
                "/runAt: expected no runAt besides delay, got both; leave one of the two out");
        refused(
                "\"delay\":\"366d\"",
                "/delay: expected a delay of at most 365d, such as 250ms, 10s, 5m, 2h, 1d, got"
                        + " 366d");
        refused("\"delay\":10", "/delay: expected a string, got a number");
        refused(
                "\"runAt\":\"2999-01-01T00:00:00Z\"",
                "/runAt: expected a time as RFC 3339, at most 365 days from now, got"
                        + " 2999-01-01T00:00:00Z");
        refused(
                "\"delay\":\"2h\",\"expires\":\"1h\"",
                "/expires: expected a time after the job is due, got one before; it would expire"
                        + " before it may start");
    }

    private static void refused(String fields, String problem) {
        Site.Answer answer = site.post("{\"type\":\"note.send\"," + fields + "}");

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.code()).isEqualTo("TP-1004");
        assertThat(answer.json().get("detail").stringValue())
                .isEqualTo("the job is not stored. " + problem);
    }

    private static Express on(Rung rung) {
        return new Express(INSTALLATION, new TopicNames(INSTALLATION.prefix()).delay(rung), 2);
    }

    private static String id(Site.Answer answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(202);
        return answer.json().get("id").stringValue();
    }
}
