package dev.towpath.testkit;

import static dev.towpath.testkit.Histories.accepted;
import static dev.towpath.testkit.Histories.breaks;
import static dev.towpath.testkit.Histories.is;
import static dev.towpath.testkit.Histories.keeps;

import dev.towpath.schemas.ledger.State;
import org.junit.jupiter.api.Test;

class DoneWhenSaidTest {
    private static final String SITE = "https://www.example.org/api/towpath";

    private final Guarantee guarantee = new DoneWhenSaid();

    @Test
    void aJobIsDoneWhenItsEndpointSaidSo() {
        keeps(
                guarantee,
                accepted("a", 0),
                push("a", 100),
                new Event.Answered("a", 0, ""),
                push("a", 200),
                new Event.Answered("a", 0, "done"),
                is("a", State.DONE));
        keeps(guarantee, accepted("a", 0), push("a", 100), is("a", State.DEAD));
    }

    @Test
    void anAnswerThatNobodySignedIsNoWordOfIt() {
        breaks(
                guarantee,
                "a in generation 0 is done, and its endpoint did not say so",
                accepted("a", 0),
                push("a", 100),
                new Event.Answered("a", 0, ""),
                new Event.Answered("a", 0, "retry"),
                new Event.Answered("a", 1, "done"),
                new Event.Answered("b", 0, "done"),
                is("a", State.DONE));
    }

    @Test
    void everyAttemptIsTheSameWebhookSignedAnew() {
        breaks(guarantee, "is called b", push(SITE, "b", 100, true, 100_000));
        breaks(guarantee, "is not signed for it", push(SITE, "a", 100, false, 100_000));
        breaks(guarantee, "is signed with 100 s", push(SITE, "a", 100, true, 105_001));
        breaks(guarantee, "is signed with 100 s", push(SITE, "a", 100, true, 94_999));
        keeps(guarantee, push(SITE, "a", 100, true, 105_000));
    }

    @Test
    void noRedirectIsFollowed() {
        breaks(
                guarantee,
                "is pushed to https://evil.example/, and was to " + SITE,
                push("a", 100),
                new Event.Answered("a", 0, ""),
                push("https://evil.example/", "a", 100, true, 100_000));
    }

    private static Event push(String job, long seconds) {
        return push(SITE, job, seconds, true, seconds * 1_000);
    }

    private static Event push(String to, String id, long seconds, boolean signed, long at) {
        return new Event.Pushed("a", to, id, seconds, signed, at);
    }
}
