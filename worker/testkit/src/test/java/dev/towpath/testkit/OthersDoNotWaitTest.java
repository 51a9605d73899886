package dev.towpath.testkit;

import static dev.towpath.testkit.Histories.breaks;
import static dev.towpath.testkit.Histories.keeps;
import static dev.towpath.testkit.Histories.tellsNothing;

import dev.towpath.worker.handler.Fence;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OthersDoNotWaitTest {
    private final Guarantee guarantee = new OthersDoNotWait(Set.of("sick"), Duration.ofMillis(500));

    @Test
    void oneInAHundredMayWaitLonger() {
        keeps(guarantee, waited(99, 500, 1, 60_000));
        breaks(
                guarantee,
                "99 of a hundred others began within 501 ms, expected 500 ms",
                waited(98, 500, 2, 501));
    }

    @Test
    void theSickMayWait() {
        List<Event> events = new ArrayList<>(List.of(waited(10, 5, 0, 0)));
        events.add(submitted("x", "sick"));
        events.add(started("x", "sick", 60_000));
        keeps(guarantee, events.toArray(Event[]::new));
    }

    @Test
    void whatNeverBeginsHasWaitedTooLong() {
        breaks(guarantee, "submission a never began", submitted("a", "well"));
    }

    @Test
    void withoutOthersItTellsNothing() {
        tellsNothing(guarantee, submitted("x", "sick"), started("x", "sick", 60_000));
    }

    private static Event[] waited(int some, long millis, int more, long longer) {
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < some + more; i++) {
            events.add(submitted("j" + i, "well"));
            events.add(started("j" + i, "well", i < some ? millis : longer));
        }
        return events.toArray(Event[]::new);
    }

    private static Event submitted(String job, String type) {
        return new Event.Submitted(
                Event.Answer.ACCEPTED, job, job, "p", 0, 0, 0, "c", type, "", "", "", "");
    }

    private static Event started(String job, String type, long at) {
        return new Event.AttemptStarted(
                job, 0, 1, new Fence(1, 0, 1), "w", job, type, "payload", at);
    }
}
