package dev.towpath.schemas.audit;

import dev.towpath.schemas.payload.Checked;
import dev.towpath.schemas.payload.StrictJson;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// A record that somebody has dealt with, as an entry of the audit names it: a dead letter that was
/// replayed or discarded, or a job of a queue's log.
public record DealtLetter(String topic, int partition, long offset) {
    /// Those of an entry; none of an entry that cannot be read, or that is of something else.
    public static List<DealtLetter> of(byte[] entry) {
        List<DealtLetter> dealt = new ArrayList<>();
        if (StrictJson.read(entry) instanceof Checked.Good<JsonNode>(JsonNode json)) {
            for (JsonNode job : json.path("jobs")) {
                dealt.add(
                        new DealtLetter(
                                job.path("topic").asString(""),
                                job.path("partition").asInt(-1),
                                job.path("offset").asLong(-1)));
            }
        }
        return dealt;
    }
}
