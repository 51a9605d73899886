package dev.towpath.gateway.intake;

import dev.towpath.gateway.auth.Caller;
import dev.towpath.gateway.observe.GatewayMetrics;
import dev.towpath.gateway.problem.ProblemJson;
import dev.towpath.gateway.problem.Refusal;
import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.payload.Problem;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// A JSON array of CloudEvents, each a job of its own: one that is wrong does not hurt the others.
public final class EventBatch {
    private final Intake intake;
    private final InstantSource clock;
    private final GatewayMetrics metrics;

    public EventBatch(Intake intake, InstantSource clock, GatewayMetrics metrics) {
        this.metrics = metrics;
        this.intake = intake;
        this.clock = clock;
    }

    /// What came of a batch: one result an event, in their order.
    ///
    /// @param whole whether all were stored
    public record Outcome(boolean whole, ObjectNode json) {}

    /// Takes all events and waits for Kafka.
    ///
    /// @throws Refusal when the body is not an array of JSON; then nothing is stored
    public Outcome take(byte[] body, RequestFacts facts, Caller caller, Settings settings) {
        Waiting waiting = Waiting.upTo(settings.config().gateway().enqueueTimeout());
        JsonNode json = SingleJob.json(body);
        if (!json.isArray()) {
            throw refused(new Problem("", "an array of CloudEvents", Fields.kind(json)));
        }
        if (!facts.idempotencyKey().isEmpty()) {
            throw refused(
                    new Problem(
                            "",
                            "no header Idempotency-Key on many jobs",
                            "one",
                            "give each event an id or a dedupkey of its own"));
        }
        List<Sent> sent = new ArrayList<>(json.size());
        for (JsonNode event : json) {
            sent.add(send(event, facts, caller, settings));
        }
        return outcome(sent, waiting);
    }

    private sealed interface Sent {
        record Taken(Submitted job) implements Sent {}

        record Wrong(Refusal why) implements Sent {}
    }

    private Sent send(JsonNode event, RequestFacts facts, Caller caller, Settings settings) {
        try {
            if (!(event instanceof ObjectNode object)) {
                throw refused(new Problem("", "a CloudEvent", Fields.kind(event)));
            }
            Draft draft = CloudEvents.read(object, "", facts.traceParent(), clock.millis());
            return new Sent.Taken(intake.submit(draft, caller, settings));
        } catch (Refusal e) {
            metrics.refused(e.code());
            return new Sent.Wrong(e);
        }
    }

    private static Outcome outcome(List<Sent> sent, Waiting waiting) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ArrayNode results = JsonNodeFactory.instance.arrayNode();
        int accepted = 0;
        for (Sent one : sent) {
            ObjectNode result = result(one, waiting);
            results.add(result);
            accepted += result.has("id") ? 1 : 0;
        }
        json.put("accepted", accepted);
        json.put("refused", sent.size() - accepted);
        json.set("results", results);
        return new Outcome(accepted == sent.size(), json);
    }

    private static ObjectNode result(Sent sent, Waiting waiting) {
        return switch (sent) {
            case Sent.Wrong(Refusal why) -> error(why);
            case Sent.Taken(Submitted job) -> {
                try {
                    waiting.receipt(job);
                    yield SingleJob.accepted(job);
                } catch (Refusal e) {
                    yield error(e);
                }
            }
        };
    }

    private static ObjectNode error(Refusal why) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.set("error", ProblemJson.of(why));
        return json;
    }

    private static Refusal refused(Problem problem) {
        return new Refusal(
                ErrorCode.INVALID_REQUEST,
                "nothing is stored. " + problem.line(),
                List.of(problem),
                0);
    }
}
