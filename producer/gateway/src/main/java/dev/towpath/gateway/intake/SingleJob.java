package dev.towpath.gateway.intake;

import dev.towpath.gateway.auth.Caller;
import dev.towpath.gateway.problem.Refusal;
import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.payload.Checked;
import dev.towpath.schemas.payload.Problem;
import dev.towpath.schemas.payload.StrictJson;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// One job a request.
public final class SingleJob {
    private final Intake intake;
    private final InstantSource clock;

    public SingleJob(Intake intake, InstantSource clock) {
        this.intake = intake;
        this.clock = clock;
    }

    /// Takes a job in our JSON and waits for Kafka.
    ///
    /// @return the job's id, and whether it is a duplicate
    /// @throws Refusal when it is not stored, or may not be
    public ObjectNode take(byte[] body, RequestFacts facts, Caller caller, Settings settings) {
        Waiting waiting = Waiting.upTo(settings.config().gateway().enqueueTimeout());
        ObjectNode object = object(body);
        Draft draft = JobJson.read(object, facts.traceParent(), clock.millis());
        return finish(facts.apply(draft), caller, settings, waiting);
    }

    /// Takes a job as a CloudEvent, structured, and waits for Kafka.
    ///
    /// @throws Refusal as [#take]
    public ObjectNode takeEvent(byte[] body, RequestFacts facts, Caller caller, Settings settings) {
        Waiting waiting = Waiting.upTo(settings.config().gateway().enqueueTimeout());
        return event(object(body), facts, caller, settings, waiting);
    }

    /// Takes a job as a CloudEvent in binary mode: attributes apart from the data.
    ///
    /// @throws Refusal as [#take]
    public ObjectNode takeEvent(
            Map<String, String> attributes,
            byte[] body,
            RequestFacts facts,
            Caller caller,
            Settings settings) {
        Waiting waiting = Waiting.upTo(settings.config().gateway().enqueueTimeout());
        ObjectNode event = JsonNodeFactory.instance.objectNode();
        attributes.forEach(event::put);
        if (body.length > 0) {
            event.set("data", json(body));
        }
        return event(event, facts, caller, settings, waiting);
    }

    private ObjectNode event(
            ObjectNode event,
            RequestFacts facts,
            Caller caller,
            Settings settings,
            Waiting waiting) {
        Draft draft =
                CloudEvents.read(
                        event, facts.idempotencyKey(), facts.traceParent(), clock.millis());
        return finish(facts.apply(draft), caller, settings, waiting);
    }

    private ObjectNode finish(Draft draft, Caller caller, Settings settings, Waiting waiting) {
        Submitted submitted = intake.submit(draft, caller, settings);
        waiting.receipt(submitted);
        return accepted(submitted);
    }

    /// What a client is told of a job that is stored.
    static ObjectNode accepted(Submitted submitted) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("id", submitted.id().toString());
        json.put("duplicate", submitted.duplicate());
        return json;
    }

    /// The JSON object that a body is.
    ///
    /// @throws Refusal `TP-1001` when it is not JSON, `TP-1004` when it is not an object
    static ObjectNode object(byte[] body) {
        JsonNode json = json(body);
        if (json instanceof ObjectNode object) {
            return object;
        }
        Problem problem = new Problem("", "a JSON object", Fields.kind(json));
        throw new Refusal(
                ErrorCode.INVALID_REQUEST,
                "the job is not stored. " + problem.line(),
                List.of(problem),
                0);
    }

    /// The JSON that a body is.
    ///
    /// @throws Refusal `TP-1001`
    static JsonNode json(byte[] body) {
        return switch (StrictJson.read(body)) {
            case Checked.Good<JsonNode>(JsonNode json) -> json;
            case Checked.Bad<JsonNode>(List<Problem> problems, int more) ->
                    throw new Refusal(
                            ErrorCode.NOT_JSON,
                            "nothing is stored. " + problems.getFirst().line(),
                            problems,
                            more);
        };
    }
}
