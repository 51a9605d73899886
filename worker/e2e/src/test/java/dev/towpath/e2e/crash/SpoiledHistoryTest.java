package dev.towpath.e2e.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towpath.e2e.evidence.Judges;
import dev.towpath.e2e.fleet.Fleet;
import dev.towpath.e2e.fleet.Traffic;
import dev.towpath.schemas.config.GroupProtocol;
import dev.towpath.testkit.Event;
import dev.towpath.testkit.History;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The judges of real runs are trusted because they find what is wrong: in the history of a run in
/// which nothing was, each change that a bug would make is found by the guarantee that speaks of
/// it.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Execution(ExecutionMode.CONCURRENT)
class SpoiledHistoryTest {
    private static final int MOST_RUNS = 5;

    private List<Event> kept = List.of();

    /// On a slow machine its worker may lose its session: a fault, which excuses some of what is
    /// spoiled.
    @BeforeAll
    void aRunInWhichNothingGoesWrong() throws Exception {
        for (int runs = 0; runs < MOST_RUNS && (kept.isEmpty() || hasFault()); runs++) {
            kept = run();
        }
        assertThat(hasFault()).as("in each of %d runs something went wrong", MOST_RUNS).isFalse();
    }

    private boolean hasFault() {
        return kept.stream().anyMatch(Event.Fault.class::isInstance);
    }

    private static List<Event> run() throws Exception {
        long seed = Seeds.next("nothing goes wrong");
        try (Fleet fleet = new Fleet(2, GroupProtocol.AUTO);
                Traffic traffic = new Traffic(fleet.installation(), new Random(seed))) {
            traffic.wave(200);
            // One seed in a hundred draws no conflict in so many.
            while (traffic.conflicts() == 0) {
                traffic.wave(20);
            }
            fleet.hire("only");
            fleet.awaitSettled();
            fleet.leave("only");
            return Courtroom.judged(fleet, traffic, seed).events();
        }
    }

    @ParameterizedTest
    @EnumSource(Spoil.class)
    void whatABugWouldChangeInARealHistoryIsFound(Spoil spoil) {
        List<Event> spoiled = spoil.spoil(kept);

        List<String> complaints = Judges.complaints(History.of(spoiled.toArray(Event[]::new)));

        assertThat(complaints)
                .as("what %s breaks", spoil)
                .anySatisfy(complaint -> assertThat(complaint).startsWith(spoil.found + " "));
    }
}
