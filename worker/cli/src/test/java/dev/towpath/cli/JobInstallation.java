package dev.towpath.cli;

import dev.towpath.broker.SharedBroker;
import dev.towpath.producer.JobProducer;
import dev.towpath.producer.JobRequest;
import dev.towpath.producer.ProducerSettings;
import dev.towpath.schemas.config.ConfigReader;
import dev.towpath.schemas.config.TowpathConfig;
import dev.towpath.schemas.id.JobId;
import dev.towpath.schemas.id.JobIdIssuer;
import dev.towpath.schemas.provision.TopicAdmin;
import dev.towpath.worker.Worker;
import dev.towpath.worker.handler.JobHandler;
import dev.towpath.worker.handler.Outcome;
import dev.towpath.worker.handler.Payload;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/// An installation whose jobs do as their payloads say, and the commands about them.
final class JobInstallation implements AutoCloseable {
    private static final Duration DEADLINE = Duration.ofSeconds(40);

    final TowpathConfig config;
    final JobIdIssuer issuer;
    final JobProducer producer;
    final CountDownLatch end = new CountDownLatch(1);
    volatile boolean broken = true;
    private final Path yaml;

    JobInstallation(Path folder, String prefix) throws Exception {
        yaml = folder.resolve("towpath.yaml");
        Files.writeString(
                yaml,
                "prefix: "
                        + prefix
                        + ".\nsecret: 0123456789abcdef\nkafka: {bootstrap: '"
                        + SharedBroker.get().bootstrap()
                        + """
                        '}
                        queues: {default: {partitions: 1, replication: 1}}
                        types:
                          note.send: {payload: json, attempts: 5, backoff: 1h, jitter: none}
                          page.build: {payload: json, maxInFlight: 1, timeout: 10m}
                          order.ship: {payload: json, order: group, timeout: 10m}
                          fax.send: {payload: json}
                        """);
        config = ConfigReader.read(yaml, Map.of());
        try (TopicAdmin admin = TopicAdmin.of(config)) {
            admin.apply();
        }
        issuer = new JobIdIssuer(config.secret().bytes(), InstantSource.system(), new Random(1));
        producer =
                new JobProducer(
                        ProducerSettings.of(
                                config.kafka().bootstrap(), Map.of(), config.topicNames()),
                        issuer,
                        InstantSource.system(),
                        new Random(2));
    }

    /// A job whose payload says what becomes of it: `done`, `fail`, `die`, `curse`,
    /// `note`, `snooze` or `run`.
    static JobRequest.Builder job(String type, String word) {
        return JobRequest.json(
                        "default",
                        type,
                        ("{\"do\":\"" + word + "\"}").getBytes(StandardCharsets.UTF_8))
                .client("site")
                .checksum(word.hashCode());
    }

    JobId send(JobRequest.Builder job) {
        return producer.send(job.build()).join().id();
    }

    JobId send(String type, String word) {
        return send(job(type, word));
    }

    Worker worker() {
        JobHandler<JsonNode> handler =
                (data, job) ->
                        switch (data.path("do").asString("")) {
                            case "fail" -> Outcome.retry("the mail host is out");
                            case "die" -> die("no such recipient");
                            case "curse" -> die("no such \u001b[31mrecipient");
                            case "snooze" ->
                                    Outcome.snooze(Instant.now().plus(Duration.ofHours(2)));
                            case "note" -> {
                                job.note("answered 200 in 5 ms; x-nextjs-cache: HIT");
                                yield Outcome.done();
                            }
                            case "run" -> {
                                end.await();
                                yield Outcome.done();
                            }
                            default -> Outcome.done();
                        };
        return Worker.builder(config)
                .handle("note.send", Payload.json(), handler)
                .handle("page.build", Payload.json(), handler)
                .handle("order.ship", Payload.json(), handler)
                .start();
    }

    private Outcome die(String reason) {
        return broken ? Outcome.dead(reason) : Outcome.done();
    }

    Ran why(JobId id) {
        return towpath("why", id.toString());
    }

    /// Asks why until the answer is as wanted.
    Ran why(JobId id, Predicate<String> wanted) throws InterruptedException {
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        CountDownLatch never = new CountDownLatch(1);
        Ran ran = why(id);
        while (!wanted.test(sentence(ran))) {
            if (System.nanoTime() > deadline || never.await(50, TimeUnit.MILLISECONDS)) {
                throw new AssertionError("got " + ran);
            }
            ran = why(id);
        }
        return ran;
    }

    /// What was said, on one line.
    static String sentence(Ran ran) {
        return ran.out().replaceAll("\\s+", " ").strip();
    }

    Ran towpath(String... args) {
        String[] all = Arrays.copyOf(args, args.length + 2);
        all[args.length] = "--config";
        all[args.length + 1] = yaml.toString();
        return Ran.towpath(all);
    }

    @Override
    public void close() {
        end.countDown();
        producer.close();
    }
}
