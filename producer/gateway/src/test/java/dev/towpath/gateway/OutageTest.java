package dev.towpath.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towpath.broker.EmbeddedBroker;
import dev.towpath.schemas.config.GatewayConfig;
import dev.towpath.schemas.id.JobId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Execution(ExecutionMode.CONCURRENT)
class OutageTest {
    private static final String JOB = "{\"type\":\"note.send\",\"dedupKey\":\"k\"}";
    private static final JsonMapper MAPPER = new JsonMapper();

    @Test
    void withoutKafkaTheGatewayStartsAndSaysSoAndServesWhenKafkaComes(@TempDir Path data)
            throws Exception {
        int port = freePort();
        Installation installation = Installation.at("127.0.0.1:" + port).gateway(quick());
        try (Gateway gateway = installation.start()) {
            Site site = new Site(gateway.port(), Installation.SITE_KEY);

            assertThat(site.get("/healthz").status()).isEqualTo(200);
            Site.Answer ready = site.get("/readyz");
            assertThat(ready.status()).isEqualTo(503);
            assertThat(ready.text()).contains("\"kafka\",\"ok\":false");
            long start = System.nanoTime();
            Site.Answer answer = site.post(JOB);
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.code()).isEqualTo("TP-2002");
            assertThat(answer.header("retry-after")).isEqualTo("1");
            assertThat(answer.json().get("retryable").booleanValue()).isTrue();
            assertThat(answer.json().get("detail").stringValue())
                    .contains("Kafka does not answer")
                    .endsWith("the job is not stored. Sending it again is safe");
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isLessThan(Duration.ofSeconds(2));

            try (EmbeddedBroker broker =
                    EmbeddedBroker.builder(Files.createDirectory(data.resolve("kafka")))
                            .port(port)
                            .start()) {
                assertThat(broker.port()).isEqualTo(port);
                installation.createTopics();
                site.awaitReady();
                assertThat(site.post(JOB).status()).isEqualTo(202);
            }
        }
    }

    @Test
    void withABrokersNameThatNobodyKnowsTheGatewayStartsAndSaysSo() {
        Installation installation = Installation.at("kafka.invalid:9092").gateway(quick());
        try (Gateway gateway = installation.start()) {
            Site site = new Site(gateway.port(), Installation.SITE_KEY);

            Site.Answer answer = site.post(JOB);

            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.code()).isEqualTo("TP-2002");
            assertThat(site.get("/readyz").text()).contains("\"kafka\",\"ok\":false");
        }
    }

    @Test
    void whenKafkaDiesInTheMiddleTheOutcomeIsSaidToBeUnknownAndItRecoversAlone() {
        try (EmbeddedBroker broker = EmbeddedBroker.forTests()) {
            Installation installation = Installation.at(broker.bootstrap()).gateway(quick());
            installation.createTopics();
            try (Gateway gateway = installation.start();
                    RawClient stream = new RawClient(gateway.port())) {
                Site site = new Site(gateway.port(), Installation.SITE_KEY);
                site.awaitReady();
                JobId id = id(site.post(JOB));
                stream.send(
                        RawClient.head(
                                Installation.SITE_KEY,
                                "Content-Type: application/x-ndjson",
                                "Transfer-Encoding: chunked"));
                stream.chunk(JOB + "\n");
                stream.readHead();
                assertThat(stream.readChunk()).contains(id.toString());

                broker.kill();
                long start = System.nanoTime();
                Site.Answer answer = site.post(JOB);
                Duration took = Duration.ofNanos(System.nanoTime() - start);

                assertThat(answer.status()).isEqualTo(503);
                assertThat(took).isLessThan(Duration.ofMillis(2_500));
                assertThat(answer.header("retry-after")).isEqualTo("1");
                assertThat(answer.code()).isIn("TP-2001", "TP-2002");
                assertThat(answer.json().get("detail").stringValue()).contains("safe");
                assertThat(site.get("/readyz").status()).isEqualTo(503);
                stream.chunk(JOB + "\n");
                JsonNode line = MAPPER.readTree(stream.readChunk());
                assertThat(line.at("/error/code").stringValue()).isIn("TP-2001", "TP-2002");

                broker.restart();
                site.awaitReady();
                assertThat(id(site.post(JOB))).isEqualTo(id);
                stream.chunk(JOB + "\n");
                assertThat(stream.readChunk()).contains(id.toString());
            }
        }
    }

    @Test
    void aJobThatIsDueWhileKafkaIsAwayIsLateAndNotLost() {
        try (EmbeddedBroker broker = EmbeddedBroker.forTests()) {
            Installation installation = Installation.at(broker.bootstrap()).gateway(quick());
            installation.createTopics();
            try (Gateway gateway = installation.start();
                    Express express = new Express(installation)) {
                Site site = new Site(gateway.port(), Installation.SITE_KEY);
                site.awaitReady();
                String first = "{\"type\":\"note.send\",\"delay\":\"1ms\"}";
                express.await(id(site.post(first)).toString());
                JobId id = id(site.post("{\"type\":\"note.send\",\"delay\":\"3s\"}"));

                broker.kill();
                site.awaitTelling("\"ladder\",\"ok\":false");
                broker.restart();

                assertThat(Express.late(express.await(id.toString()))).isNotNegative();
                site.awaitReady();
            }
        }
    }

    @Test
    void aJobThatKafkaTookButDidNotConfirmIsOfUnknownOutcome() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.forTests()) {
            Installation installation = Installation.at(broker.bootstrap()).gateway(quick());
            installation.createTopics();
            try (Gateway gateway = installation.start()) {
                Site site = new Site(gateway.port(), Installation.SITE_KEY);
                site.awaitReady();
                JobId id = id(site.post(JOB));
                signal(broker, "STOP");

                Site.Answer answer = site.post(JOB);

                signal(broker, "CONT");
                assertThat(answer.status()).isEqualTo(503);
                assertThat(answer.code()).isEqualTo("TP-2001");
                assertThat(answer.json().get("detail").stringValue())
                        .startsWith("job " + id + ": Kafka did not confirm it")
                        .contains("It may or may not be stored. Sending it again with the same")
                        .contains("dedup key is safe");
                assertThat(site.get("/metrics").text())
                        .contains("towpath_gateway_jobs_unknown_total 1.0");
            }
        }
    }

    private static GatewayConfig quick() {
        return Installation.enqueueTimeout(GatewayConfig.defaults(), Duration.ofSeconds(2));
    }

    private static void signal(EmbeddedBroker broker, String name) throws Exception {
        Process kill =
                new ProcessBuilder("kill", "-" + name, Long.toString(broker.pid()))
                        .inheritIO()
                        .start();
        assertThat(kill.waitFor()).isZero();
    }

    private static JobId id(Site.Answer answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(202);
        return JobId.parse(answer.json().get("id").stringValue()).orElseThrow();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
