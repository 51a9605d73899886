package dev.towpath.gateway.intake;

import dev.towpath.producer.JobRequest;
import dev.towpath.schemas.payload.Problem;
import dev.towpath.schemas.wire.JobEnvelope;
import dev.towpath.schemas.wire.JobHeaders;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// A job as a CloudEvent 1.0: a JSON object with its attributes and `data` (the structured mode of
/// the HTTP binding; the binary mode is brought into this form).
///
/// `type` is the job's type and `data` its payload. What else a job has are extension attributes of
/// our names in small letters: `group`, `dedupkey`, `queue`, `batch`, `tags` (separated by commas),
/// `delay`, `runat`, `expires`, `deployment`. Without `dedupkey` the event's `source` and `id`
/// together are the dedup key, because the specification lets consumers take events that agree in
/// both for the same. Other extension attributes are allowed, and not passed on.
final class CloudEvents {
    private static final Pattern ATTRIBUTE = Pattern.compile("[a-z0-9]{1,64}");
    private static final Set<String> NOT_ATTRIBUTES = Set.of("data", "data_base64");

    private CloudEvents() {}

    /// @param idempotencyKey of the request, empty for none
    /// @param traceParent of the request; the event's own goes before it
    /// @param now milliseconds since 1970
    static Draft read(ObjectNode event, String idempotencyKey, String traceParent, long now) {
        Fields fields = new Fields(event);
        String version = fields.text("specversion", 16);
        if (!version.equals("1.0")) {
            fields.add(new Problem("/specversion", "\"1.0\"", quoted(version)));
        }
        String id = fields.required("id", JobEnvelope.MAX_DEDUP_KEY_BYTES);
        String source = fields.required("source", JobEnvelope.MAX_DEDUP_KEY_BYTES);
        String type = fields.required("type", JobHeaders.MAX_TYPE_BYTES);
        checkContent(event, fields);
        String group = fields.text("group", JobRequest.MAX_GROUP_BYTES);
        String dedupKey = fields.text("dedupkey", JobEnvelope.MAX_DEDUP_KEY_BYTES);
        if (dedupKey.isEmpty() && idempotencyKey.isEmpty()) {
            dedupKey = fields.limited("/id", source + " " + id, JobEnvelope.MAX_DEDUP_KEY_BYTES);
        }
        String queue = fields.text("queue", 64);
        String batch = fields.text("batch", JobEnvelope.MAX_BATCH_BYTES);
        List<String> tags = tags(fields);
        Due due = fields.due("delay", "runat", now);
        long expiresAt = fields.expiry("expires", due, now);
        String deployment = fields.text("deployment", JobEnvelope.MAX_DEPLOYMENT_BYTES);
        String ownTrace = Fields.traceParent(fields.text("traceparent", 128));
        checkNames(event, fields);
        JsonNode data = event.get("data");
        return new Draft(
                type,
                data == null ? JsonNodeFactory.instance.nullNode() : data,
                group,
                dedupKey,
                queue,
                batch,
                tags,
                deployment,
                due,
                expiresAt,
                ownTrace.isEmpty() ? traceParent : ownTrace,
                fields.problems());
    }

    /// Whether a media type is one of JSON.
    static boolean isJson(String mediaType) {
        int end = mediaType.indexOf(';');
        String plain =
                (end < 0 ? mediaType : mediaType.substring(0, end))
                        .strip()
                        .toLowerCase(Locale.ROOT);
        return plain.equals("application/json") || plain.endsWith("+json");
    }

    private static void checkContent(ObjectNode event, Fields fields) {
        String content = fields.text("datacontenttype", 256);
        if (!content.isEmpty() && !isJson(content)) {
            fields.add(new Problem("/datacontenttype", "a media type of JSON", quoted(content)));
        }
        if (event.has("data_base64")) {
            fields.add(new Problem("/data_base64", "data as JSON in 'data'", "binary data"));
        }
    }

    private static void checkNames(ObjectNode event, Fields fields) {
        Set<String> wrong = new LinkedHashSet<>(event.propertyNames());
        wrong.removeAll(NOT_ATTRIBUTES);
        wrong.removeIf(name -> ATTRIBUTE.matcher(name).matches());
        for (String name : wrong) {
            fields.add(
                    new Problem(
                            "", "attribute names of a-z and 0-9", "'" + Fields.shown(name) + "'"));
        }
    }

    private static List<String> tags(Fields fields) {
        String all = fields.text("tags", JobEnvelope.MAX_TAGS * (JobEnvelope.MAX_TAG_BYTES + 2));
        List<String> tags = new ArrayList<>();
        for (String tag : all.split(",", -1)) {
            if (!tag.isBlank()) {
                tags.add(fields.limited("/tags", tag.strip(), JobEnvelope.MAX_TAG_BYTES));
            } else if (!all.isEmpty()) {
                fields.add(new Problem("/tags", "tags separated by commas", "an empty one"));
            }
        }
        if (tags.size() > JobEnvelope.MAX_TAGS) {
            fields.add(new Problem("/tags", "at most " + JobEnvelope.MAX_TAGS, "" + tags.size()));
            return List.of();
        }
        return tags;
    }

    private static String quoted(String text) {
        return text.isEmpty() ? "nothing" : "'" + Fields.shown(text) + "'";
    }
}
