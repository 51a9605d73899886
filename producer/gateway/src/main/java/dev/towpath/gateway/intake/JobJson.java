package dev.towpath.gateway.intake;

import dev.towpath.producer.JobRequest;
import dev.towpath.schemas.wire.JobEnvelope;
import dev.towpath.schemas.wire.JobHeaders;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// A job in our own JSON: `{"type": …, "data": …, "group": …, "dedupKey": …, …}`.
final class JobJson {
    private static final Set<String> KNOWN =
            new LinkedHashSet<>(
                    List.of(
                            "type",
                            "data",
                            "group",
                            "dedupKey",
                            "queue",
                            "batch",
                            "tags",
                            "delay",
                            "runAt",
                            "expires",
                            "deployment"));

    private JobJson() {}

    /// @param traceParent of the request that it came with
    /// @param now milliseconds since 1970
    static Draft read(ObjectNode object, String traceParent, long now) {
        Fields fields = new Fields(object);
        String type = fields.required("type", JobHeaders.MAX_TYPE_BYTES);
        JsonNode data = object.get("data");
        String group = fields.text("group", JobRequest.MAX_GROUP_BYTES);
        String dedupKey = fields.text("dedupKey", JobEnvelope.MAX_DEDUP_KEY_BYTES);
        String queue = fields.text("queue", 64);
        String batch = fields.text("batch", JobEnvelope.MAX_BATCH_BYTES);
        List<String> tags = fields.texts("tags", JobEnvelope.MAX_TAGS, JobEnvelope.MAX_TAG_BYTES);
        Due due = fields.due("delay", "runAt", now);
        long expiresAt = fields.expiry("expires", due, now);
        String deployment = fields.text("deployment", JobEnvelope.MAX_DEPLOYMENT_BYTES);
        fields.refuseOthers(KNOWN);
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
                traceParent,
                fields.problems());
    }
}
