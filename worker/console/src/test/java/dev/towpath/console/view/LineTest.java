package dev.towpath.console.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towpath.console.topic.Place;
import dev.towpath.schemas.ledger.Mark;
import dev.towpath.schemas.ledger.State;
import dev.towpath.schemas.wire.Ending;
import dev.towpath.schemas.wire.PastAttempt;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LineTest {
    @Test
    void aReplayStandsBeforeTheAttemptThatItLedToThoughItIsAuditedLater() {
        assertThat(
                        told(
                                List.of(
                                        attempt(Ending.DEAD, 0, 1_000),
                                        attempt(Ending.DONE, 1, 2_000)),
                                Optional.empty(),
                                List.of(),
                                List.of(deed(1, 2_500, "replay"))))
                .containsExactly("dead", "replay", "done");
    }

    @Test
    void aDiscardStandsBehindTheDeathThatItIsAbout() {
        assertThat(
                        told(
                                List.of(attempt(Ending.DEAD, 0, 1_000)),
                                Optional.empty(),
                                List.of(),
                                List.of(deed(0, 1_500, "discard"))))
                .containsExactly("dead", "discard");
    }

    @Test
    void whatTheHistoryLeavesOutTheLedgerAndTheLettersTell() {
        View.Died letter =
                new View.Died(new Place("dead", 0, 3), 0, 1, 1_000, "TP-3001", "no", "", "w");

        assertThat(told(List.of(), Optional.of(done(1, 2_000)), List.of(letter), List.of()))
                .containsExactly("dead", "done");
        assertThat(
                        told(
                                List.of(
                                        attempt(Ending.DEAD, 0, 1_000),
                                        attempt(Ending.DONE, 1, 2_000)),
                                Optional.of(done(1, 2_000)),
                                List.of(letter),
                                List.of()))
                .containsExactly("dead", "done");
    }

    private static List<String> told(
            List<PastAttempt> attempts,
            Optional<Mark> mark,
            List<View.Died> letters,
            List<View.Deed> deeds) {
        return Line.all(attempts, mark, letters, List.of(), deeds).stream()
                .map(Line::what)
                .toList();
    }

    private static View.Deed deed(int generation, long at, String action) {
        return new View.Deed(at, "eva", action, generation, "p", "");
    }

    private static Mark done(int generation, long at) {
        return new Mark(
                State.DONE, generation, 1, 0, 0, 0, 0, 0, 0, at - 1, at, 0, 0, "c", "", "", "t");
    }

    private static PastAttempt attempt(Ending ending, int generation, long at) {
        return new PastAttempt(
                ending,
                generation,
                1,
                0,
                0,
                0,
                0,
                at - 10,
                at,
                0,
                0,
                "t",
                "c",
                "",
                "",
                List.of(),
                "",
                "",
                "",
                "w",
                "",
                "");
    }
}
