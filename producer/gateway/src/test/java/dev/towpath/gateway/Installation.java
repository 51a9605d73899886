package dev.towpath.gateway;

import dev.towpath.broker.SharedBroker;
import dev.towpath.schemas.config.ClientConfig;
import dev.towpath.schemas.config.ClientKey;
import dev.towpath.schemas.config.GatewayConfig;
import dev.towpath.schemas.config.GroupProtocol;
import dev.towpath.schemas.config.KafkaConfig;
import dev.towpath.schemas.config.OutboxConfig;
import dev.towpath.schemas.config.PayloadKind;
import dev.towpath.schemas.config.QueueConfig;
import dev.towpath.schemas.config.Scope;
import dev.towpath.schemas.config.Secret;
import dev.towpath.schemas.config.TowpathConfig;
import dev.towpath.schemas.config.TypeConfig;
import dev.towpath.schemas.config.WorkerConfig;
import dev.towpath.schemas.payload.PayloadFormat;
import dev.towpath.schemas.payload.PayloadSchemas;
import dev.towpath.schemas.topic.Rung;
import dev.towpath.schemas.topic.TopicNames;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/// An installation for one test: its own topics, clients and types.
public final class Installation {
    static final String SITE_KEY = "tp_site_0123456789abcdefghijklmnopqrstuv";
    static final String OTHER_KEY = "tp_other_0123456789abcdefghijklmnopqrstuv";
    static final String READER_KEY = "tp_reader_0123456789abcdefghijklmnopqrstuv";

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final String bootstrap;
    private final String prefix;
    private GatewayConfig gateway = withPort(GatewayConfig.defaults(), 0);
    private Optional<PayloadFormat> others = Optional.empty();
    private final Map<String, TypeConfig> types = new LinkedHashMap<>();
    private final Map<String, PayloadFormat> formats = new HashMap<>();
    private final Map<String, ClientConfig> clients = new LinkedHashMap<>();
    private final Map<String, QueueConfig> queues = new LinkedHashMap<>();

    private Installation(String bootstrap) {
        this(bootstrap, "t" + NUMBER.incrementAndGet() + ".");
    }

    private Installation(String bootstrap, String prefix) {
        this.bootstrap = bootstrap;
        this.prefix = prefix;
        queues.put("default", QueueConfig.defaults());
        types.put(TowpathConfig.ANY_TYPE, TypeConfig.defaults());
        type("note.send", TypeConfig.defaults(), PayloadFormat.JSON);
        client("site", SITE_KEY, Set.of(Scope.SUBMIT, Scope.READ));
        client("other", OTHER_KEY, Set.of(Scope.SUBMIT, Scope.READ));
        client("reader", READER_KEY, Set.of(Scope.READ));
    }

    /// On the shared broker, with its topics made.
    public static Installation onSharedBroker() {
        Installation installation = new Installation(SharedBroker.get().bootstrap());
        installation.createTopics();
        return installation;
    }

    /// On the shared broker, without the topics of the ledger.
    static Installation withoutLedger() {
        Installation installation = new Installation(SharedBroker.get().bootstrap());
        installation.createTopics(List.of(installation.jobs("default")));
        return installation;
    }

    /// On another broker, that may not be there; without topics.
    static Installation at(String bootstrap) {
        return new Installation(bootstrap);
    }

    /// The same as another process sees it: its topics are there.
    static Installation of(String bootstrap, String prefix) {
        return new Installation(bootstrap, prefix);
    }

    Installation type(String name, TypeConfig type, PayloadFormat format) {
        types.put(name, type);
        if (!name.equals(TowpathConfig.ANY_TYPE)) {
            formats.put(name, format);
        }
        return this;
    }

    Installation client(String name, String key, Set<Scope> scopes) {
        return client(name, new ClientConfig(List.of(key(key, false)), scopes, all(), all()));
    }

    Installation client(String name, ClientConfig client) {
        clients.put(name, client);
        return this;
    }

    /// With this gateway, its port included.
    Installation exactly(GatewayConfig config) {
        gateway = config;
        return this;
    }

    Installation gateway(GatewayConfig config) {
        gateway = withPort(config, 0);
        return this;
    }

    /// Types that are not named have JSON payloads.
    Installation othersAreJson() {
        others = Optional.of(PayloadFormat.JSON);
        return this;
    }

    static TypeConfig avro(TypeConfig type) {
        return type(type, PayloadKind.AVRO, type.dedupWindow(), type.allowUnknown());
    }

    static TypeConfig allowingUnknown(TypeConfig type) {
        return type(type, type.payload(), type.dedupWindow(), true);
    }

