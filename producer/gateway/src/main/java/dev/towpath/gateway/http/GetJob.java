package dev.towpath.gateway.http;

import dev.towpath.gateway.auth.Caller;
import dev.towpath.gateway.intake.Settings;
import dev.towpath.gateway.problem.Refusal;
import dev.towpath.schemas.config.Scope;
import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.id.JobId;
import dev.towpath.schemas.id.JobIdIssuer;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.function.Supplier;
import tools.jackson.databind.node.JsonNodeFactory;

/// `GET /v1/jobs/{id}`.
final class GetJob implements Routes.Endpoint {
    private final Supplier<Settings> settings;
    private final JobIdIssuer ids;

    GetJob(Supplier<Settings> settings, JobIdIssuer ids) {
        this.settings = settings;
        this.ids = ids;
    }

    @Override
    public void answer(ServerRequest request, ServerResponse response, String last) {
        Caller caller =
                settings.get()
                        .keys()
                        .authenticate(PostJobs.header(request, HeaderNames.AUTHORIZATION));
        caller.require(Scope.READ);
        JobId id =
                JobId.parse(last)
                        .filter(ids::issued)
                        .orElseThrow(
                                () ->
                                        new Refusal(
                                                ErrorCode.UNKNOWN_JOB,
                                                "this installation never issued such a job id"));
        Answers.json(
                response,
                200,
                JsonNodeFactory.instance
                        .objectNode()
                        .put("id", id.toString())
                        .put("state", "accepted"));
    }
}
