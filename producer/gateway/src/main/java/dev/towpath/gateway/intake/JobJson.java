package dev.towpath.gateway.intake;

import dev.towpath.producer.JobRequest;
import dev.towpath.schemas.payload.Problem;
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
                            "expires",
                            "deployment"));
    private static final Set<String> LATER = Set.of("delay", "runAt");

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
        long expiresAt = fields.time("expires", now);
        String deployment = fields.text("deployment", JobEnvelope.MAX_DEPLOYMENT_BYTES);
        for (String name : LATER) {
            if (object.has(name)) {
                fields.add(
                        new Problem(
                                "/" + name,
                                "no " + name + " in this version",
                                "one",
                                "jobs with a due time come with a later version"));
            }
        }
        fields.refuseOthers(KNOWN, LATER);
        return new Draft(
                type,
                data == null ? JsonNodeFactory.instance.nullNode() : data,
                group,
                dedupKey,
                queue,
                batch,
                tags,
                deployment,
                expiresAt,
                traceParent,
                fields.problems());
    }
}