    static TypeConfig window(TypeConfig type, Duration window) {
        return type(type, type.payload(), window, type.allowUnknown());
    }

    private static TypeConfig type(
            TypeConfig type, PayloadKind payload, Duration window, boolean allowUnknown) {
        return new TypeConfig(
                type.queue(),
                payload,
                type.order(),
                type.retry(),
                type.timeout(),
                window,
                type.limits().maxInFlight(),
                allowUnknown);
    }

    public String prefix() {
        return prefix;
    }

    public TowpathConfig config() {
        return new TowpathConfig(
                prefix,
                new Secret("a secret of the tests"),
                new KafkaConfig(bootstrap, GroupProtocol.AUTO, Map.of()),
                Path.of("schemas"),
                queues,
                types,
                clients,
                gateway,
                WorkerConfig.defaults());
    }

    public PayloadSchemas schemas() {
        return new PayloadSchemas(formats, others);
    }

    Gateway start() {
        return Gateway.start(config(), schemas());
    }

    void createTopics() {
        List<NewTopic> topics = new ArrayList<>();
        for (String queue : queues.keySet()) {
            topics.add(jobs(queue));
            topics.add(
                    new NewTopic(prefix + "ledger." + queue, 3, (short) 1)
                            .configs(Map.of("cleanup.policy", "compact")));
        }
        topics.add(new NewTopic(prefix + "control", 1, (short) 1));
        topics.addAll(ladder());
        createTopics(topics);
    }

    /// The rungs, and what comes off them.
    private List<NewTopic> ladder() {
        TopicNames names = new TopicNames(prefix);
        List<NewTopic> topics = new ArrayList<>();
        for (Rung rung : Rung.values()) {
            topics.add(new NewTopic(names.delay(rung), 2, (short) 1));
        }
        queues.keySet().forEach(q -> topics.add(new NewTopic(names.express(q), 3, (short) 1)));
        topics.add(new NewTopic(names.presence(), 1, (short) 1));
        topics.forEach(topic -> topic.configs(Map.of("message.timestamp.type", "LogAppendTime")));
        return topics;
    }

    private NewTopic jobs(String queue) {
        return new NewTopic(prefix + "jobs." + queue, 3, (short) 1);
    }

    private void createTopics(List<NewTopic> topics) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            admin.createTopics(topics).all().get();
            // The broker learns of them a moment after the controller has said yes.
            Set<String> names = topics.stream().map(NewTopic::name).collect(Collectors.toSet());
            while (!admin.listTopics().names().get().containsAll(names)) {
                Thread.onSpinWait();
            }
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException("the topics of a test cannot be made", e);
        }
    }

    static ClientKey key(String text, boolean revoked) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(text.getBytes(StandardCharsets.UTF_8));
            return new ClientKey(HexFormat.of().formatHex(hash), revoked);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    static Set<String> all() {
        return Set.of(ClientConfig.ALL);
    }

    static GatewayConfig bodyTimeout(GatewayConfig config, Duration limit) {
        return gateway(config, config.enqueueTimeout(), limit, config.ledgerMemory());
    }

    static GatewayConfig enqueueTimeout(GatewayConfig config, Duration limit) {
        return gateway(config, limit, config.bodyTimeout(), config.ledgerMemory());
    }

    static GatewayConfig ledgerMemory(GatewayConfig config, long bytes) {
        return gateway(config, config.enqueueTimeout(), config.bodyTimeout(), bytes);
    }

    private static GatewayConfig gateway(
            GatewayConfig config, Duration enqueue, Duration body, long ledgerMemory) {
        return new GatewayConfig(
                config.host(),
                config.port(),
                config.maxBody(),
                config.maxPayload(),
                config.maxLine(),
                enqueue,
                body,
                config.maxInFlight(),
                ledgerMemory,
                config.outbox());
    }

    static GatewayConfig withPort(GatewayConfig config, int port) {
        return new GatewayConfig(
                config.host(),
                port,
                config.maxBody(),
                config.maxPayload(),
                config.maxLine(),
                config.enqueueTimeout(),
                config.bodyTimeout(),
                config.maxInFlight(),
                config.ledgerMemory(),
                config.outbox());
    }

    /// With an outbox.
    Installation outbox(OutboxConfig outbox) {
        gateway =
                new GatewayConfig(
                        gateway.host(),
                        gateway.port(),
                        gateway.maxBody(),
                        gateway.maxPayload(),
                        gateway.maxLine(),
                        gateway.enqueueTimeout(),
                        gateway.bodyTimeout(),
                        gateway.maxInFlight(),
                        gateway.ledgerMemory(),
                        Optional.of(outbox));
        return this;
    }
}
