package dev.towpath.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.towpath.schemas.id.JobId;
import dev.towpath.schemas.id.JobIdIssuer;
import dev.towpath.schemas.topic.Rung;
import dev.towpath.schemas.topic.TopicNames;
import dev.towpath.schemas.wire.EnvelopeCodec;
import dev.towpath.schemas.wire.JobEnvelope;
import dev.towpath.schemas.wire.JobHeaders;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Tag("full")
class LadderFaultsTest {
    @Test
    void aJobBetweenTwoRungsArrivesThoughItsGatewayIsKilled() {
        Installation installation = Installation.onSharedBroker();
        try (GatewayProcess victim = GatewayProcess.start(installation);
                Express express = new Express(installation)) {
            Site site = new Site(victim.port(), Installation.SITE_KEY);
            express.await(id(site.post(delayed("1ms"))));
            String soon = id(site.post(delayed("3900ms")));
            String later = id(site.post(delayed("9s")));
            express.await(id(site.post(delayed("900ms"))));

            victim.kill();

            try (Gateway other = installation.start()) {
                assertThat(other.port()).isPositive();
                for (String id : List.of(soon, later)) {
                    ConsumerRecord<byte[], byte[]> record = express.await(id);
                    assertThat(Express.late(record)).isNotNegative();
                    assertThat(Express.envelope(record).generation()).isZero();
                    assertThat(Express.envelope(record).hop()).isZero();
                }
            }
        }
    }

