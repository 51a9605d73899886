package dev.towpath.gateway.running;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towpath.schemas.id.JobId;
import dev.towpath.schemas.ledger.Mark;
import dev.towpath.schemas.ledger.State;
import dev.towpath.schemas.presence.Identity;
import dev.towpath.schemas.presence.Presence;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RunningJobsTest {
    private static final JobId JOB = new JobId("default", 0, 7, 9);

    private final List<Presence> alive = new ArrayList<>();
    private final AtomicLong nanos = new AtomicLong();
    private final RunningJobs running = new RunningJobs(() -> alive, nanos::get);

    @Test
    void whatAWorkerTellsIsFoundOnceThePictureIsOld() {
        tell(0, 1, 0.5);
        assertThat(find(Optional.empty())).isEmpty();

        pass();
        assertThat(find(Optional.empty())).contains(0.5);

        alive.clear();
        pass();
        assertThat(find(Optional.empty())).isEmpty();
    }

    @Test
    void ofTwoAttemptsTheLaterOneCounts() {
        tell(0, 2, 0.1);
        tell(0, 1, 0.9);
        pass();
        assertThat(find(Optional.empty())).contains(0.1);

        tell(1, 1, 0.2);
        pass();
        assertThat(find(Optional.empty())).contains(0.2);
    }

    @Test
    void anAttemptThatTheLedgerKnowsToBeOverIsNotFound() {
        tell(0, 1, 0.5);
        pass();

        assertThat(find(mark(State.DONE, 0, 1))).isEmpty();
        assertThat(find(mark(State.WAITING, 0, 1))).isEmpty();
        assertThat(find(mark(State.DEAD, 1, 1))).isEmpty();
    }

    @Test
    void anAttemptThatTheLedgerKnowsNoEndOfIsFound() {
        tell(1, 2, 0.5);
        pass();

        assertThat(find(mark(State.DEAD, 0, 5))).as("it was replayed").contains(0.5);
        assertThat(find(mark(State.WAITING, 1, 1))).contains(0.5);
        assertThat(find(mark(State.NOTED, 1, 1))).contains(0.5);
    }

    private Optional<Double> find(Optional<Mark> mark) {
        return running.find(JOB, mark).map(Presence.Progress::part);
    }

    private void pass() {
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
    }

    private void tell(int generation, int attempt, double part) {
        alive.add(
                new Presence(
                        new Identity("w" + alive.size(), Identity.Role.WORKER, "", "", 1),
                        List.of(),
                        List.of(),
                        List.of(),
                        1,
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(
                                new Presence.Progress(
                                        JOB.toString(), "site", generation, attempt, part, ""))));
    }

    private static Optional<Mark> mark(State state, int generation, int attempt) {
        return Optional.of(
                new Mark(
                        state,
                        generation,
                        attempt,
                        0,
                        0,
                        0,
                        0,
                        0,
                        0,
                        0,
                        0,
                        0,
                        0,
                        "site",
                        "",
                        "",
                        "note.send"));
    }
}
