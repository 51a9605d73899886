package dev.towpath.schemas.config;

import dev.towpath.schemas.payload.Spelling;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;

/// Checks what no key can check alone. A value that is missing because it was wrong is not blamed
/// twice.
final class CrossChecks {
    private static final int MAX_PORT = 65_535;

    private final Settings settings;
    private final FileWalk file;
    private final ConfigNames names;
    private final Problems problems;

    CrossChecks(Settings settings, FileWalk file, Problems problems) {
        this.settings = settings;
        this.file = file;
        this.names = ConfigNames.of(file);
        this.problems = problems;
    }

    void run(Path schemas, SchemaCheck check) {
        names.queues().forEach(this::queue);
        names.types().forEach(type -> type(type, schemas, check));
        names.targets().forEach(this::target);
        names.clients().forEach(this::client);
        outbox();
        eachKeyOnce();
        roomForPayload("gateway", "maxBody");
        roomForPayload("gateway", "maxLine");
        roomForPayload("worker", "maxInFlightBytes");
        roomForPayload("worker", "bufferBytesPerPartition");
    }

    private void queue(String queue) {
        both(
                new String[] {"queues", queue, "ledgerRetention"},
                new String[] {"queues", queue, "retention"},
                (ledger, retention) -> {
                    if (span(ledger).compareTo(span(retention)) < 0) {
                        problems.at(
                                ledger,
                                retention.origin(),
                                "at least " + retention.path() + ", " + retention.shown(),
                                ledger.shown(),
                                "or jobs that are done could run again");
                    }
                });
    }

    private void type(String type, Path schemas, SchemaCheck check) {
        settings.find("types", type, "payload")
                .filter(payload -> payload.value() == PayloadKind.AVRO)
                .ifPresent(payload -> schema(type, payload, schemas, check));
        names(type, "target", names.targets(), "target");
        names(type, "onDead", names.types(), "type");
        told(type);
        perGroup(type);
        settings.find("types", type, "queue")
                .ifPresent(
                        queue -> {
                            boolean ofAny = fromAny(type, "queue");
                            if (!ofAny) {
                                known(queue, queue.value().toString(), names.queues(), "queue");
                            }
                            String name = queue.value().toString();
                            if (!ofAny || !fromAny(type, "dedupWindow")) {
                                window(type, name);
                            }
                            if (!ofAny || !fromAny(type, "timeout")) {
                                timeout(type, name);
                            }
                        });
    }

    /// An endpoint needs a secret, and is reached in the clear only where that was allowed.
    private void target(String target) {
        Setting url = settings.find("targets", target, "url").orElse(null);
        if (url == null || url.value().toString().isEmpty()) {
            return;
        }
        if (!isAddress(url.value().toString())) {
            problems.at(
                    url,
                    url.origin(),
                    "a URL with a host, and a port below 65536",
                    "'" + url.value() + "'",
                    "");
            return;
        }
        String[] secret = {"targets", target, "secret"};
        if (settings.find(secret).isEmpty()
                && !file.values().containsKey(Key.path(List.of(secret)))) {
            problems.at(
                    url,
                    url.origin(),
                    "a secret beside it",
                    "none",
                    "add secret: ${TOWPATH_SIGNING_SECRET}, the same as the site has");
        }
        boolean anyNetwork =
                settings.find("targets", target, "allow")
                        .filter(allow -> ((List<?>) allow.value()).isEmpty())
                        .isPresent();
        if (anyNetwork && url.value().toString().startsWith("http:")) {
            problems.at(
                    url,
                    url.origin(),
                    "https where targets." + target + ".allow names no network",
                    "'" + url.value() + "'",
                    "on the public net anybody could read and change the jobs");
        }
    }

