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
                push(0, ""),
                push(0, "retry"),
                push(0, "done"),
                is("a", State.DONE));
        keeps(guarantee, accepted("a", 0), push(0, ""), is("a", State.DEAD));
    }

    @Test
    void anAnswerThatNobodySignedIsNoWordOfIt() {
        breaks(
                guarantee,
                "a in generation 0 is done, and its endpoint did not say so",
                accepted("a", 0),
                push(0, ""),
                push(0, "retry"),
                push(1, "done"),
                is("a", State.DONE));
    }

    @Test
    void everyAttemptIsTheSameWebhookSignedAnew() {
        breaks(guarantee, "is called b", request(SITE, "b", true, 100_000));
        breaks(guarantee, "is not signed for it", request(SITE, "a", false, 100_000));
        breaks(guarantee, "is signed with 100 s", request(SITE, "a", true, 105_001));
        breaks(guarantee, "is signed with 100 s", request(SITE, "a", true, 94_999));
        keeps(guarantee, request(SITE, "a", true, 105_000));
    }

    @Test
    void noRedirectIsFollowed() {
        breaks(
                guarantee,
                "is pushed to https://evil.example/, and was to " + SITE,
                push(0, ""),
                request("https://evil.example/", "a", true, 100_000));
    }

    private static Event push(int generation, String said) {
        return new Event.Pushed("a", generation, SITE, "a", 100, true, 100_000, said);
    }

    /// Signed with 100 s.
    private static Event request(String to, String id, boolean signed, long at) {
        return new Event.Pushed("a", 0, to, id, 100, signed, at, "");
    }
}