    @Test
    void aGatewayThatStoodStillDoesNotSendWhatAnotherHasSent() {
        Installation installation = Installation.onSharedBroker();
        try (GatewayProcess frozen = GatewayProcess.start(installation);
                Express express = new Express(installation)) {
            Site site = new Site(frozen.port(), Installation.SITE_KEY);
            express.await(id(site.post(delayed("1ms"))));
            List<String> ids = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                ids.add(id(site.post(delayed("3900ms"))));
            }
            frozen.freeze();
            try (Gateway other = installation.start()) {
                assertThat(other.port()).isPositive();
                ids.forEach(express::await);

                frozen.thaw();

                Map<String, List<ConsumerRecord<byte[], byte[]>>> come =
                        Express.byId(express.during(Duration.ofSeconds(2)));
                assertThat(come).containsKeys(ids.toArray(String[]::new));
                assertThat(come.values()).allMatch(copies -> copies.size() == 1);
            }
        }
    }

    @Test
    void aGatewayThatStartsGoesOnAtOnceWith10000JobsWaitingAndHoldsAFew() {
        startWithWaiting(10_000);
    }

    @Test
    void aGatewayThatStartsGoesOnAtOnceWith500000JobsWaitingAndHoldsAFew() {
        startWithWaiting(500_000);
    }

    private static void startWithWaiting(int count) {
        Installation installation = Installation.onSharedBroker();
        try (Waiting waiting = new Waiting(installation)) {
            for (int i = 0; i < count; i++) {
                waiting.put(Rung.S256, waiting.envelope(300_000, JobEnvelope.RELATIVE));
            }
            waiting.flush();
            JobId due = waiting.put(Rung.NOW, waiting.envelope(1, JobEnvelope.RELATIVE));
            waiting.flush();
            long start = System.nanoTime();
            try (Gateway gateway = installation.start();
                    Express express = new Express(installation)) {
                express.await(due.toString());

                assertThat(Duration.ofNanos(System.nanoTime() - start))
                        .isLessThan(Duration.ofSeconds(20));
                Site site = new Site(gateway.port(), Installation.SITE_KEY);
                assertThat(number(site, "towpath_gateway_ladder_heads ")).isLessThan(1_001);
                assertThat(number(site, "towpath_gateway_ladder_bytes ")).isLessThan(1 << 20);
            }
        }
    }

    @Test
    void whatIsNoJobDoesNotHoldUpTheJobsBehindIt() {
        Installation installation = Installation.onSharedBroker();
        try (Waiting waiting = new Waiting(installation)) {
            waiting.raw(Rung.NOW, new byte[] {1, 2, 3}, Map.of());
            JobId bare = waiting.id("default");
            waiting.raw(Rung.NOW, new byte[] {4}, Map.of(JobHeaders.ID, bytes(bare.toString())));
            JobId torn = waiting.id("default");
            waiting.raw(
                    Rung.NOW,
                    new byte[] {5},
                    Map.of(JobHeaders.ID, bytes(torn.toString()), "towpath", new byte[] {1, 1, 9}));
            JobId placeless = waiting.id("gone");
            waiting.put(Rung.NOW, placeless, waiting.envelope(1, JobEnvelope.RELATIVE));
            JobId good = waiting.put(Rung.NOW, waiting.envelope(1, JobEnvelope.RELATIVE));
            waiting.flush();
            try (Gateway gateway = installation.start();
                    Express express = new Express(installation);
                    Express aside = new Express(installation, delay(installation, Rung.S64), 2)) {
                assertThat(express.await(bare.toString()).value()).containsExactly(4);
                assertThat(express.await(torn.toString()).value()).containsExactly(5);
                assertThat(express.await(good.toString()).timestamp()).isPositive();
                assertThat(Express.envelope(aside.await(placeless.toString())).hop()).isZero();
                String metrics = new Site(gateway.port(), "").get("/metrics").text();
                assertThat(metrics)
                        .contains("towpath_gateway_ladder_rejected_total{code=\"TP-4003\"} 1.0")
                        .contains("towpath_gateway_ladder_rejected_total{code=\"TP-4001\"} 1.0")
                        .contains("towpath_gateway_ladder_rejected_total{code=\"TP-4002\"} 1.0")
                        .contains("towpath_gateway_ladder_rejected_total{code=\"TP-2003\"} 1.0");
            }
        }
    }

    @Test
    void aJobOfALaterVersionWaitsForAGatewayThatCanReadIt() {
        Installation installation = Installation.onSharedBroker();
        try (Waiting waiting = new Waiting(installation)) {
            JobId newer = waiting.id("default");
            byte[] envelope = EnvelopeCodec.encode(waiting.envelope(1, JobEnvelope.RELATIVE));
            envelope[0] = 2;
            waiting.raw(
                    Rung.NOW,
                    new byte[] {7},
                    Map.of(JobHeaders.ID, bytes(newer.toString()), "towpath", envelope));
            waiting.flush();
            try (Gateway gateway = installation.start();
                    Express aside = new Express(installation, delay(installation, Rung.S16), 2)) {
                assertThat(gateway.port()).isPositive();
                ConsumerRecord<byte[], byte[]> record = aside.await(newer.toString());

                assertThat(record.value()).containsExactly(7);
                assertThat(record.headers().lastHeader("towpath").value()).isEqualTo(envelope);
            }
        }
    }

    @Test
    void aGatewayTellsOfItselfWhileSomethingWaits() {
        Installation installation = Installation.onSharedBroker();
        String topic = new TopicNames(installation.prefix()).presence();
        try (Gateway gateway = installation.start();
                Express presence = new Express(installation, topic, 1)) {
            Site site = new Site(gateway.port(), Installation.SITE_KEY);
            id(site.post(delayed("3s")));

            List<ConsumerRecord<byte[], byte[]>> told = presence.await(3);

            JsonNode last = new JsonMapper().readTree(told.getLast().value());
            assertThat(last.get("role").stringValue()).isEqualTo("gateway");
            assertThat(last.get("partitions").toString())
                    .contains("\"" + delay(installation, Rung.S4) + "-1\"");
            assertThat(told.getLast().key()).isEqualTo(told.getFirst().key());
        }
    }

    private static String delay(Installation installation, Rung rung) {
        return new TopicNames(installation.prefix()).delay(rung);
    }

    private static String delayed(String delay) {
        return "{\"type\":\"note.send\",\"delay\":\"" + delay + "\"}";
    }

    private static String id(Site.Answer answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(202);
        return answer.json().get("id").stringValue();
    }

    private static double number(Site site, String name) {
        return site.get("/metrics")
                .text()
                .lines()
                .filter(line -> line.startsWith(name))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length())))
                .findFirst()
                .orElseThrow();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    /// Puts records on the rungs, in a worker's place or a stranger's.
    private static final class Waiting implements AutoCloseable {
        private final TopicNames topics;
        private final JobIdIssuer ids;
        private final KafkaProducer<byte[], byte[]> producer;

        Waiting(Installation installation) {
            this.topics = new TopicNames(installation.prefix());
            this.ids =
                    new JobIdIssuer(
                            installation.config().secret().bytes(),
                            InstantSource.system(),
                            RandomGenerator.of("L64X128MixRandom"));
            this.producer =
                    new KafkaProducer<>(
                            Map.of(
                                    "bootstrap.servers",
                                    installation.config().kafka().bootstrap(),
                                    "linger.ms",
                                    "20",
                                    "max.in.flight.requests.per.connection",
                                    "1"),
                            new ByteArraySerializer(),
                            new ByteArraySerializer());
        }

        JobId id(String queue) {
            return ids.random(queue, 1);
        }

        JobEnvelope envelope(long due, int flags) {
            return new JobEnvelope(
                    0, 0, 0, 7, 1, due, 0, 0, 0, flags, "site", "", "", List.of(), "");
        }

        JobId put(Rung rung, JobEnvelope envelope) {
            return put(rung, id("default"), envelope);
        }

        JobId put(Rung rung, JobId id, JobEnvelope envelope) {
            ProducerRecord<byte[], byte[]> record =
                    new ProducerRecord<>(topics.delay(rung), bytes(id.toString()), bytes("{}"));
            JobHeaders.write(
                    record.headers(),
                    id.toString(),
                    "/clients/site",
                    bytes("note.send"),
                    true,
                    null,
                    envelope);
            var _ = producer.send(record);
            return id;
        }

        void raw(Rung rung, byte[] value, Map<String, byte[]> headers) {
            ProducerRecord<byte[], byte[]> record =
                    new ProducerRecord<>(topics.delay(rung), 0, null, value);
            headers.forEach(record.headers()::add);
            var _ = producer.send(record);
        }

        void flush() {
            producer.flush();
        }

        @Override
        public void close() {
            producer.close();
        }
    }
}
