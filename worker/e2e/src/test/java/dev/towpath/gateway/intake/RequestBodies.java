package dev.towpath.gateway.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towpath.gateway.problem.Refusal;
import dev.towpath.producer.JobRequest;
import dev.towpath.schemas.payload.CanonicalJson;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// Any bytes as the body of a request: a job, a CloudEvent, or lines of jobs. It is refused with
/// all that is wrong, or is a job that a producer takes.
public final class RequestBodies {
    private static final long NOW = 1_800_000_000_000L;
    private static final int LONGEST_LINE = 100;

    private RequestBodies() {}

    /// @return whether the body is a job
    public static boolean hold(byte[] body) throws IOException {
        lines(body);
        ObjectNode object;
        try {
            object = SingleJob.object(body);
        } catch (Refusal e) {
            assertThat(e.detail()).isNotBlank();
            return false;
        }
        RequestFacts facts = new RequestFacts("key", "");
        Draft job = JobJson.read(object, "", NOW);
        boolean plain = taken(job);
        boolean keyed = taken(facts.apply(job));
        boolean event = taken(CloudEvents.read(object, "", "", NOW));
        return plain || keyed || event;
    }

    private static boolean taken(Draft draft) {
        if (!draft.problems().isEmpty()) {
            draft.problems().forEach(problem -> assertThat(problem.line()).isNotBlank());
            return false;
        }
        JobRequest.Builder request = JobRequest.json("default", draft.type(), new byte[0]);
        if (draft.expiresAt() > 0) {
            request.expiresAt(Instant.ofEpochMilli(draft.expiresAt()));
        }
        draft.due().runAt().ifPresent(request::runAt);
        request.checksum(CanonicalJson.checksum(draft.payload()))
                .delay(draft.due().delay())
                .client("client")
                .group(draft.group())
                .dedupKey(draft.dedupKey(), Duration.ofHours(1))
                .batch(draft.batch())
                .tags(draft.tags())
                .deployment(draft.deployment())
                .traceParent(draft.traceParent())
                .build();
        return true;
    }

    /// However the bytes come, their lines are the same, and no byte is lost but of a line that is
    /// too long.
    private static void lines(byte[] body) throws IOException {
        List<String> whole = read(new ByteArrayInputStream(body));
        List<String> bitByBit = read(new Trickle(body));
        assertThat(bitByBit).isEqualTo(whole);
        List<String> expected = new ArrayList<>();
        int from = 0;
        for (int at = 0; at <= body.length; at++) {
            if (at == body.length ? from < at : body[at] == '\n') {
                byte[] line = Arrays.copyOfRange(body, from, at);
                expected.add(
                        line.length > LONGEST_LINE
                                ? "too long: " + line.length
                                : Arrays.toString(line));
                from = at + 1;
            }
        }
        assertThat(whole).isEqualTo(expected);
    }

    private static List<String> read(InputStream in) throws IOException {
        LineReader reader = new LineReader(in, LONGEST_LINE, () -> {});
        List<String> lines = new ArrayList<>();
        while (reader.next()) {
            lines.add(
                    reader.tooLong()
                            ? "too long: " + reader.length()
                            : Arrays.toString(reader.bytes()));
        }
        return lines;
    }

    /// Gives one to three bytes at a time.
    private static final class Trickle extends InputStream {
        private final ByteArrayInputStream in;
        private int turn;

        Trickle(byte[] bytes) {
            this.in = new ByteArrayInputStream(bytes);
        }

        @Override
        public int read() {
            return in.read();
        }

        @Override
        public int read(byte[] into, int from, int length) {
            return in.read(into, from, Math.min(length, turn++ % 3 + 1));
        }
    }
}
