package dev.towpath.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towpath.broker.EmbeddedBroker;
import dev.towpath.gateway.Gateway;
import dev.towpath.schemas.config.ClientConfig;
import dev.towpath.schemas.config.ClientKey;
import dev.towpath.schemas.config.GatewayConfig;
import dev.towpath.schemas.config.GroupProtocol;
import dev.towpath.schemas.config.KafkaConfig;
import dev.towpath.schemas.config.OutboxConfig;
import dev.towpath.schemas.config.QueueConfig;
import dev.towpath.schemas.config.Scope;
import dev.towpath.schemas.config.Secret;
import dev.towpath.schemas.config.TargetConfig;
import dev.towpath.schemas.config.TowpathConfig;
import dev.towpath.schemas.config.TypeConfig;
import dev.towpath.schemas.config.WorkerConfig;
import dev.towpath.schemas.payload.PayloadFormat;
import dev.towpath.schemas.payload.PayloadSchemas;
import dev.towpath.schemas.provision.TopicAdmin;
import dev.towpath.schemas.wire.PastAttempt;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/// A broker and a gateway, as a site sees them.
final class HttpSite implements AutoCloseable {
    static final String SITE = "tp_site_0123456789abcdefghijABCDEFGHIJ012345";
    static final String OTHER = "tp_other_0123456789abcdefghijABCDEFGHIJ01234";
    private static final Duration A_MINUTE = Duration.ofMinutes(1);
    private static final long PATIENCE = A_MINUTE.toNanos();

    private final HttpClient http = HttpClient.newHttpClient();
    private final EmbeddedBroker broker;
    private final TowpathConfig config;
    private final Gateway gateway;

    /// @param types by name, beside those that are not named
    HttpSite(Map<String, TypeConfig> types) throws Exception {
        this(types, Map.of());
    }

    HttpSite(Map<String, TypeConfig> types, Map<String, TargetConfig> targets) throws Exception {
        this(types, targets, Optional.empty());
    }

    /// @param outbox where the gateway takes jobs from besides
    HttpSite(
            Map<String, TypeConfig> types,
            Map<String, TargetConfig> targets,
            Optional<OutboxConfig> outbox)
            throws Exception {
        broker = EmbeddedBroker.forTests();
        config = config(broker.bootstrap(), types, targets, outbox);
        try (TopicAdmin topics = TopicAdmin.of(config)) {
            topics.apply();
        }
        gateway =
                Gateway.start(
                        config, new PayloadSchemas(Map.of(), Optional.of(PayloadFormat.JSON)));
    }

    String url() {
        return "http://127.0.0.1:" + gateway.port();
    }

    TowpathConfig config() {
        return config;
    }

    /// Posts a job, again and again until the gateway is ready.
    ///
    /// @param key tells it from others
    /// @return its location
    String post(String key, String body) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE;
        while (true) {
            HttpResponse<String> answer =
                    http.send(
                            request("/v1/jobs", SITE)
                                    .header("Content-Type", "application/json")
                                    .header("Idempotency-Key", key)
                                    .POST(HttpRequest.BodyPublishers.ofString(body))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() == 202) {
                return answer.headers().firstValue("Location").orElseThrow();
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError("the gateway took no job: " + answer.body());
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }

    HttpResponse<String> get(String location, String apiKey)
            throws IOException, InterruptedException {
        return http.send(request(location, apiKey).build(), HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> cancel(String location, String apiKey)
            throws IOException, InterruptedException {
        return http.send(
                request(location, apiKey).DELETE().build(), HttpResponse.BodyHandlers.ofString());
    }

    /// Asks until a job is in a state.
    String awaitState(String location, String state) throws IOException, InterruptedException {
        return awaitState(location, state, A_MINUTE);
    }

    /// Asks until a job is in a state, for so long.
    String awaitState(String location, String state, Duration patience)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            String answer = get(location, SITE).body();
            if (answer.contains("\"state\":\"" + state + "\"")) {
                return answer;
            }
            assertThat(System.nanoTime())
                    .as("expected state %s, got %s", state, answer)
                    .isLessThan(deadline);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    /// Waits for what the history tells of a job's end.
    PastAttempt endInHistory(String location) {
        byte[] id =
                location.substring(location.lastIndexOf('/') + 1)
                        .getBytes(StandardCharsets.US_ASCII);
        Map<String, Object> properties = new HashMap<>(config.kafka().clientProperties());
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> all =
                    consumer.partitionsFor(config.topicNames().history("default")).stream()
                            .map(one -> new TopicPartition(one.topic(), one.partition()))
                            .toList();
            consumer.assign(all);
            consumer.seekToBeginning(all);
            long deadline = System.nanoTime() + PATIENCE;
            while (System.nanoTime() < deadline) {
                for (ConsumerRecord<byte[], byte[]> record :
                        consumer.poll(Duration.ofMillis(100))) {
                    PastAttempt told = PastAttempt.decode(record.value());
                    if (Arrays.equals(record.key(), id) && !told.ending().goesOn()) {
                        return told;
                    }
                }
            }
        }
        throw new AssertionError("the history does not tell of the end of " + location);
    }

    /// Waits until the gateway takes jobs.
    void awaitReady() throws Exception {
        await(() -> get("/readyz", SITE).statusCode() == 200);
    }

    /// Waits until something holds.
    static void await(Callable<Boolean> holds) throws Exception {
        long deadline = System.nanoTime() + PATIENCE;
        while (!holds.call()) {
            assertThat(System.nanoTime()).as("it holds within a minute").isLessThan(deadline);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    @Override
    public void close() {
        gateway.close();
        broker.close();
    }

    private HttpRequest.Builder request(String path, String apiKey) {
        return HttpRequest.newBuilder(URI.create(url() + path))
                .header("Authorization", "Bearer " + apiKey);
    }

    private static TowpathConfig config(
            String bootstrap,
            Map<String, TypeConfig> types,
            Map<String, TargetConfig> targets,
            Optional<OutboxConfig> outbox)
            throws NoSuchAlgorithmException {
        GatewayConfig gateway = GatewayConfig.defaults();
        Map<String, TypeConfig> all = new HashMap<>(types);
        all.put(TowpathConfig.ANY_TYPE, TypeConfig.defaults());
        return new TowpathConfig(
                "site.",
                new Secret("0123456789abcdef"),
                new KafkaConfig(bootstrap, GroupProtocol.AUTO, Map.of()),
                Path.of("schemas"),
                Map.of(
                        "default",
                        new QueueConfig(
                                2,
                                1,
                                1,
                                Duration.ofDays(7),
                                Duration.ofDays(14),
                                Duration.ofDays(30))),
                all,
                targets,
                Map.of("site", client(SITE), "other", client(OTHER)),
                new GatewayConfig(
                        gateway.host(),
                        0,
                        gateway.maxBody(),
                        gateway.maxPayload(),
                        gateway.maxLine(),
                        gateway.enqueueTimeout(),
                        gateway.bodyTimeout(),
                        gateway.maxInFlight(),
                        gateway.ledgerMemory(),
                        outbox),
                WorkerConfig.defaults());
    }

    private static ClientConfig client(String apiKey) throws NoSuchAlgorithmException {
        String hash =
                HexFormat.of()
                        .formatHex(
                                MessageDigest.getInstance("SHA-256")
                                        .digest(apiKey.getBytes(StandardCharsets.US_ASCII)));
        return new ClientConfig(
                List.of(new ClientKey(hash, false)),
                Set.of(Scope.SUBMIT, Scope.READ),
                Set.of("*"),
                Set.of("*"));
    }
}
