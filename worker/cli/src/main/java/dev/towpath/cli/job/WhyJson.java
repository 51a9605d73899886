package dev.towpath.cli.job;

import dev.towpath.console.why.Why;
import java.time.Instant;
import tools.jackson.databind.node.ObjectNode;

/// An answer's particulars for programs: times as ISO 8601, absent where there is none.
final class WhyJson {
    private WhyJson() {}

    static ObjectNode add(ObjectNode json, Why why) {
        switch (why) {
            case Why.NeverIssued _, Why.NoWorker _, Why.NoGateway _ -> {}
            case Why.Unknown one -> time(json, "made", one.made());
            case Why.Done one -> {
                time(json, "since", one.at());
                time(json, "started", one.startedAt());
                attempt(json, one.attempt(), one.generation());
                json.put("worker", one.worker());
            }
            case Why.Dead one -> {
                time(json, "since", one.at());
                attempt(json, one.attempt(), one.generation());
                cause(json, one.code(), one.reason());
            }
            case Why.Ended one -> {
                time(json, "since", one.at());
                cause(json, one.code(), one.reason());
            }
            case Why.Conflict one -> time(json, "since", one.at());
            case Why.Retries one -> {
                time(json, "until", one.until());
                json.put("attempt", one.attempt()).put("attempts", one.attempts());
                cause(json, one.code(), one.reason());
            }
            case Why.Snoozed one -> time(json, "until", one.until());
            case Why.Delayed one -> time(json, "until", one.until());
            case Why.Held one -> {
                time(json, "since", one.since());
                time(json, "until", one.until());
                json.put("reason", one.reason()).put("over", one.over());
            }
            case Why.Runs one -> {
                time(json, "since", one.since());
                json.put("worker", one.worker()).put("attempt", one.attempt());
                if (!one.progress().isEmpty()) {
                    json.put("progress", one.progress());
                }
            }
            case Why.NoHandler one -> json.put("type", one.type()).put("workers", one.workers());
            case Why.NotServed one ->
                    json.put("type", one.type())
                            .put("partition", one.partition())
                            .put("worker", one.worker());
            case Why.Refused one ->
                    json.put("partition", one.partition())
                            .put("worker", one.worker())
                            .put("reason", one.why());
            case Why.NotOpen one ->
                    json.put("partition", one.partition()).put("worker", one.worker());
            case Why.AtLimit one ->
                    json.put("type", one.type())
                            .put("running", one.running())
                            .put("on", one.where());
            case Why.Behind one -> json.put("behind", one.jobs()).put("worker", one.worker());
            case Why.Due one -> {
                time(json, "since", one.since());
                json.put("worker", one.worker());
            }
        }
        return json;
    }

    private static void attempt(ObjectNode json, int attempt, int generation) {
        json.put("attempt", attempt).put("generation", generation);
    }

    private static void cause(ObjectNode json, String code, String reason) {
        if (!code.isEmpty()) {
            json.put("code", code);
        }
        if (!reason.isEmpty()) {
            json.put("reason", reason);
        }
    }

    static void time(ObjectNode json, String name, long millis) {
        if (millis > 0) {
            json.put(name, Instant.ofEpochMilli(millis).toString());
        }
    }
}
