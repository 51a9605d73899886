package dev.towpath.push;

import dev.towpath.worker.handler.JobContext;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// One attempt of a job as the body of a request.
final class PushedJob {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private PushedJob() {}

    /// The body as UTF-8.
    static byte[] body(JsonNode data, JobContext job, Instant now) {
        ObjectNode body = JSON.createObjectNode();
        body.put("type", job.type());
        body.put("timestamp", job.acceptedAt().truncatedTo(ChronoUnit.SECONDS).toString());
        body.set("data", data);
        body.set("job", facts(job, now));
        return JSON.writeValueAsBytes(body);
    }

    private static ObjectNode facts(JobContext job, Instant now) {
        ObjectNode facts = JSON.createObjectNode();
        facts.put("id", job.id().toString());
        facts.put("attempt", job.attempt());
        facts.put("generation", job.generation());
        facts.put("fence", job.fence().toString());
        facts.put("timeoutMillis", Math.max(1, Duration.between(now, job.deadline()).toMillis()));
        facts.put("acceptedAt", job.acceptedAt().toEpochMilli());
        facts.put("client", job.client());
        facts.put("group", job.group());
        facts.put("dedupKey", job.dedupKey());
        facts.put("batch", job.batch());
        facts.put("deployment", job.deployment());
        job.tags().forEach(facts.putArray("tags")::add);
        facts.put("traceparent", job.traceParent());
        facts.put("windowMillis", job.window().toMillis());
        facts.put("checksum", Long.toString(job.checksum()));
        facts.put("forced", job.forced());
        facts.put("cursor", job.cursor());
        return facts;
    }
}
