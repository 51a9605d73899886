package dev.towpath.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towpath.broker.EmbeddedBroker;
import dev.towpath.gateway.Gateway;
import dev.towpath.schemas.config.ClientConfig;
import dev.towpath.schemas.config.ClientKey;
import dev.towpath.schemas.config.GatewayConfig;
import dev.towpath.schemas.config.GroupProtocol;
import dev.towpath.schemas.config.Jitter;
import dev.towpath.schemas.config.KafkaConfig;
import dev.towpath.schemas.config.QueueConfig;
import dev.towpath.schemas.config.RetryConfig;
import dev.towpath.schemas.config.Scope;
import dev.towpath.schemas.config.Secret;
import dev.towpath.schemas.config.TowpathConfig;
import dev.towpath.schemas.config.TypeConfig;
import dev.towpath.schemas.config.WorkerConfig;
import dev.towpath.schemas.payload.PayloadFormat;
import dev.towpath.schemas.payload.PayloadSchemas;
import dev.towpath.schemas.provision.TopicAdmin;
import dev.towpath.worker.Worker;
import dev.towpath.worker.handler.Outcome;
import dev.towpath.worker.handler.Payload;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/// A job that fails, over HTTP, the worker, the ladder in the gateway, and the worker again.
class RetryTest {
    private static final String KEY = "tp_site_0123456789abcdefghijABCDEFGHIJ012345";
    private static final Duration BACKOFF = Duration.ofMillis(1_500);
    private static final long PATIENCE = Duration.ofSeconds(60).toNanos();

    private final BlockingQueue<Attempt> attempts = new LinkedBlockingQueue<>();
    private final HttpClient http = HttpClient.newHttpClient();

    private record Attempt(int number, long nanos) {}

    @Test
    void aJobThatFailsTwiceIsDoneAtTheThirdAttemptNeverEarlyAndEveryoneCanSeeWhyItWaits()
            throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.forTests()) {
            TowpathConfig config = config(broker.bootstrap());
            try (TopicAdmin topics = TopicAdmin.of(config)) {
                topics.apply();
            }
            try (Gateway gateway =
                            Gateway.start(
                                    config,
                                    new PayloadSchemas(Map.of(), Optional.of(PayloadFormat.JSON)));
                    Worker worker = worker(config)) {
                String base = "http://127.0.0.1:" + gateway.port();
                String location = post(base);

                Attempt first = next();
                String waiting = awaitState(base + location, "waiting");
                assertThat(waiting).contains("\"reason\":\"not yet\"", "\"dueAt\":");
                Attempt second = next();
                Attempt third = next();

                assertThat(first.number).isEqualTo(1);
                assertThat(second.number).isEqualTo(2);
                assertThat(third.number).isEqualTo(3);
                assertThat(second.nanos - first.nanos).isGreaterThanOrEqualTo(BACKOFF.toNanos());
                assertThat(third.nanos - second.nanos).isGreaterThanOrEqualTo(BACKOFF.toNanos());
                assertThat(awaitState(base + location, "done")).contains("\"attempts\":3");
                assertThat(attempts).isEmpty();
                assertThat(worker.problems()).isEmpty();
            }
        }
    }

    private Worker worker(TowpathConfig config) {
        return Worker.builder(config)
                .handle(
                        "mail",
                        Payload.json(),
                        (data, job) -> {
                            attempts.add(new Attempt(job.attempt(), System.nanoTime()));
                            return job.attempt() < 3 ? Outcome.retry("not yet") : Outcome.done();
                        })
                .start();
    }

    private Attempt next() throws InterruptedException {
        Attempt next = attempts.poll(60, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("no attempt came within a minute");
        }
        return next;
    }

    /// Posts until the gateway is ready, always the same job.
    private String post(String base) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(base + "/v1/jobs"))
                        .header("Authorization", "Bearer " + KEY)
                        .header("Content-Type", "application/json")
                        .header("Idempotency-Key", "one")
                        .POST(
                                HttpRequest.BodyPublishers.ofString(
                                        "{\"type\": \"mail\", \"data\": {}}"))
                        .build();
        long deadline = System.nanoTime() + PATIENCE;
        while (true) {
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() == 202) {
                return answer.headers().firstValue("Location").orElseThrow();
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError("the gateway took no job: " + answer.body());
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }

    private String awaitState(String job, String state) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(job))
                        .header("Authorization", "Bearer " + KEY)
                        .build();
        long deadline = System.nanoTime() + PATIENCE;
        while (true) {
            String answer = http.send(request, HttpResponse.BodyHandlers.ofString()).body();
            if (answer.contains("\"state\":\"" + state + "\"")) {
                return answer;
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError("expected state " + state + ", got " + answer);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    private static TowpathConfig config(String bootstrap) throws Exception {
        RetryConfig retry =
                new RetryConfig(
                        3, BACKOFF, 1, BACKOFF, Jitter.NONE, Duration.ofDays(1), List.of(), 3);
        GatewayConfig gateway = GatewayConfig.defaults();
        String hash =
                HexFormat.of()
                        .formatHex(
                                MessageDigest.getInstance("SHA-256")
                                        .digest(KEY.getBytes(StandardCharsets.US_ASCII)));
        return new TowpathConfig(
                "retry.",
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
                Map.of(
                        TowpathConfig.ANY_TYPE,
                        TypeConfig.defaults(),
                        "mail",
                        TypeConfig.defaults().retried(retry)),
                Map.of(
                        "site",
                        new ClientConfig(
                                List.of(new ClientKey(hash, false)),
                                Set.of(Scope.SUBMIT, Scope.READ),
                                Set.of("*"),
                                Set.of("*"))),
                new GatewayConfig(
                        gateway.host(),
                        0,
                        gateway.maxBody(),
                        gateway.maxPayload(),
                        gateway.maxLine(),
                        gateway.enqueueTimeout(),
                        gateway.bodyTimeout(),
                        gateway.maxInFlight(),
                        gateway.ledgerMemory()),
                WorkerConfig.defaults());
    }
}
