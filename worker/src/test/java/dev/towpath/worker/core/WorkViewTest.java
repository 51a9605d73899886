package dev.towpath.worker.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WorkViewTest {
    @Test
    void aTypeIsActiveInEachPartitionThatHasWorkOfIt() {
        Bed bed = Bed.open().open(Bed.P1, 0);
        assertThat(bed.core.work().types()).isEmpty();

        bed.arrive(Bed.P0, Submission.at(0), Submission.at(1));
        assertThat(bed.core.work().types())
                .containsExactly(new WorkView.TypeWork("default", "t", 1, 0, 2));
        bed.arrive(Bed.P1, Submission.at(2));
        assertThat(bed.core.work().types())
                .containsExactly(new WorkView.TypeWork("default", "t", 2, 0, 3));

        bed.done(bed.start(0));
        bed.done(bed.start(1));
        assertThat(bed.core.work().types())
                .containsExactly(new WorkView.TypeWork("default", "t", 1, 0, 1));
    }

    @Test
    void whatIsKeptBackIsReadyAndItsGateSaysSinceWhen() {
        Bed bed = Bed.open();
        bed.step(new Event.GateClosed(Gates.type("t"), "a pause", 0));
        bed.after(Duration.ofSeconds(1));
        bed.step(new Event.GateClosed(Gates.type("t"), "another pause", Bed.START + 60_000));
        bed.arrive(Submission.at(0), Submission.at(1));

        assertThat(bed.core.work().types())
                .containsExactly(new WorkView.TypeWork("default", "t", 1, 2, 0));
        assertThat(bed.core.work().gates())
                .containsExactly(
                        new WorkView.ClosedGate(
                                "type/t", "another pause", Bed.START, Bed.START + 60_000));
    }

    @Test
    void jobsThatRunAreNamedTheLongestFirst() {
        Bed bed = new Bed(Bed.WIDE, Map.of(), Bed.T, Bed.ORDERED).open(Bed.P0, 0);
        bed.arrive(Submission.at(0));
        bed.after(Duration.ofMillis(500));
        bed.arrive(Submission.at(1).type("ordered").group(1));

        assertThat(bed.core.work().running())
                .extracting(WorkView.RunningJob::startedAt, WorkView.RunningJob::attempt)
                .containsExactly(tuple(Bed.START, 1), tuple(Bed.START + 500, 1));
    }

    @Test
    void ofManyRunningJobsFiftyAreNamed() {
        Bed bed = Bed.open();
        bed.arrive(IntStream.range(0, 200).mapToObj(Submission::at).toArray(Submission[]::new));

        assertThat(bed.core.work().running()).hasSize(WorkView.MAX_RUNNING);
    }
}
