package dev.towpath.schemas.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towpath.schemas.ledger.Unfinished.Note;
import org.junit.jupiter.api.Test;

class UnfinishedTest {
    private static final Note NOTHING = new Note(0, 0, "");

    private final Unfinished unfinished = new Unfinished();

    @Test
    void ofAJobWithoutMarksThereIsNothingToSay() {
        assertThat(unfinished.of(1, 2)).isEqualTo(NOTHING);
        assertThat(unfinished.isEmpty()).isTrue();
        assertThat(unfinished.isUnclean()).as("nobody owned it yet").isFalse();
    }

    @Test
    void anOwnerThatDidNotSayThatItLeftLeftUncleanly() {
        unfinished.owner(State.OPENED);
        assertThat(unfinished.isUnclean()).isTrue();

        unfinished.owner(State.CLOSED);
        assertThat(unfinished.isUnclean()).isFalse();
    }

    @Test
    void whatAMarkSaysOfAJobIsKnown() {
        unfinished.take(1, 2, mark(State.NOTED, 3, 1, "page 7"));

        assertThat(unfinished.of(1, 2)).isEqualTo(new Note(3, 1, "page 7"));
        assertThat(unfinished.of(2, 1)).isEqualTo(NOTHING);
        assertThat(unfinished.isEmpty()).isFalse();
    }

    @Test
    void theAttemptsOfAJobThatWasPutBackAreInItsCopy() {
        unfinished.take(1, 2, mark(State.WAITING, 3, 1, ""));

        assertThat(unfinished.of(1, 2)).isEqualTo(new Note(0, 1, ""));
    }

    @Test
    void aJobOfWhichThereIsNothingToSayTakesNoMemory() {
        unfinished.take(1, 2, mark(State.NOTED, 3, 1, "page 7"));

        unfinished.take(1, 2, mark(State.WAITING, 3, 0, ""));

        assertThat(unfinished.isEmpty()).isTrue();
    }

    @Test
    void aWorkerThatLeftUncleanlyDiedWithWhatWasAboutToBegin() {
        unfinished.owner(State.OPENED);
        unfinished.take(1, 2, mark(State.RUNNING, 0, 0, ""));
        unfinished.take(3, 4, mark(State.NOTED, 1, 1, ""));

        assertThat(unfinished.of(1, 2)).isEqualTo(new Note(0, 1, ""));
        assertThat(unfinished.of(3, 4)).as("it had not begun").isEqualTo(new Note(1, 1, ""));

        unfinished.owner(State.CLOSED);
        assertThat(unfinished.of(1, 2)).isEqualTo(NOTHING);
    }

    @Test
    void aLaterNoteStandsForTheOneThatTheWorkerBeganWith() {
        unfinished.owner(State.OPENED);
        unfinished.take(1, 2, mark(State.RUNNING, 1, 1, "page 1"));
        assertThat(unfinished.of(1, 2)).isEqualTo(new Note(1, 2, "page 1"));

        unfinished.take(1, 2, mark(State.NOTED, 1, 1, "page 2"));

        assertThat(unfinished.of(1, 2)).isEqualTo(new Note(1, 1, "page 2"));
    }

    @Test
    void aJobThatHasEndedIsForgotten() {
        unfinished.take(1, 2, mark(State.NOTED, 3, 1, "page 7"));

        unfinished.forget(1, 2);

        assertThat(unfinished.of(1, 2)).isEqualTo(NOTHING);
        assertThat(unfinished.isEmpty()).isTrue();
    }

    private static Mark mark(State state, int attempt, int crashes, String cursor) {
        return new Mark(
                state, 0, attempt, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, "site", "", "", "t", crashes, 0,
                cursor);
    }
}
