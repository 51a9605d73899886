package dev.towpath.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.towpath.schemas.config.GatewayConfig;
import dev.towpath.schemas.config.TypeConfig;
import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.error.TowpathException;
import dev.towpath.schemas.payload.PayloadFormat;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ShutdownTest {
    private static final String HALF = "{\"type\":\"note.send\",";
    private static final String REST = "\"data\":1}";

    @Test
    void whatIsUnderWayEndsAndWhatIsNewIsRefused() {
        Gateway gateway = Installation.onSharedBroker().start();
        Site site = new Site(gateway.port(), Installation.SITE_KEY);
        try (RawClient under = new RawClient(gateway.port())) {
            under.send(
                    RawClient.head(
                            Installation.SITE_KEY,
                            "Content-Type: application/json",
                            "Expect: 100-continue",
                            "Content-Length: " + (HALF.length() + REST.length())));
            assertThat(under.readHead()).startsWith("HTTP/1.1 100");
            under.send(HALF);

            CompletableFuture<Void> closed = CompletableFuture.runAsync(gateway::close);
            Site.Answer refused = site.get("/v1/jobs/x");
            while (refused.status() != 503) {
                refused = site.get("/v1/jobs/x");
            }
            assertThat(refused.code()).isEqualTo("TP-1018");
            assertThat(refused.json().get("detail").stringValue())
                    .isEqualTo("the gateway is stopping; nothing was stored. Send it again");
            assertThat(site.get("/healthz").status()).isEqualTo(200);
            assertThat(site.get("/readyz").text()).contains("the gateway is stopping");
            assertThat(closed).isNotDone();

            under.send(REST);

            assertThat(under.answer()).startsWith("HTTP/1.1 202");
            closed.join();
            assertThat(under.ended()).isTrue();
        }
    }

    @Test
    void aStreamEndsWithALineThatSaysHowFarItCame() {
        Gateway gateway = Installation.onSharedBroker().start();
        try (RawClient stream = new RawClient(gateway.port())) {
            stream.send(
                    RawClient.head(
                            Installation.SITE_KEY,
                            "Content-Type: application/x-ndjson",
                            "Transfer-Encoding: chunked"));
            stream.chunk(HALF + REST + "\n");
            stream.readHead();
            assertThat(stream.readChunk()).contains("\"line\":1,\"id\"");

            CompletableFuture<Void> closed = CompletableFuture.runAsync(gateway::close);
            Site site = new Site(gateway.port(), Installation.SITE_KEY);
            while (site.get("/v1/jobs/x").status() != 503) {
                Thread.onSpinWait();
            }
            stream.chunk(HALF + REST + "\n");

            JsonNode last = new JsonMapper().readTree(stream.readChunk());
            assertThat(last.get("end").stringValue()).isEqualTo("stopped");
            assertThat(last.get("accepted").intValue()).isEqualTo(1);
            assertThat(last.at("/error/code").stringValue()).isEqualTo("TP-1018");
            assertThat(last.at("/error/detail").stringValue())
                    .isEqualTo(
                            "the gateway is stopping; the lines up to 1 were taken, each as its"
                                    + " result says. Send the rest again from line 2 on");
            closed.join();
        }
    }

    @Test
    void aPortThatIsTakenIsSaidAndNothingIsLeftRunning() {
        Installation installation = Installation.onSharedBroker();
        try (Gateway first = installation.start()) {
            GatewayConfig same = Installation.withPort(GatewayConfig.defaults(), first.port());
            Installation second = Installation.onSharedBroker().exactly(same);

            assertThatThrownBy(second::start)
                    .isInstanceOfSatisfying(
                            TowpathException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.PORT_TAKEN))
                    .hasMessage(
                            "the gateway cannot listen on 127.0.0.1:"
                                    + first.port()
                                    + ": the port is taken, or the address is not one of this"
                                    + " machine; nothing was started. Stop what has the port, or"
                                    + " set gateway.port");
        }
    }

    @Test
    void whatOnlyARestartChangesIsNotReloaded() {
        Installation installation = Installation.onSharedBroker();
        try (Gateway gateway = installation.start()) {
            Installation other = Installation.onSharedBroker();

            assertThatThrownBy(() -> gateway.reload(other.config(), other.schemas()))
                    .isInstanceOfSatisfying(
                            TowpathException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIG_INVALID))
                    .hasMessageContaining("Restart the gateway");
        }
    }

    @Test
    void aTypeOfAvroPayloadsWithoutSchemaKeepsTheGatewayFromStarting() {
        Installation installation =
                Installation.onSharedBroker()
                        .type(
                                "article.publish",
                                Installation.avro(TypeConfig.defaults()),
                                PayloadFormat.JSON);

        assertThatThrownBy(installation::start)
                .isInstanceOfSatisfying(
                        TowpathException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.SCHEMAS_INVALID))
                .hasMessage(
                        "types with 'payload: avro' need a schema, and there is none for"
                                + " article.publish; nothing has changed. Put <type>.avsc into"
                                + " schemas, or say 'payload: json'");
    }
}
