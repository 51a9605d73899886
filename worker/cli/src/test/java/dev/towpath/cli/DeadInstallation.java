package dev.towpath.cli;

import dev.towpath.broker.SharedBroker;
import dev.towpath.console.topic.Sender;
import dev.towpath.console.topic.TopicReader;
import dev.towpath.producer.JobProducer;
import dev.towpath.producer.JobRequest;
import dev.towpath.producer.ProducerSettings;
import dev.towpath.schemas.config.ConfigReader;
import dev.towpath.schemas.config.TowpathConfig;
import dev.towpath.schemas.id.JobId;
import dev.towpath.schemas.id.JobIdIssuer;
import dev.towpath.schemas.provision.TopicAdmin;
import dev.towpath.schemas.topic.TopicNames;
import dev.towpath.worker.Worker;
import dev.towpath.worker.handler.Outcome;
import dev.towpath.worker.handler.Payload;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/// An installation whose jobs die while [#broken] says so, and the commands about it.
final class DeadInstallation implements AutoCloseable {
    private static final AtomicInteger COUNT = new AtomicInteger();

    final TowpathConfig config;
    final TopicNames topics;
    final Map<String, List<String>> ran = new ConcurrentHashMap<>();
    volatile boolean broken = true;
    private final Path yaml;
    private final JobProducer producer;
    private final TopicReader reader;

    DeadInstallation(Path folder) throws Exception {
        yaml = folder.resolve("towpath.yaml");
        Files.writeString(
                yaml,
                "prefix: d"
                        + COUNT.incrementAndGet()
                        + ".\nsecret: 0123456789abcdef\nkafka: {bootstrap: '"
                        + SharedBroker.get().bootstrap()
                        + "'}\nqueues: {default: {partitions: 2, replication: 1}}\n"
                        + "types: {mail.send: {payload: json, attempts: 1}}\n");
        config = ConfigReader.read(yaml, Map.of());
        topics = config.topicNames();
        try (TopicAdmin admin = TopicAdmin.of(config)) {
            admin.apply();
        }
        producer =
                new JobProducer(
                        ProducerSettings.of(config.kafka().bootstrap(), Map.of(), topics),
                        new JobIdIssuer(new byte[16], InstantSource.system(), new Random(1)),
                        InstantSource.system(),
                        new Random(2));
        reader = new TopicReader(config.kafka(), TopicReader.Watch.NONE);
    }

    JobId mail(String data, String deployment) {
        return producer.send(
                        JobRequest.json(
                                        "default",
                                        "mail.send",
                                        data.getBytes(StandardCharsets.UTF_8))
                                .client("site")
                                .deployment(deployment)
                                .build())
                .join()
                .id();
    }

    Worker worker() {
        return Worker.builder(config)
                .handle(
                        "mail.send",
                        Payload.json(),
                        (data, job) -> {
                            if (broken && job.deployment().equals("bad")) {
                                throw new IllegalStateException(
                                        "mail to "
                                                + data.path("to").asString("")
                                                + " bounced 42 times");
                            }
                            ran.computeIfAbsent(job.id().toString(), _ -> new ArrayList<>())
                                    .add(data.toString());
                            return Outcome.done();
                        })
                .start();
    }

    void raw(ProducerRecord<byte[], byte[]> record) {
        try (Sender sender = new Sender(config.kafka())) {
            sender.write(record);
        }
    }

    List<ConsumerRecord<byte[], byte[]>> letters() {
        List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>();
        String topic = topics.dead("default");
        reader.read(topic, Map.of(), reader.ends(topic), all::add);
        return all;
    }

    /// Runs the worker until so many letters are there and so many jobs ran.
    void work(int letters, int jobs) throws Exception {
        workUntil(() -> letters().size() >= letters && ran.size() >= jobs);
    }

    void workUntil(BooleanSupplier done) throws Exception {
        try (Worker _ = worker()) {
            await(done);
        }
    }

    private void await(BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        CountDownLatch never = new CountDownLatch(1);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline || never.await(20, TimeUnit.MILLISECONDS)) {
                throw new AssertionError("got " + letters().size() + " letters, ran " + ran);
            }
        }
    }

    Ran towpath(String... args) {
        String[] all = java.util.Arrays.copyOf(args, args.length + 2);
        all[args.length] = "--config";
        all[args.length + 1] = yaml.toString();
        return Ran.towpath(all);
    }

    @Override
    public void close() {
        producer.close();
        reader.close();
    }
}
