package dev.towpath.schemas.config;

import dev.towpath.schemas.payload.Spelling;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;

/// Checks what no key can check alone. A value that is missing because it was wrong is not blamed
/// twice.
final class CrossChecks {
    private final Settings settings;
    private final Problems problems;
    private final ConfigNames names;

    CrossChecks(Settings settings, ConfigNames names, Problems problems) {
        this.settings = settings;
        this.names = names;
        this.problems = problems;
    }

    void run(Path schemas, SchemaCheck check) {
        names.queues().forEach(this::queue);
        names.types().forEach(type -> type(type, schemas, check));
        names.clients().forEach(this::client);
        keysOfOneClientOnly();
        room("gateway", "maxBody");
        room("gateway", "maxLine");
        room("worker", "maxInFlightBytes");
        room("worker", "bufferBytesPerPartition");
    }

    private void queue(String queue) {
        settings.find("queues", queue, "ledgerRetention")
                .ifPresent(
                        ledger ->
                                atLeast(
                                        ledger,
                                        settings.find("queues", queue, "retention"),
                                        "or jobs that are done could run again"));
    }

    private void type(String type, Path schemas, SchemaCheck check) {
        settings.find("types", type, "queue")
                .ifPresent(
                        queue -> {
                            known(queue, queue.value().toString(), names.queues(), "queue");
                            String name = queue.value().toString();
                            settings.find("queues", name, "ledgerRetention")
                                    .ifPresent(ledger -> window(type, ledger));
                            settings.find("queues", name, "retention")
                                    .ifPresent(retention -> timeout(type, retention));
                        });
        settings.find("types", type, "payload")
                .filter(payload -> payload.value() == PayloadKind.AVRO)
                .ifPresent(payload -> schema(type, payload, schemas, check));
    }

    private void window(String type, Setting ledger) {
        settings.find("types", type, "dedupWindow")
                .filter(window -> span(window).compareTo(span(ledger)) > 0)
                .ifPresent(
                        window ->
                                problems.at(
                                        window,
                                        "at most " + ledger.path() + ", " + ledger.shown(),
                                        window.shown(),
                                        "a dedup key is forgotten with its job"));
    }

    private void timeout(String type, Setting retention) {
        settings.find("types", type, "timeout")
                .filter(timeout -> span(timeout).compareTo(span(retention)) > 0)
                .ifPresent(
                        timeout ->
                                problems.at(
                                        timeout,
                                        "at most " + retention.path() + ", " + retention.shown(),
                                        timeout.shown(),
                                        "Kafka would delete the job while it runs"));
    }

    private void schema(String type, Setting payload, Path schemas, SchemaCheck check) {
        if (!type.equals(TowpathConfig.ANY_TYPE)) {
            check.fault(schemas, type)
                    .ifPresent(
                            fault ->
                                    problems.at(
                                            payload,
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

    private void eachKnown(Setting setting, SequencedSet<String> known, String what) {
        for (Object name : (List<?>) setting.value()) {
            if (!name.equals(ClientConfig.ALL)) {
                known(setting, name.toString(), known, what);
            }
        }
    }

    private void known(Setting setting, String name, Collection<String> known, String what) {
        if (known.contains(name)) {
            return;
        }
        String hint = Spelling.didYouMean(name, known);
        problems.at(
                setting,
                "a " + what + " that is there: " + String.join(", ", known),
                "'" + name + "'",
                hint.isEmpty() ? "add it under " + what + "s" : hint);
    }

    private void keysOfOneClientOnly() {
        Map<Object, Setting> seen = new HashMap<>();
        for (Setting setting : settings.all()) {
            if (setting.key().name().equals("sha256")) {
                Optional.ofNullable(seen.putIfAbsent(setting.value(), setting))
                        .ifPresent(
                                first ->
                                        problems.at(
                                                setting,
                                                "each key once",
                                                "the same as " + first.path(),
                                                "give each client keys of its own"));
            }
        }
    }

    /// Checks that the largest payload fits.
    private void room(String section, String key) {
        settings.find(section, key)
                .ifPresent(
                        size ->
                                settings.find("gateway", "maxPayload")
                                        .filter(
                                                payload ->
                                                        (Long) size.value()
                                                                < (Long) payload.value())
                                        .ifPresent(
                                                payload ->
                                                        problems.at(
                                                                size,
                                                                "at least gateway.maxPayload, "
                                                                        + payload.shown(),
                                                                size.shown(),
                                                                "")));
    }

    private void atLeast(Setting setting, Optional<Setting> bound, String why) {
        bound.filter(least -> span(setting).compareTo(span(least)) < 0)
                .ifPresent(
                        least ->
                                problems.at(
                                        setting,
                                        "at least " + least.path() + ", " + least.shown(),
                                        setting.shown(),
                                        why));
    }

    private static Duration span(Setting setting) {
        return (Duration) setting.value();
    }
}
