package dev.towpath.gateway.http;

import dev.towpath.gateway.auth.Caller;
import dev.towpath.gateway.intake.Settings;
import dev.towpath.gateway.ledger.Known;
import dev.towpath.gateway.ledger.LedgerView;
import dev.towpath.gateway.problem.Refusal;
import dev.towpath.gateway.running.RunningJobs;
import dev.towpath.schemas.config.QueueConfig;
import dev.towpath.schemas.config.Scope;
import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.id.JobId;
import dev.towpath.schemas.id.JobIdIssuer;
import dev.towpath.schemas.ledger.Mark;
import dev.towpath.schemas.ledger.State;
import dev.towpath.schemas.presence.Presence;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// `GET /v1/jobs/{id}`: what has become of a job, as the ledger says.
final class GetJob implements Routes.Endpoint {
    /// How often a mark is looked for again that was overtaken while it was fetched.
    private static final int LOOKS = 3;

    private final Supplier<Settings> settings;
    private final JobIdIssuer ids;
    private final LedgerView ledger;
    private final RunningJobs running;

    GetJob(Supplier<Settings> settings, JobIdIssuer ids, LedgerView ledger, RunningJobs running) {
        this.settings = settings;
        this.ids = ids;
        this.ledger = ledger;
        this.running = running;
    }

    @Override
    public void answer(ServerRequest request, ServerResponse response, String last) {
        Settings now = settings.get();
        Caller caller =
                now.keys().authenticate(PostJobs.header(request, HeaderNames.AUTHORIZATION));
        caller.require(Scope.READ);
        JobId id = issued(last);
        Optional<Mark> mark = markOf(id, caller);
        ObjectNode json = mark.map(found -> known(id, found)).orElseGet(() -> open(id, now));
        running.find(id, mark)
                .filter(said -> said.client().equals(caller.name()))
                .ifPresent(said -> runs(json, said));
        Answers.json(response, 200, json);
    }

    /// The id that a path names.
    ///
    /// @throws Refusal `TP-1011` when this installation never issued it
    JobId issued(String text) {
        return JobId.parse(text).filter(ids::issued).orElseThrow(GetJob::unknown);
    }

    /// What the ledger says of a job; empty when nothing is known yet.
    ///
    /// @throws Refusal `TP-1011` when it is another client's
    Optional<Mark> markOf(JobId id, Caller caller) {
        ledger.requireLoaded();
        Optional<Mark> mark = mark(id);
        if (mark.isPresent() && !mark.get().client().equals(caller.name())) {
            throw unknown();
        }
        return mark;
    }

    private Optional<Mark> mark(JobId id) {
        for (int look = 0; look < LOOKS; look++) {
            Optional<Known> known = ledger.find(id);
            if (known.isEmpty()) {
                return Optional.empty();
            }
            Optional<Mark> mark = ledger.mark(id, known.get());
            if (mark.isPresent()) {
                return mark;
            }
        }
        throw new Refusal(
                ErrorCode.KAFKA_UNAVAILABLE,
                "what has become of job " + id + " changes at the moment; ask again");
    }

    /// What a mark says, as users read it.
    static ObjectNode known(JobId id, Mark mark) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("id", id.toString());
        json.put("state", mark.state().word());
        json.put("type", mark.type());
        json.put("attempts", mark.attempt());
        json.put("generation", mark.generation());
        time(json, "acceptedAt", mark.acceptedAt());
        time(json, "startedAt", mark.startedAt());
        time(json, "settledAt", mark.state().isEnd() ? mark.settledAt() : 0);
        time(json, "dueAt", mark.dueAt());
        if (!mark.code().isEmpty()) {
            json.put("code", mark.code());
        }
        if (!mark.reason().isEmpty()) {
            json.put("reason", mark.reason());
        }
        return json;
    }

    private static void runs(ObjectNode json, Presence.Progress said) {
        if (!json.path("state").asString().equals(State.ASKED.word())) {
            json.put("state", State.RUNNING.word());
        }
        json.remove("note");
        ObjectNode progress = json.putObject("progress");
        progress.put("part", said.part());
        progress.put("attempt", said.attempt());
        if (!said.note().isEmpty()) {
            progress.put("note", said.note());
        }
    }

    private ObjectNode open(JobId id, Settings now) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("id", id.toString());
        json.put("state", "accepted");
        if (ledger.forgetful(id) || olderThanTheLedger(id, now)) {
            json.put(
                    "note",
                    "nothing is known of it: it has not ended yet, or so long ago that it is"
                            + " forgotten here");
        }
        return json;
    }

    private static boolean olderThanTheLedger(JobId id, Settings now) {
        QueueConfig queue = now.config().queues().get(id.queue());
        if (queue == null) {
            return true;
        }
        Instant made = Instant.ofEpochMilli(id.high() >>> 16);
        return !id.derived() && made.isBefore(Instant.now().minus(queue.ledgerRetention()));
    }

    private static void time(ObjectNode json, String name, long millis) {
        if (millis > 0) {
            json.put(name, Instant.ofEpochMilli(millis).toString());
            json.put(name + "Millis", millis);
        }
    }

    private static Refusal unknown() {
        return new Refusal(
                ErrorCode.UNKNOWN_JOB,
                "this installation never issued such a job id to this client; check the id for a"
                        + " copying mistake");
    }
}
