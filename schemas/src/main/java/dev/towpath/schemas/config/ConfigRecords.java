package dev.towpath.schemas.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Puts values in effect into the records.
final class ConfigRecords {
    private final Settings settings;

    ConfigRecords(Settings settings) {
        this.settings = settings;
    }

    /// The whole configuration.
    ///
    /// @param folder what relative paths are relative to
    TowpathConfig config(ConfigNames names, Path folder) {
        return new TowpathConfig(
                text("prefix"),
                new Secret(text("secret")),
                kafka(),
                schemas(folder),
                each(names.queues(), this::queue),
                each(names.types(), this::type),
                each(names.targets(), this::target),
                each(names.clients(), this::client),
                gateway(),
                worker(folder));
    }

    Path schemas(Path folder) {
        return folder.resolve(text("schemas")).normalize();
    }

    KafkaConfig kafka() {
        Map<String, String> properties = new LinkedHashMap<>();
        for (Key key : KafkaValue.keys()) {
            settings.find("kafka", "properties", key.name())
                    .ifPresent(said -> properties.put(key.name(), said.value().toString()));
        }
        return new KafkaConfig(
                text("kafka", "bootstrap"),
                word(GroupProtocol.class, "kafka", "groupProtocol"),
                properties);
    }

    QueueConfig queue(String name) {
        return new QueueConfig(
                number("queues", name, "partitions"),
                number("queues", name, "weight"),
                number("queues", name, "replication"),
                span("queues", name, "retention"),
                span("queues", name, "ledgerRetention"),
                span("queues", name, "deadRetention"));
    }

    TypeConfig type(String name) {
        return new TypeConfig(
                text("types", name, "queue"),
                word(PayloadKind.class, "types", name, "payload"),
                word(Order.class, "types", name, "order"),
                retry(name),
                span("types", name, "timeout"),
                span("types", name, "dedupWindow"),
                limits(name),
                text("types", name, "onDead"),
                name.equals(TowpathConfig.ANY_TYPE) && flag("types", name, "allowUnknown"));
    }

    private LimitConfig limits(String type) {
        return new LimitConfig(
                number("types", type, "maxInFlight"),
                number("types", type, "maxInFlightTotal"),
                number("types", type, "maxInFlightPerGroup"),
                Rate.of(text("types", type, "rate")),
                text("types", type, "target"));
    }

    private TargetConfig target(String name) {
        return new TargetConfig(
                number("targets", name, "maxInFlight"),
                number("targets", name, "failurePercent"),
                number("targets", name, "window"),
                span("targets", name, "probeAfter"),
                flag("targets", name, "adaptive"),
                push(name));
    }

    private Optional<PushConfig> push(String target) {
        String url = text("targets", target, "url");
        if (url.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new PushConfig(
                        URI.create(url),
                        new WebhookSecret(text("targets", target, "secret")),
                        settings.find("targets", target, "oldSecret")
                                .map(old -> new WebhookSecret(old.value().toString())),
                        word(Acknowledgement.class, "targets", target, "ack"),
                        texts("targets", target, "allow"),
                        new Previews(
                                texts("targets", target, "previews"),
                                settings.find("targets", target, "protectionBypass")
                                        .map(bypass -> new Secret(bypass.value().toString())))));
    }

    private RetryConfig retry(String type) {
        return new RetryConfig(
                number("types", type, "attempts"),
                span("types", type, "backoff"),
                number("types", type, "backoffFactor"),
                span("types", type, "backoffMax"),
                word(Jitter.class, "types", type, "jitter"),
                span("types", type, "maxAge"),
                texts("types", type, "finalErrors"),
                number("types", type, "maxCrashes"));
    }

    private ClientConfig client(String name) {
        List<ClientKey> keys = new ArrayList<>();
        Optional<Setting> hash = settings.find("clients", name, "keys", "[0]", "sha256");
        while (hash.isPresent()) {
            String index = "[" + keys.size() + "]";
            keys.add(
                    new ClientKey(
                            hash.get().value().toString(),
                            flag("clients", name, "keys", index, "revoked")));
            hash = settings.find("clients", name, "keys", "[" + keys.size() + "]", "sha256");
        }
        Set<Scope> scopes =
                list("clients", name, "scopes").stream()
                        .map(Scope.class::cast)
                        .collect(Collectors.toSet());
        return new ClientConfig(
                keys,
                scopes,
                Set.copyOf(texts("clients", name, "queues")),
                Set.copyOf(texts("clients", name, "types")));
    }

    GatewayConfig gateway() {
        return new GatewayConfig(
                text("gateway", "host"),
                number("gateway", "port"),
                size("gateway", "maxBody"),
                size("gateway", "maxPayload"),
                size("gateway", "maxLine"),
                span("gateway", "enqueueTimeout"),
                span("gateway", "bodyTimeout"),
                number("gateway", "maxInFlight"),
                size("gateway", "ledgerMemory"),
                outbox());
    }

    private Optional<OutboxConfig> outbox() {
        return settings.find("gateway", "outbox", "url")
                .map(url -> login(url.value().toString()))
                .map(
                        login ->
                                new OutboxConfig(
                                        login,
                                        text("gateway", "outbox", "client"),
                                        number("gateway", "outbox", "batch"),
                                        span("gateway", "outbox", "poll")));
    }

    private DatabaseLogin login(String url) {
        return DatabaseLogin.of(url, secret("user"), secret("password"));
    }

    private Optional<String> secret(String ofOutbox) {
        return settings.find("gateway", "outbox", ofOutbox).map(said -> said.value().toString());
    }

    WorkerConfig worker(Path folder) {
        return new WorkerConfig(
                text("worker", "host"),
                number("worker", "port"),
                number("worker", "maxInFlight"),
                size("worker", "maxInFlightBytes"),
                number("worker", "bufferPerPartition"),
                size("worker", "bufferBytesPerPartition"),
                size("worker", "ledgerBytesPerPartition"),
                span("worker", "flushPause"),
                number("worker", "maxUnflushed"),
                span("worker", "drainTimeout"),
                number("worker", "maxChildren"),
                span("worker", "timeoutGrace"),
                word(HistoryKept.class, "worker", "history"),
                texts("worker", "handlers").stream()
                        .map(path -> folder.resolve(path).normalize())
                        .toList());
    }

    private static <T> Map<String, T> each(Iterable<String> names, Function<String, T> record) {
        Map<String, T> all = new LinkedHashMap<>();
        names.forEach(name -> all.put(name, record.apply(name)));
        return all;
    }

    private String text(String... segments) {
        return settings.value(segments).toString();
    }

    private int number(String... segments) {
        return Math.toIntExact((Long) settings.value(segments));
    }

    private long size(String... segments) {
        return (Long) settings.value(segments);
    }

    private Duration span(String... segments) {
        return (Duration) settings.value(segments);
    }

    private boolean flag(String... segments) {
        return (Boolean) settings.value(segments);
    }

    private <E extends Enum<E>> E word(Class<E> words, String... segments) {
        return words.cast(settings.value(segments));
    }

    private List<?> list(String... segments) {
        return (List<?>) settings.value(segments);
    }

    private List<String> texts(String... segments) {
        return list(segments).stream().map(Object::toString).toList();
    }
}
