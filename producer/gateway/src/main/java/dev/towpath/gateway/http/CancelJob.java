package dev.towpath.gateway.http;

import dev.towpath.gateway.auth.Caller;
import dev.towpath.gateway.intake.Settings;
import dev.towpath.gateway.problem.Refusal;
import dev.towpath.producer.JobProducer;
import dev.towpath.schemas.config.Scope;
import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.error.TowpathException;
import dev.towpath.schemas.id.JobId;
import dev.towpath.schemas.ledger.Mark;
import dev.towpath.schemas.ledger.State;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// `DELETE /v1/jobs/{id}`: the job is not to be run any more. 200 with what became of it
/// when it has ended; else 202 once Kafka holds the cancel, and the worker that owns the job ends
/// it.
final class CancelJob implements Routes.Endpoint {
    private final Supplier<Settings> settings;
    private final GetJob jobs;
    private final JobProducer producer;

    CancelJob(Supplier<Settings> settings, GetJob jobs, JobProducer producer) {
        this.settings = settings;
        this.jobs = jobs;
        this.producer = producer;
    }

    @Override
    public void answer(ServerRequest request, ServerResponse response, String last) {
        Settings now = settings.get();
        Caller caller =
                now.keys().authenticate(PostJobs.header(request, HeaderNames.AUTHORIZATION));
        caller.require(Scope.SUBMIT);
        JobId id = jobs.issued(last);
        Optional<Mark> mark = jobs.markOf(id, caller);
        // Also of a job that has ended: it may have been submitted again since.
        await(
                producer.cancel(
                        id, caller.name(), mark.filter(found -> found.state() == State.WAITING)),
                id,
                now.config().gateway().enqueueTimeout().toMillis());
        if (mark.isPresent() && mark.get().state().isEnd()) {
            Answers.json(response, 200, GetJob.known(id, mark.get()));
            return;
        }
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("id", id.toString());
        json.put("state", State.ASKED.word());
        response.header(HeaderNames.LOCATION, "/v1/jobs/" + id);
        Answers.json(response, 202, json);
    }

    private static void await(CompletableFuture<Void> asked, JobId id, long millis) {
        try {
            asked.get(millis, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TowpathException failure) {
                throw Refusal.of(failure);
            }
            throw new IllegalStateException("a cancel failed in an unknown way", e);
        } catch (TimeoutException e) {
            throw unknown(id, "Kafka did not answer within " + millis + " ms");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unknown(id, "the gateway is stopping");
        }
    }

    private static Refusal unknown(JobId id, String why) {
        return new Refusal(
                ErrorCode.OUTCOME_UNKNOWN,
                "the cancel of job "
                        + id
                        + " may or may not be stored ("
                        + why
                        + "). Asking again is safe");
    }
}
