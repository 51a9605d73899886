package dev.towpath.bench;

import dev.towpath.broker.EmbeddedBroker;
import dev.towpath.gateway.Gateway;
import dev.towpath.schemas.config.ClientConfig;
import dev.towpath.schemas.config.ClientKey;
import dev.towpath.schemas.config.GatewayConfig;
import dev.towpath.schemas.config.GroupProtocol;
import dev.towpath.schemas.config.HistoryKept;
import dev.towpath.schemas.config.KafkaConfig;
import dev.towpath.schemas.config.Order;
import dev.towpath.schemas.config.PayloadKind;
import dev.towpath.schemas.config.QueueConfig;
import dev.towpath.schemas.config.RetryConfig;
import dev.towpath.schemas.config.Scope;
import dev.towpath.schemas.config.Secret;
import dev.towpath.schemas.config.TowpathConfig;
import dev.towpath.schemas.config.TypeConfig;
import dev.towpath.schemas.config.WorkerConfig;
import dev.towpath.schemas.payload.PayloadFormat;
import dev.towpath.schemas.payload.PayloadSchemas;
import dev.towpath.schemas.topic.Rung;
import dev.towpath.schemas.topic.TopicNames;
import dev.towpath.worker.Worker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/// A broker of its own on this machine, with the topics of one queue: what a measurement lies on.
public final class Bed implements AutoCloseable {
    /// Its only queue.
    public static final String QUEUE = "default";

    /// The API key of the one client.
    public static final String KEY = "tp_bench_0123456789abcdefghijABCDEFGHIJ012345";

    static final int DELAY_PARTITIONS = 2;

    private static final int ATTEMPTS = 600;

    private static final TopicNames TOPICS = new TopicNames("bench.");

    private final EmbeddedBroker broker;
    private final int partitions;
    private final TopicNames topics = TOPICS;

