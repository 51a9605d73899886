package dev.towpath.push;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towpath.schemas.ledger.State;
import dev.towpath.testkit.DoneWhenSaid;
import dev.towpath.testkit.Event;
import dev.towpath.testkit.History;
import dev.towpath.testkit.Judgement;
import dev.towpath.testkit.manual.ManualJob;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/// S17: the real engine pushes to endpoints that answer anything at all, drawn from a seed.
@Timeout(120)
final class AnyEndpointTest {
    private static final int SEEDS = 12;
    private static final Duration TIME = Duration.ofMinutes(30);
    private static final List<AnyAnswer> ANSWERS = List.of(AnyAnswer.values());
    private static final Signatures SITES = new Signatures(List.of(Site.SECRET));

    /// The others break other promises.
    private static final Set<Slip> SPOKEN_OF =
            EnumSet.of(Slip.UNACKNOWLEDGED_DONE, Slip.WRONG_SECRET, Slip.STALE_TIMESTAMP);

    private final Set<State> states = EnumSet.noneOf(State.class);

    @Test
    void aJobIsDoneOnlyWhenItsEndpointSaidSo() throws IOException {
        long first = Long.getLong("towpath.seed", System.nanoTime());
        for (long seed = first; seed < first + SEEDS; seed++) {
            assertThat(judged(seed, Optional.empty()))
                    .as("-Dtowpath.seed=%d", seed)
                    .isInstanceOf(Judgement.Kept.class);
        }
        assertThat(states).contains(State.DONE);
    }

    @ParameterizedTest
    @EnumSource
    void aPlantedBugIsFoundWhereItBreaksThis(Slip slip) throws IOException {
        boolean found = false;
        for (long seed = 1; seed <= SEEDS && !found; seed++) {
            found = judged(seed, Optional.of(slip)) instanceof Judgement.Broken;
        }
        assertThat(found).isEqualTo(SPOKEN_OF.contains(slip));
    }

    private Judgement judged(long seed, Optional<Slip> slip) throws IOException {
        History history = new History();
        history.add(new Event.Began());
        ManualJob job =
                EngineRun.of(slip, clock -> answers(new Random(seed), clock, history), TIME).job();
        states.add(job.state());
        if (job.state().isEnd()) {
            history.add(
                    new Event.Terminal(
                            job.id().toString(), job.generation(), job.state(), "", "", -1));
        }
        history.add(new Event.Rested());
        return new DoneWhenSaid().judge(history);
    }

    /// Any answer to each request, told before it is given.
    private static Endpoint.Script answers(Random random, InstantSource clock, History history) {
        return (request, socket, out) -> {
            AnyAnswer answer = ANSWERS.get(random.nextInt(ANSWERS.size()));
            history.add(pushed(request, clock.millis(), answer.said));
            answer.give(request, socket, out);
        };
    }

    private static Event pushed(Endpoint.Received request, long at, String said) {
        JsonNode job = Site.facts(request);
        String id = request.header("webhook-id");
        long timestamp = Long.parseLong(request.header("webhook-timestamp"));
        byte[] body = request.body().getBytes(StandardCharsets.UTF_8);
        boolean signed =
                List.of(request.header("webhook-signature").split(" ", -1)).stream()
                        .anyMatch(one -> SITES.isRight(one, id, timestamp, body));
        return new Event.Pushed(
                job.get("id").asString(),
                job.get("generation").asInt(),
                request.path(),
                id,
                timestamp,
                signed,
                at,
                said);
    }
}
