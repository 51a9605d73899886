package dev.towpath.console.filter;

import dev.towpath.schemas.wire.JobEnvelope;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Which jobs are meant. Of one kind any value will do, of different kinds each must fit; a kind
/// without values fits everything.
///
/// @param causes fingerprints, or how they begin
/// @param since the first moment that fits
/// @param until the first moment that no longer fits
/// @param ranges of offsets, for a queue's log alone
/// @param everything whether it is meant to fit everything
public record Filter(
        List<String> ids,
        List<String> types,
        List<String> causes,
        List<String> codes,
        Optional<Instant> since,
        Optional<Instant> until,
        List<String> deployments,
        List<String> tags,
        List<String> clients,
        List<String> queues,
        List<String> batches,
        List<Range> ranges,
        boolean everything) {
    /// What fits everything, said so.
    public static final Filter EVERYTHING =
            new Filter(
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of(),
                    Optional.empty(),
                    Optional.empty(),
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of(),
                    true);

    public Filter {
        ids = List.copyOf(ids);
        types = List.copyOf(types);
        causes = List.copyOf(causes);
        codes = List.copyOf(codes);
        deployments = List.copyOf(deployments);
        tags = List.copyOf(tags);
        clients = List.copyOf(clients);
        queues = List.copyOf(queues);
        batches = List.copyOf(batches);
        ranges = List.copyOf(ranges);
    }

    /// The same for one job alone.
    public static Filter of(String id) {
        return EVERYTHING.with(List.of(id));
    }

    private Filter with(List<String> onlyIds) {
        return new Filter(
                onlyIds,
                types,
                causes,
                codes,
                since,
                until,
                deployments,
                tags,
                clients,
                queues,
                batches,
                ranges,
                false);
    }

    /// Whether nothing was said that leaves anything out; a queue alone is not enough.
    public boolean isEmpty() {
        return !everything
                && ids.isEmpty()
                && types.isEmpty()
                && causes.isEmpty()
                && codes.isEmpty()
                && since.isEmpty()
                && until.isEmpty()
                && deployments.isEmpty()
                && tags.isEmpty()
                && clients.isEmpty()
                && batches.isEmpty()
                && ranges.isEmpty();
    }

    public boolean matches(Subject subject) {
        return any(queues, subject.queue()::equals)
                && any(types, subject.facts().type()::equals)
                && any(codes, subject.code()::equalsIgnoreCase)
                && any(causes, subject.fingerprint()::startsWith)
                && since.map(first -> !time(subject).isBefore(first)).orElse(true)
                && until.map(end -> time(subject).isBefore(end)).orElse(true)
                && any(
                        ids,
                        id -> subject.facts().id().map(i -> i.toString().equals(id)).orElse(false))
                && any(ranges, range -> range.holds(subject.partition(), subject.offset()))
                && envelope(subject, deployments, JobEnvelope::deployment)
                && envelope(subject, clients, JobEnvelope::client)
                && envelope(subject, batches, JobEnvelope::batch)
                && any(
                        tags,
                        tag ->
                                subject.facts()
                                        .envelope()
                                        .map(envelope -> envelope.tags().contains(tag))
                                        .orElse(false));
    }

    /// As an instant: not every instant that people can write is a number of milliseconds.
    private static Instant time(Subject subject) {
        return Instant.ofEpochMilli(subject.time());
    }

    private static boolean envelope(
            Subject subject, List<String> values, Function<JobEnvelope, String> field) {
        return any(
                values,
                value ->
                        subject.facts()
                                .envelope()
                                .map(envelope -> field.apply(envelope).equals(value))
                                .orElse(false));
    }

    private static <T> boolean any(List<T> values, Predicate<T> fits) {
        return values.isEmpty() || values.stream().anyMatch(fits);
    }

    /// In the words of the command line.
    public String words() {
        List<String> words = new ArrayList<>();
        words(words, "--id", ids);
        words(words, "--type", types);
        words(words, "--cause", causes);
        words(words, "--code", codes);
        since.ifPresent(time -> words.add("--since " + time));
        until.ifPresent(time -> words.add("--until " + time));
        words(words, "--deployment", deployments);
        words(words, "--tag", tags);
        words(words, "--client", clients);
        words(words, "--queue", queues);
        words(words, "--batch", batches);
        words(words, "--offsets", ranges.stream().map(Range::toString).toList());
        if (everything) {
            words.add("--everything");
        }
        return String.join(" ", words);
    }

    private static void words(List<String> words, String option, List<String> values) {
        values.forEach(value -> words.add(option + " " + value));
    }

    public ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        put(json, "ids", ids);
        put(json, "types", types);
        put(json, "causes", causes);
        put(json, "codes", codes);
        since.ifPresent(time -> json.put("since", time.toString()));
        until.ifPresent(time -> json.put("until", time.toString()));
        put(json, "deployments", deployments);
        put(json, "tags", tags);
        put(json, "clients", clients);
        put(json, "queues", queues);
        put(json, "batches", batches);
        put(json, "offsets", ranges.stream().map(Range::toString).toList());
        if (everything) {
            json.put("everything", true);
        }
        return json;
    }

    /// Reads what [#json()] wrote.
    ///
    /// @throws IllegalArgumentException when it is something else
    public static Filter of(JsonNode json) {
        return new Filter(
                texts(json, "ids"),
                texts(json, "types"),
                texts(json, "causes"),
                texts(json, "codes"),
                time(json.get("since")),
                time(json.get("until")),
                texts(json, "deployments"),
                texts(json, "tags"),
                texts(json, "clients"),
                texts(json, "queues"),
                texts(json, "batches"),
                texts(json, "offsets").stream()
                        .map(text -> Range.parse(text).orElseThrow(IllegalArgumentException::new))
                        .toList(),
                json.path("everything").asBoolean(false));
    }

    private static void put(ObjectNode json, String name, List<String> values) {
        if (!values.isEmpty()) {
            values.forEach(json.putArray(name)::add);
        }
    }

    private static List<String> texts(JsonNode json, String name) {
        List<String> texts = new ArrayList<>();
        json.path(name).forEach(value -> texts.add(value.asString("")));
        return texts;
    }

    private static Optional<Instant> time(@Nullable JsonNode json) {
        return Optional.ofNullable(json).map(text -> Instant.parse(text.asString("")));
    }
}
