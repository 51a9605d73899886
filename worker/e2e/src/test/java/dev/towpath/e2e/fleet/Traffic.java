package dev.towpath.e2e.fleet;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.towpath.producer.JobProducer;
import dev.towpath.producer.JobRequest;
import dev.towpath.producer.ProducerSettings;
import dev.towpath.producer.Receipt;
import dev.towpath.schemas.id.JobIdIssuer;
import dev.towpath.schemas.payload.CanonicalJson;
import dev.towpath.testkit.Event.Answer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What is submitted, as a gateway writes it, drawn from a seed: jobs with and without dedup keys,
/// in groups, some that fail, repeats and conflicts of earlier ones; and now and then a record that
/// is no job.
public final class Traffic implements AutoCloseable {
    private static final String CLIENT = "site";
    private static final int GROUPS = 6;

    private final Installation installation;
    private final Random random;
    private final JsonMapper json = JsonMapper.builder().build();
    private final JobProducer producer;
    private final KafkaProducer<byte[], byte[]> strangers;
    private final List<Submission> keyed = new ArrayList<>();
    private final Map<String, Answer> answers = new HashMap<>();
    private int number;
    private int conflicts;

    /// What one submission says.
    private record Submission(String type, String group, String key, int number, int variant) {}

    public Traffic(Installation installation, Random random) {
        this.installation = installation;
        this.random = random;
        this.producer =
                new JobProducer(
                        ProducerSettings.of(
                                installation.bootstrap(), Map.of(), installation.topics()),
                        new JobIdIssuer(
                                installation.config().secret().bytes(),
                                InstantSource.system(),
                                random),
                        InstantSource.system(),
                        random);
        this.strangers =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", installation.bootstrap()),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
    }

    /// Submits so many, and waits until Kafka holds them.
    public void wave(int count) throws InterruptedException, ExecutionException {
        Map<String, CompletableFuture<Receipt>> jobs = new HashMap<>();
        List<Future<RecordMetadata>> others = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int dice = random.nextInt(100);
            if (dice < 3) {
                others.add(stranger());
            } else {
                long nonce = random.nextLong();
                jobs.put(HexFormat.of().toHexDigits(nonce), send(any(dice), nonce));
            }
        }
        for (Map.Entry<String, CompletableFuture<Receipt>> job : jobs.entrySet()) {
            job.getValue().get();
            answers.put(job.getKey(), Answer.ACCEPTED);
        }
        for (Future<RecordMetadata> other : others) {
            other.get();
        }
    }

    /// How many of the submissions carried a key that was in use for something else.
    public int conflicts() {
        return conflicts;
    }

    /// How a submission was answered.
    Answer answer(String nonce) {
        return answers.getOrDefault(nonce, Answer.UNKNOWN);
    }

    @Override
    public void close() {
        producer.close();
        strangers.close();
    }

    private Submission any(int dice) {
        if (dice < 14 && !keyed.isEmpty()) {
            Submission earlier = keyed.get(random.nextInt(keyed.size()));
            boolean conflict = dice < 7 && earlier.type.equals(Installation.PLAIN);
            conflicts += conflict ? 1 : 0;
            return new Submission(
                    earlier.type,
                    earlier.group,
                    earlier.key,
                    earlier.number,
                    conflict ? 1 + random.nextInt(3) : 0);
        }
        String type = Installation.PLAIN;
        String group = "";
        if (dice < 26) {
            type = Installation.FAILS;
        } else if (dice < 50) {
            type = Installation.ORDERED;
            group = "group " + random.nextInt(GROUPS);
        }
        number++;
        if (random.nextBoolean()) {
            return new Submission(type, group, "", number, 0);
        }
        Submission fresh = new Submission(type, group, "key " + number, number, 0);
        keyed.add(fresh);
        return fresh;
    }

    private CompletableFuture<Receipt> send(Submission submission, long nonce) {
        ObjectNode payload = json.createObjectNode();
        payload.put("number", submission.number);
        payload.put("variant", submission.variant);
        String span = HexFormat.of().toHexDigits(nonce);
        return producer.send(
                JobRequest.json(
                                Installation.QUEUE,
                                submission.type,
                                payload.toString().getBytes(UTF_8))
                        .checksum(CanonicalJson.checksum(payload))
                        .client(CLIENT)
                        .group(submission.group)
                        .dedupKey(submission.key, Installation.WINDOW)
                        .traceParent("00-" + "a".repeat(32) + "-" + span + "-01")
                        .nonce(nonce)
                        .build());
    }

    private Future<RecordMetadata> stranger() {
        byte[] noise = new byte[random.nextInt(200)];
        random.nextBytes(noise);
        return strangers.send(
                new ProducerRecord<>(
                        installation.topics().jobs(Installation.QUEUE),
                        random.nextInt(installation.partitions()),
                        null,
                        noise));
    }
}