    private static boolean isAddress(String url) {
        try {
            URI uri = new URI(url);
            return uri.getHost() != null && uri.getPort() <= MAX_PORT;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    /// A key that names something, or nothing.
    private void names(String type, String key, SequencedSet<String> known, String what) {
        settings.find("types", type, key)
                .filter(name -> !name.value().toString().isEmpty() && !fromAny(type, key))
                .ifPresent(name -> known(name, name.value().toString(), known, what));
    }

    /// Who is told of the dead takes JSON, and is not told of his own.
    private void told(String type) {
        Optional<Setting> onDead =
                settings.find("types", type, "onDead")
                        .filter(told -> !told.value().toString().isEmpty());
        if (onDead.isEmpty()) {
            return;
        }
        String told = onDead.get().value().toString();
        settings.find("types", told, "payload")
                .filter(payload -> payload.value() != PayloadKind.JSON)
                .ifPresent(
                        payload ->
                                problems.at(
                                        onDead.get(),
                                        payload.origin(),
                                        "a type with payload: json",
                                        "'" + told + "'",
                                        "what it is told is JSON"));
        settings.find("types", told, "onDead")
                .filter(next -> !next.value().toString().isEmpty())
                .ifPresent(
                        next ->
                                problems.at(
                                        onDead.get(),
                                        next.origin(),
                                        "a type without onDead of its own",
                                        "'" + told + "'",
                                        "or the dead would tell of each other without end"));
    }

    private void perGroup(String type) {
        both(
                new String[] {"types", type, "maxInFlightPerGroup"},
                new String[] {"types", type, "order"},
                (limit, order) -> {
                    if (!limit.value().equals(0L) && order.value() != Order.NONE) {
                        problems.at(
                                limit,
                                order.origin(),
                                "0 where order is " + order.shown(),
                                limit.shown(),
                                "there one job of a group runs at a time");
                    }
                });
    }

    /// Whether a type took a value from `"*"`, where it is checked already.
    private boolean fromAny(String type, String key) {
        return !type.equals(TowpathConfig.ANY_TYPE)
                && !file.values().containsKey(Key.path(List.of("types", type, key)))
                && settings.find("types", type, key)
                        .map(Setting::origin)
                        .equals(
                                settings.find("types", TowpathConfig.ANY_TYPE, key)
                                        .map(Setting::origin));
    }

    private void window(String type, String queue) {
        both(
                new String[] {"types", type, "dedupWindow"},
                new String[] {"queues", queue, "ledgerRetention"},
                (window, ledger) -> {
                    if (span(window).compareTo(span(ledger)) > 0) {
                        problems.at(
                                window,
                                ledger.origin(),
                                "at most " + ledger.path() + ", " + ledger.shown(),
                                window.shown(),
                                "a dedup key is forgotten with its job");
                    }
                });
    }

    private void timeout(String type, String queue) {
        both(
                new String[] {"types", type, "timeout"},
                new String[] {"queues", queue, "retention"},
                (timeout, retention) -> {
                    if (span(timeout).compareTo(span(retention)) > 0) {
                        problems.at(
                                timeout,
                                retention.origin(),
                                "at most " + retention.path() + ", " + retention.shown(),
                                timeout.shown(),
                                "Kafka would delete the job while it runs");
                    }
                });
    }

    private void schema(String type, Setting payload, Path schemas, SchemaCheck check) {
        if (!type.equals(TowpathConfig.ANY_TYPE)) {
            check.fault(schemas, type)
                    .ifPresent(
                            fault ->
                                    problems.at(
                                            payload,
                                            payload.origin(),
                                            "a schema in " + SchemaCheck.file(schemas, type),
                                            fault,
                                            "write it, or say payload: json"));
            return;
        }
        settings.find("types", type, "allowUnknown")
                .filter(allow -> allow.value().equals(true))
                .ifPresent(
                        allow ->
                                problems.at(
                                        allow,
                                        payload.origin(),
                                        "false where types[\"*\"].payload is avro",
                                        "true",
                                        "a type that is not named has no schema"));
    }

    private void client(String client) {
        settings.find("clients", client, "queues")
                .ifPresent(queues -> eachKnown(queues, names.queues(), "queue"));
        boolean anyType =
                settings.find("types", TowpathConfig.ANY_TYPE, "allowUnknown")
                        .filter(allow -> allow.value().equals(true))
                        .isPresent();
        if (!anyType) {
            settings.find("clients", client, "types")
                    .ifPresent(types -> eachKnown(types, names.types(), "type"));
        }
    }

    /// An outbox's jobs are somebody's, who may submit them.
    private void outbox() {
        Setting client = settings.find("gateway", "outbox", "client").orElse(null);
        if (client == null || settings.find("gateway", "outbox", "url").isEmpty()) {
            return;
        }
        String name = client.value().toString();
        known(client, name, names.clients(), "client");
        settings.find("clients", name, "scopes")
                .filter(scopes -> !((List<?>) scopes.value()).contains(Scope.SUBMIT))
                .ifPresent(
                        scopes ->
                                problems.at(
                                        client,
                                        scopes.origin(),
                                        "a client with the scope submit",
                                        "'" + name + "'",
                                        "add submit to " + scopes.path()));
    }

    private void eachKnown(Setting setting, SequencedSet<String> known, String what) {
        for (Object name : (List<?>) setting.value()) {
            if (!name.equals(ClientConfig.ALL)) {
                known(setting, name.toString(), known, what);
            }
        }
    }

    private void known(Setting setting, String name, SequencedSet<String> known, String what) {
        if (known.contains(name)) {
            return;
        }
        String hint = Spelling.didYouMean(name, known);
        String section = what + "s";
        problems.at(
                setting,
                new Origin.Line(problems.file(), file.line(section), List.of()),
                "a " + what + " that is there: " + String.join(", ", known),
                "'" + name + "'",
                hint.isEmpty() ? "add it under " + section : hint);
    }

    private void eachKeyOnce() {
        Map<Object, Setting> seen = new HashMap<>();
        for (Setting setting : settings.all()) {
            if (!setting.key().name().equals("sha256")) {
                continue;
            }
            Setting first = seen.putIfAbsent(setting.value(), setting);
            if (first != null) {
                problems.at(
                        setting,
                        setting.origin(),
                        "each key once",
                        "the same as " + first.path(),
                        "give each client keys of its own");
            }
        }
    }

    private void roomForPayload(String section, String key) {
        both(
                new String[] {section, key},
                new String[] {"gateway", "maxPayload"},
                (size, payload) -> {
                    if ((Long) size.value() < (Long) payload.value()) {
                        problems.at(
                                size,
                                payload.origin(),
                                "at least gateway.maxPayload, " + payload.shown(),
                                size.shown(),
                                "");
                    }
                });
    }

    private interface Check {
        void check(Setting checked, Setting against);
    }

    private void both(String[] checked, String[] against, Check check) {
        settings.find(checked)
                .ifPresent(
                        one -> settings.find(against).ifPresent(other -> check.check(one, other)));
    }

    private static Duration span(Setting setting) {
        return (Duration) setting.value();
    }
}
