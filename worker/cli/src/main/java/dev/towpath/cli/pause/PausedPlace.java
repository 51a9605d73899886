package dev.towpath.cli.pause;

import dev.towpath.cli.replay.Usage;
import dev.towpath.console.audit.AuditEntry;
import dev.towpath.console.audit.AuditLog;
import dev.towpath.console.topic.Sender;
import dev.towpath.console.topic.TopicReader;
import dev.towpath.schemas.config.TowpathConfig;
import dev.towpath.schemas.control.Pause;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/// A queue or a type that a command names, and the audit's line of what is done to it.
final class PausedPlace {
    private PausedPlace() {}

    /// @throws dev.towpath.schemas.error.TowpathException USAGE when the configuration has none
    ///     of that name
    static Pause.Place of(TowpathConfig config, Pause.Scope scope, String name) {
        boolean known =
                switch (scope) {
                    case QUEUE -> config.queues().containsKey(name);
                    case TYPE -> config.type(name).isPresent();
                };
        if (!known) {
            Set<String> names =
                    scope == Pause.Scope.QUEUE ? config.queues().keySet() : config.types().keySet();
            throw Usage.wrong(
                    scope.word(),
                    "one of the configuration, which has " + String.join(", ", names),
                    name);
        }
        return new Pause.Place(scope, name);
    }

    static void audit(
            TopicReader reader,
            TowpathConfig config,
            Sender sender,
            AuditEntry.Action action,
            String actor,
            Pause.Place place,
            String reason) {
        String words = place.scope().word() + " " + place.name();
        new AuditLog(reader, config.topicNames())
                .append(
                        sender,
                        new AuditEntry(
                                Instant.now(),
                                actor,
                                action,
                                "towpath " + action.word() + " " + words,
                                "",
                                words,
                                reason,
                                List.of()));
    }
}
