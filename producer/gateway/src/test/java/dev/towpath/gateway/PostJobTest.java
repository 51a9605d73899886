package dev.towpath.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.towpath.schemas.id.JobId;
import dev.towpath.schemas.wire.EnvelopeCodec;
import java.time.Duration;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PostJobTest {
    private static final Installation INSTALLATION = Installation.onSharedBroker();
    private static Gateway gateway;
    private static Site site;

    @BeforeAll
    static void start() {
        gateway = INSTALLATION.start();
        site = new Site(gateway.port(), Installation.SITE_KEY);
        site.awaitReady();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void aJobThatIsAnswered202IsOnItsQueue() {
        Site.Answer answer = site.post("{\"type\":\"note.send\",\"data\":{\"to\":\"Ann\"}}");

        assertThat(answer.status()).isEqualTo(202);
        String id = answer.json().get("id").stringValue();
        assertThat(answer.header("location")).isEqualTo("/v1/jobs/" + id);
        ConsumerRecord<byte[], byte[]> record = Records.find(INSTALLATION, JobId.parse(id).get());
        assertThat(text(record.value())).isEqualTo("{\"to\":\"Ann\"}");
        assertThat(Records.header(record, "ce_type")).isEqualTo("note.send");
        assertThat(Records.header(record, "ce_source")).isEqualTo("/clients/site");
        assertThat(text(record.key())).isEqualTo(id);
    }

    @Test
    void aJobThatNothingWasHeardOfIsAccepted() {
        String id = site.post("{\"type\":\"note.send\"}").json().get("id").stringValue();

        Site.Answer answer = site.get("/v1/jobs/" + id);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().get("state").stringValue()).isEqualTo("accepted");
    }

    @Test
    void aGatewayWithKafkaAndItsTopicsIsReady() {
        assertThat(site.get("/readyz").status()).isEqualTo(200);
        assertThat(site.get("/healthz").status()).isEqualTo(200);
    }

    @Test
    void aKeyThatAClientMadeUpForItsRetriesIsRememberedForTenMinutes() {
        assertThat(windowOf("towpath:retry:7")).isEqualTo(Duration.ofMinutes(10));
        assertThat(windowOf("retry:7")).isEqualTo(Duration.ofDays(1));
    }

    private static Duration windowOf(String dedupKey) {
        String id =
                site.post("{\"type\":\"note.send\",\"dedupKey\":\"" + dedupKey + "\"}")
                        .json()
                        .get("id")
                        .stringValue();
        ConsumerRecord<byte[], byte[]> record =
                Records.find(INSTALLATION, JobId.parse(id).orElseThrow());
        byte[] envelope = record.headers().lastHeader(EnvelopeCodec.HEADER).value();
        return Duration.ofMillis(EnvelopeCodec.decode(envelope).windowMillis());
    }

    @Test
    void anIdThatWasNeverIssuedIsUnknown() {
        Site.Answer answer = site.get("/v1/jobs/default_0_00000000000000000000000000");

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.json().get("code").stringValue()).isEqualTo("TP-1011");
    }

    private static String text(byte[] bytes) {
        return new String(bytes, UTF_8);
    }
}
