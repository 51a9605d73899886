package dev.towpath.worker.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towpath.schemas.ledger.LedgerLoader;
import dev.towpath.schemas.ledger.LedgerTable;
import dev.towpath.schemas.ledger.State;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class AdmissionTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final int WINDOW_END = (int) ((Bed.START + HOUR.toMillis()) / 1000);
    private static final Submission FIRST =
            Submission.at(10).key("k", HOUR).nonce(1).payload(1).generation(0);

    static Stream<Arguments> rows() {
        long inside = Bed.START + HOUR.toMillis() - 2_000;
        long outside = Bed.START + HOUR.toMillis() + 2_000;
        return Stream.of(
                row("another record of the same submission", State.DONE, FIRST.copyAt(11), "Copy"),
                row("the same while the first is live", State.LIVE, FIRST.copyAt(11), "Copy"),
                row("the same after it died", State.DEAD, FIRST.copyAt(11), "Copy"),
                row("the very record", State.DONE, FIRST.copyAt(10), "Redelivered"),
                row("the very record of a dead job", State.DEAD, FIRST.copyAt(10), "Redelivered"),
                row("a record before the one taken", State.DONE, FIRST.againAt(9), "Copy"),
                row("again inside", State.DONE, FIRST.againAt(11).accepted(inside), "Copy"),
                row("again while live", State.LIVE, FIRST.againAt(11).accepted(inside), "Copy"),
                row("late while live", State.LIVE, FIRST.againAt(11).accepted(outside), "Copy"),
                row("again after the end", State.DONE, FIRST.againAt(11).accepted(outside), "1"),
                row("again after dead", State.DEAD, FIRST.againAt(11).accepted(inside), "1"),
                row("again after expired", State.EXPIRED, FIRST.againAt(11).accepted(inside), "1"),
                row("after cancelled", State.CANCELLED, FIRST.againAt(11).accepted(inside), "1"),
                row("another payload inside", State.DONE, FIRST.againAt(11).payload(2), "Conflict"),
                row("another payload, live", State.LIVE, FIRST.againAt(11).payload(2), "Conflict"),
                row("another payload, dead", State.DEAD, FIRST.againAt(11).payload(2), "1"),
                row(
                        "another payload after the end",
                        State.DONE,
                        FIRST.againAt(11).payload(2).accepted(outside),
                        "1"),
                row("replayed", State.DEAD, FIRST.againAt(11).replayed(1), "1"),
                row("replayed under its own nonce", State.DEAD, FIRST.copyAt(11).replayed(1), "1"),
                row("replayed although done", State.DONE, FIRST.againAt(11).replayed(1), "Copy"),
                row("replayed by force", State.DONE, FIRST.againAt(11).replayed(1).forced(), "1"),
                row("by force, live", State.LIVE, FIRST.againAt(11).replayed(1).forced(), "Copy"),
                row("replayed too late", State.DONE, FIRST.againAt(11).replayed(0), "Copy"),
                row("replayed while live", State.LIVE, FIRST.againAt(11).replayed(1), "Copy"),
                row("put back, but settled", State.DONE, FIRST.copyAt(11).hop(1), "Copy"));
    }

    private static Arguments row(String name, State known, Submission comes, String expected) {
        return Arguments.of(name, known, comes, expected);
    }

    @ParameterizedTest(name = "{0}: {3}")
    @MethodSource("rows")
    void isToldByWhatTheLedgerHolds(String name, State known, Submission comes, String expected) {
        LedgerTable ledger = ledger(known, 0, 10);
        assertThat(told(ledger, comes)).as(name).isEqualTo(expected);
    }

    @Test
    void anUnknownIdIsTakenInTheGenerationThatItCarries() {
        LedgerTable ledger = new LedgerTable(1 << 16);
        assertThat(told(ledger, Submission.at(0))).isEqualTo("0");
        assertThat(told(ledger, Submission.at(0).replayed(3))).isEqualTo("3");
    }

    @Test
    void aJobIsTakenFromThePlaceThatItsMarkTellsOfAlone() {
        Submission copy = FIRST.offLadder(0, 1, 1);
        LedgerTable inJobs = ledger(State.NOTED, 0, 10);
        LedgerTable inExpress = ledger(State.NOTED, 0, 10);
        inExpress.putBackAt(
                inExpress.find(FIRST.arrival().high(), FIRST.arrival().low()),
                copy.arrival().envelope().hop());

        assertThat(told(inJobs, FIRST.copyAt(10))).isEqualTo("0");
        assertThat(told(inExpress, FIRST.copyAt(10))).isEqualTo("Redelivered");
        assertThat(Admission.ofExpress(inExpress, copy.arrival()))
                .isInstanceOf(Admission.Accept.class);
        assertThat(Admission.ofExpress(inJobs, copy.arrival())).isInstanceOf(Admission.Copy.class);
    }

    @Test
    void aRecordIsNotInPlaceWhereAnotherJobOfItsIdWasTakenOffTheLadderSince() {
        LedgerTable ledger = ledger(State.NOTED, 0, 10);
        assertThat(told(ledger, FIRST.copyAt(10))).isEqualTo("0");
        assertThat(told(ledger, FIRST.againAt(10).payload(2))).isEqualTo("Redelivered");
    }

    @ParameterizedTest
    @EnumSource(
            value = State.class,
            names = {"DEAD", "CANCELLED", "EXPIRED"})
    void whatRepeatsADoneSubmissionIsPassedOverThoughALaterOneOfItsKeyDidNothing(State later) {
        LedgerTable ledger = ledger(State.DONE, 0, 10);
        Arrival.Submitted arrival = FIRST.arrival();
        for (int generation = 1; generation < 3; generation++) {
            ledger.succeed(
                    arrival.high(),
                    arrival.low(),
                    new LedgerTable.Entry(
                            later,
                            generation,
                            0,
                            false,
                            true,
                            1,
                            1 + generation,
                            10 + generation,
                            WINDOW_END),
                    LedgerTable.Forgetting.NONE);
        }

        assertThat(told(ledger, FIRST.copyAt(13))).isEqualTo("Copy");
        assertThat(told(ledger, FIRST.againAt(13))).isEqualTo("3");
    }

    @Test
    void aSubmissionThatWasAConflictStaysOneThoughItsJobIsUnknown() {
        Submission other = FIRST.againAt(11).payload(2);
        LedgerTable ledger = new LedgerTable(1 << 16);
        Arrival.Submitted arrival = other.arrival();
        ledger.put(
                LedgerLoader.conflictHigh(arrival.high(), arrival.envelope().nonce()),
                arrival.low(),
                new LedgerTable.Entry(State.CONFLICT, 0, 0, false, false, 2, 0, 11, WINDOW_END),
                LedgerTable.Forgetting.NONE);

        assertThat(told(ledger, other)).isEqualTo("Redelivered");
        assertThat(told(ledger, other.copyAt(12))).isEqualTo("Copy");
        assertThat(told(ledger, other.againAt(13))).isEqualTo("0");
    }

    @Test
    void offsetsAreComparedBeyondThirtyTwoBits() {
        long far = (1L << 33) + 10;
        LedgerTable ledger = ledger(State.DEAD, 0, far);
        assertThat(told(ledger, FIRST.againAt(far))).isEqualTo("Redelivered");
        assertThat(told(ledger, FIRST.againAt(far - 1))).isEqualTo("Copy");
        assertThat(told(ledger, FIRST.againAt(far + 1))).isEqualTo("1");
    }

    @ParameterizedTest
    @EnumSource(
            value = State.class,
            names = {"DEAD", "CANCELLED", "EXPIRED"})
    void aKeyThatEndedForNothingFourThousandTimesIsStillTaken(State state) {
        LedgerTable ledger = ledger(state, 4_095, 10);
        String told = told(ledger, FIRST.againAt(11));
        int generation = Integer.parseInt(told);
        LedgerTable other = ledger(state, generation, 11);
        assertThat(told(other, FIRST.againAt(12))).isEqualTo(told);
    }

    private static LedgerTable ledger(State state, int generation, long offset) {
        LedgerTable ledger = new LedgerTable(1 << 16);
        Arrival.Submitted first = FIRST.arrival();
        ledger.put(
                first.high(),
                first.low(),
                new LedgerTable.Entry(
                        state,
                        generation,
                        0,
                        false,
                        true,
                        (int) first.envelope().checksum(),
                        (int) first.envelope().nonce(),
                        (int) offset,
                        WINDOW_END),
                LedgerTable.Forgetting.NONE);
        return ledger;
    }

    private static String told(LedgerTable ledger, Submission submission) {
        return switch (Admission.of(ledger, submission.arrival())) {
            case Admission.Accept accept -> Integer.toString(accept.generation());
            case Admission other -> other.getClass().getSimpleName();
        };
    }

    @Test
    void theRowsCoverEveryAnswer() {
        List<Object> answers = rows().map(row -> row.get()[3]).distinct().toList();
        assertThat(answers).contains("Copy", "Redelivered", "Conflict", "1");
    }
}