    public Bed(int partitions) {
        this.partitions = partitions;
        try {
            broker =
                    EmbeddedBroker.builder(Files.createTempDirectory("towpath-bench"))
                            .heap("768m")
                            .temporary()
                            .start();
        } catch (IOException e) {
            throw new IllegalStateException("no temporary folder", e);
        }
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap()))) {
            NewTopic jobs = new NewTopic(topics.jobs(QUEUE), partitions, (short) 1);
            NewTopic dead = new NewTopic(topics.dead(QUEUE), 1, (short) 1);
            NewTopic history = new NewTopic(topics.history(QUEUE), 2, (short) 1);
            NewTopic control = new NewTopic(topics.control(), 1, (short) 1);
            NewTopic ledger = new NewTopic(topics.ledger(QUEUE), partitions, (short) 1);
            ledger.configs(Map.of("cleanup.policy", "compact,delete"));
            List<NewTopic> all = new ArrayList<>(List.of(jobs, dead, history, control, ledger));
            all.addAll(ladder());
            admin.createTopics(all).all().get();
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /// The rungs, and what comes off them.
    private List<NewTopic> ladder() {
        List<NewTopic> all = new ArrayList<>();
        for (Rung rung : Rung.values()) {
            all.add(new NewTopic(topics.delay(rung), DELAY_PARTITIONS, (short) 1));
        }
        all.add(new NewTopic(topics.express(QUEUE), partitions, (short) 1));
        all.add(new NewTopic(topics.presence(), 1, (short) 1));
        all.forEach(topic -> topic.configs(Map.of("message.timestamp.type", "LogAppendTime")));
        return all;
    }

    public String bootstrap() {
        return broker.bootstrap();
    }

    /// The processor time of this process and of the broker, in nanoseconds.
    Cpu cpu() {
        return new Cpu(cpu(ProcessHandle.current()), brokerCpu());
    }

    /// The broker's alone.
    public long brokerCpu() {
        return cpu(ProcessHandle.of(broker.pid()).orElseThrow());
    }

    private static long cpu(ProcessHandle process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos();
    }

    /// Processor time in nanoseconds.
    record Cpu(long here, long broker) {}

    public int partitions() {
        return partitions;
    }

    /// The names of its topics.
    public TopicNames topics() {
        return topics;
    }

    TowpathConfig config() {
        return config(bootstrap(), partitions);
    }

    /// The same with another history.
    TowpathConfig config(HistoryKept kept) {
        return config(bootstrap(), partitions, Order.NONE, WorkerConfig.defaults().with(kept));
    }

    /// The same for another process.
    static TowpathConfig config(String bootstrap, int partitions) {
        return config(bootstrap, partitions, Order.NONE);
    }

    /// The same with an order.
    public static TowpathConfig config(String bootstrap, int partitions, Order order) {
        return config(bootstrap, partitions, order, WorkerConfig.defaults());
    }

    private static TowpathConfig config(
            String bootstrap, int partitions, Order order, WorkerConfig worker) {
        return config(bootstrap, partitions, Map.of(TowpathConfig.ANY_TYPE, type(order)), worker);
    }

    /// The same with job types.
    public static TowpathConfig config(
            String bootstrap, int partitions, Map<String, TypeConfig> types) {
        return config(bootstrap, partitions, types, WorkerConfig.defaults());
    }

    /// What its job types are unless said: one attempt, 1,000 in flight, dedup for a day.
    public static TypeConfig type(Order order) {
        return new TypeConfig(
                QUEUE,
                PayloadKind.JSON,
                order,
                RetryConfig.of(1),
                Duration.ofSeconds(60),
                Duration.ofHours(24),
                1_000,
                true);
    }

    private static TowpathConfig config(
            String bootstrap, int partitions, Map<String, TypeConfig> types, WorkerConfig worker) {
        return new TowpathConfig(
                TOPICS.prefix(),
                new Secret("0123456789abcdef"),
                new KafkaConfig(bootstrap, GroupProtocol.AUTO, Map.of()),
                Path.of("schemas"),
                Map.of(
                        QUEUE,
                        new QueueConfig(
                                partitions,
                                1,
                                1,
                                Duration.ofDays(7),
                                Duration.ofDays(14),
                                Duration.ofDays(30))),
                types,
                Map.of("bench", client()),
                gateway(),
                worker);
    }

    static PayloadSchemas payloads() {
        return new PayloadSchemas(Map.of(), Optional.of(PayloadFormat.JSON));
    }

    /// A post's body: 300 bytes of payload.
    static String body() {
        return body(Jobs.TYPE);
    }

    /// The same for another type.
    public static String body(String type) {
        return "{\"type\":\"" + type + "\",\"data\":{\"text\":\"" + "x".repeat(287) + "\"}}";
    }

    void awaitReady(Gateway gateway) throws Exception {
        awaitReady(gateway.port());
    }

    /// Waits until a gateway takes jobs; it has taken one then.
    public void awaitReady(int port) throws Exception {
        for (int i = 0; i < ATTEMPTS; i++) {
            try (Caller caller = new Caller(port, KEY)) {
                if (caller.post("ready", body().getBytes(StandardCharsets.UTF_8)) == 202) {
                    return;
                }
            }
            new CountDownLatch(1).await(100, TimeUnit.MILLISECONDS);
        }
        throw new IllegalStateException("the gateway took no job");
    }

    void awaitOpen(Worker worker) throws InterruptedException {
        for (int i = 0; i < ATTEMPTS && worker.partitions().size() < partitions; i++) {
            new CountDownLatch(1).await(100, TimeUnit.MILLISECONDS);
        }
    }

    /// The defaults, on a free port.
    private static GatewayConfig gateway() {
        GatewayConfig defaults = GatewayConfig.defaults();
        return new GatewayConfig(
                defaults.host(),
                0,
                defaults.maxBody(),
                defaults.maxPayload(),
                defaults.maxLine(),
                defaults.enqueueTimeout(),
                defaults.bodyTimeout(),
                defaults.maxInFlight(),
                defaults.ledgerMemory());
    }

    private static ClientConfig client() {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(KEY.getBytes(StandardCharsets.US_ASCII));
            return new ClientConfig(
                    List.of(new ClientKey(HexFormat.of().formatHex(hash), false)),
                    Set.of(Scope.SUBMIT, Scope.READ),
                    Set.of("*"),
                    Set.of("*"));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        broker.close();
    }
}
