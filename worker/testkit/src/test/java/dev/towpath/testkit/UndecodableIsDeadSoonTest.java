package dev.towpath.testkit;

import static dev.towpath.testkit.Histories.P;
import static dev.towpath.testkit.Histories.accepted;
import static dev.towpath.testkit.Histories.breaks;
import static dev.towpath.testkit.Histories.keeps;
import static dev.towpath.testkit.Histories.letter;
import static dev.towpath.testkit.Histories.opened;
import static dev.towpath.testkit.Histories.repeated;
import static dev.towpath.testkit.Histories.runs;
import static dev.towpath.testkit.Histories.tellsNothing;
import static org.assertj.core.api.Assertions.assertThat;

import dev.towpath.testkit.Event.Foreign;
import dev.towpath.testkit.Event.Healed;
import dev.towpath.testkit.Event.Looked;
import dev.towpath.testkit.Event.Rested;
import dev.towpath.testkit.Event.Submitted;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class UndecodableIsDeadSoonTest {
    private final Guarantee guarantee = new UndecodableIsDeadSoon(Duration.ofMillis(100));
    private final Event garbage = new Foreign(P, 0, "garbage");
    private final Submitted behind = accepted("a", 1);

    @Test
    void onceReadItIsADeadLetterInTime() {
        keeps(
                guarantee,
                garbage,
                behind,
                new Healed(1_000),
                runs(behind, 0),
                new Looked(1_100),
                letter("", 0));
        breaks(
                guarantee,
                "the record at p@0 cannot be decoded, and is no dead letter 100 ms after it was"
                        + " read",
                garbage,
                behind,
                new Healed(1_000),
                runs(behind, 0),
                new Looked(1_101),
                letter("", 0));
    }

    @Test
    void whatWasNotReadMayLieThere() {
        Submitted before = accepted("b", 0);
        keeps(
                guarantee,
                before,
                new Foreign(P, 1, "garbage"),
                new Healed(1_000),
                runs(before, 0),
                new Looked(90_000),
                letter("", 1));
    }

    @Test
    void theRepeatOfARecordThatLiesBeforeItTellsNothing() {
        Submitted before = accepted("b", 0);
        keeps(
                guarantee,
                before,
                new Foreign(P, 1, "garbage"),
                repeated(before, 2),
                new Healed(1_000),
                runs(before, 0),
                new Looked(90_000),
                letter("", 1));
    }

    @Test
    void anOwnerThatHasJustOpenedHasReadNothingYet() {
        keeps(
                guarantee,
                garbage,
                behind,
                new Healed(1_000),
                runs(behind, 0),
                opened(2),
                new Looked(90_000),
                letter("", 0));
    }

    @Test
    void atRestEverythingWasRead() {
        History history =
                History.of(new Event.Began(), garbage, new Healed(1_000), new Rested(1_101));
        assertThat(guarantee.judge(history)).isInstanceOf(Judgement.Broken.class);
    }

    @Test
    void withoutSuchARecordItTellsNothing() {
        tellsNothing(guarantee, behind, new Healed(1_000), runs(behind, 0));
    }
}
