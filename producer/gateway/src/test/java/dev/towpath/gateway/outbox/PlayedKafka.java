package dev.towpath.gateway.outbox;

import dev.towpath.gateway.intake.OutboxJob;
import dev.towpath.gateway.problem.Refusal;
import dev.towpath.schemas.error.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A Kafka that answers as a test wants, and tells what came in which order. A row is known by its
/// place.
final class PlayedKafka implements Batch.Jobs {
    private final Map<Long, ErrorCode> refusals = new HashMap<>();
    private final Map<Long, ErrorCode> failures = new HashMap<>();
    private final Map<OutboxJob, Long> places = new HashMap<>();
    private final List<String> heard = new ArrayList<>();

    /// Does not take this row.
    PlayedKafka refusing(long seq, ErrorCode code) {
        refusals.put(seq, code);
        return this;
    }

    /// Takes this row and does not confirm it.
    PlayedKafka failing(long seq, ErrorCode code) {
        failures.put(seq, code);
        return this;
    }

    List<String> heard() {
        return heard;
    }

    @Override
    public OutboxJob read(Row row, String json) {
        OutboxJob job =
                OutboxJob.read(
                        json.getBytes(StandardCharsets.UTF_8),
                        row.id(),
                        row.traceParent(),
                        row.waited(),
                        0);
        places.put(job, row.seq());
        return job;
    }

    @Override
    public OutboxJob.Confirmation submit(OutboxJob job) {
        long seq = places.getOrDefault(job, -1L);
        fail(refusals, seq);
        heard.add("sent " + seq);
        return () -> {
            fail(failures, seq);
            heard.add("stored " + seq);
        };
    }

    private static void fail(Map<Long, ErrorCode> codes, long seq) {
        ErrorCode code = codes.get(seq);
        if (code == ErrorCode.INVARIANT_BROKEN) {
            throw new IllegalStateException("a bug");
        }
        if (code != null) {
            throw new Refusal(code, "as the test wants");
        }
    }
}
