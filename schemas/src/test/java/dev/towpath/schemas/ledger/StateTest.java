package dev.towpath.schemas.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class StateTest {
    @Test
    void sixStatesAreAnEndAndFourAreOfAJobThatLives() {
        assertThat(those(State::isEnd))
                .containsExactly(
                        State.DONE,
                        State.DEAD,
                        State.CANCELLED,
                        State.SUPERSEDED,
                        State.EXPIRED,
                        State.CONFLICT);
        assertThat(those(State::isLive))
                .containsExactly(State.LIVE, State.WAITING, State.RUNNING, State.NOTED);
    }

    @Test
    void whatIsDeadCancelledOrExpiredMayBeSubmittedAgain() {
        assertThat(those(State::permitsResubmission))
                .containsExactly(State.DEAD, State.CANCELLED, State.EXPIRED);
    }

    @ParameterizedTest
    @EnumSource
    void aStateIsFoundByItsNumberAndHasAWord(State state) {
        assertThat(State.of(state.number())).isEqualTo(state);
        assertThat(state.word()).matches("[a-z]+");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 7, 31, 32})
    void noStateHasAnotherNumber(int number) {
        assertThatThrownBy(() -> State.of(number))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no state has the number " + number);
    }

    private static List<State> those(Predicate<State> which) {
        return Arrays.stream(State.values()).filter(which).toList();
    }
}
