package dev.towpath.worker.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towpath.schemas.config.Acknowledgement;
import dev.towpath.schemas.config.Previews;
import dev.towpath.schemas.config.PushConfig;
import dev.towpath.schemas.config.TargetConfig;
import dev.towpath.schemas.config.WebhookSecret;
import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.worker.core.Event;
import dev.towpath.worker.core.Verdict;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TargetsTest {
    private static final Verdict.Failed FAILED =
            new Verdict.Failed(ErrorCode.HANDLER_FAILED, "503", "E", "");
    private static final Verdict HELD = new Verdict.Hindered("503");

    private Instant now = Instant.ofEpochMilli(1_800_000_000_000L);
    private final Targets targets =
            new Targets(
                    Map.of(
                            "search", new TargetConfig(100, 80, 20, Duration.ofSeconds(15)),
                            "never", new TargetConfig(100, 0, 20, Duration.ofSeconds(15))),
                    Map.of("index", "search", "drop", "search", "plain", "never"),
                    new Turned());

    @Test
    void aTargetIsOutWhenSoManyOfItsLastAttemptsFailed() {
        for (int i = 0; i < 9; i++) {
            assertThat(targets.judge("index", FAILED)).isEqualTo(FAILED);
        }
        assertThat(targets.news()).isEmpty();

        Verdict tenth = targets.judge("drop", FAILED);

        assertThat(tenth).isEqualTo(HELD);
        assertThat(targets.news())
                .containsExactly(
                        new Event.GateClosed(
                                "target/search",
                                "target search is out: its attempts fail, the last with: 503",
                                0));
    }

    @Test
    void whatFailsWhileItIsOutIsHeldAndNotBlamed() {
        goOut();
        assertThat(targets.judge("index", FAILED)).isEqualTo(HELD);
        assertThat(targets.judge("index", Verdict.DONE)).isEqualTo(Verdict.DONE);
    }

    @Test
    void afterAWhileAFewAreTriedAndTheirSuccessBringsItBack() {
        goOut();
        targets.tick();
        assertThat(targets.news()).isEmpty();
        now = now.plusMillis(15_001);
        targets.tick();
        assertThat(targets.news()).containsExactly(new Event.GateProbed("target/search", 3));

        for (int i = 0; i < 3; i++) {
            targets.judge("index", Verdict.DONE);
        }

        assertThat(targets.news()).containsExactly(new Event.GateOpened("target/search"));
    }

    @Test
    void whereTheFewFailItStaysOutAndTheyAreNotBlamed() {
        goOut();
        for (int round = 0; round < 100; round++) {
            now = now.plusMillis(15_001);
            targets.tick();
            assertThat(targets.news()).containsExactly(new Event.GateProbed("target/search", 3));
            for (int i = 0; i < 3; i++) {
                assertThat(targets.judge("index", FAILED)).isEqualTo(HELD);
            }
            assertThat(targets.news()).hasSize(1).first().isInstanceOf(Event.GateClosed.class);
        }
    }

    @Test
    void aJobThatCanNeverSucceedSaysNothingOfItsTarget() {
        Verdict.Failed last = Verdict.Failed.last(ErrorCode.HANDLER_SAID_DEAD, "no such article");
        for (int i = 0; i < 100; i++) {
            assertThat(targets.judge("index", last)).isEqualTo(last);
        }
        assertThat(targets.news()).isEmpty();
    }

    @Test
    void aTargetThatCannotBeReachedIsOutWithoutAnyBlame() {
        Verdict unreachable = new Verdict.Hindered("Connection refused", true, 0);
        for (int i = 0; i < 10; i++) {
            assertThat(targets.judge("index", unreachable)).isEqualTo(unreachable);
        }
        assertThat(targets.news()).hasSize(1).first().isInstanceOf(Event.GateClosed.class);
    }

    @Test
    void aPreviewIsElsewhereAndOnlyThat() {
        Previews previews = new Previews(List.of("site-*.example.org"), Optional.empty());
        PushConfig push =
                new PushConfig(
                        URI.create("https://www.example.org/api/towpath"),
                        new WebhookSecret("whsec_" + "A".repeat(32)),
                        Optional.empty(),
                        Acknowledgement.SIGNED,
                        List.of(),
                        previews);
        Targets site =
                new Targets(
                        Map.of(
                                "site",
                                new TargetConfig(
                                        1, 80, 4, Duration.ofSeconds(15), true, Optional.of(push))),
                        Map.of("index", "site"),
                        new Turned());

        assertThat(site.isElsewhere("index", "site-7.example.org")).isTrue();
        assertThat(site.isElsewhere("index", "dpl_7")).isFalse();
        assertThat(site.isElsewhere("plain", "site-7.example.org")).isFalse();
        assertThat(targets.isElsewhere("index", "site-7.example.org")).isFalse();
    }

    @Test
    void aTargetThatAsksToBeLeftAloneIsUntilThen() {
        Verdict asked = new Verdict.Hindered("429", true, 60_000);
        assertThat(targets.judge("index", asked)).isEqualTo(new Verdict.Hindered("429", true, 0));
        assertThat(targets.news()).hasSize(1).first().isInstanceOf(Event.GateClosed.class);
        targets.judge("index", new Verdict.Hindered("429", true, 60_000));
        assertThat(targets.news()).isEmpty();

        now = now.plusMillis(59_000);
        targets.tick();
        assertThat(targets.news()).isEmpty();
        now = now.plusMillis(1_001);
        targets.tick();
        assertThat(targets.news()).containsExactly(new Event.GateProbed("target/search", 3));
    }

    @Test
    void anAttemptThatBrokeOffIsBlamedAlsoWhileItsTargetIsOut() {
        goOut();
        Verdict brokeOff = new Verdict.Failed(ErrorCode.ATTEMPT_BROKE_OFF, "reset", "", "");
        assertThat(targets.judge("index", brokeOff)).isEqualTo(brokeOff);
    }

    @Test
    void attemptsThatBreakOffAreFailuresOfTheirTarget() {
        for (int i = 0; i < 10; i++) {
            targets.judge(
                    "index", new Verdict.Failed(ErrorCode.ATTEMPT_BROKE_OFF, "reset", "", ""));
        }
        assertThat(targets.news()).hasSize(1).first().isInstanceOf(Event.GateClosed.class);
    }

    @Test
    void handlersThatHangCountAsFailures() {
        for (int i = 0; i < 10; i++) {
            targets.abandoned("index");
        }
        assertThat(targets.news()).hasSize(1);
    }

    @Test
    void typesWithoutTargetAndTargetsWithoutBreakerAreLeftAlone() {
        for (int i = 0; i < 100; i++) {
            assertThat(targets.judge("other", FAILED)).isEqualTo(FAILED);
            assertThat(targets.judge("plain", FAILED)).isEqualTo(FAILED);
        }
        assertThat(targets.news()).isEmpty();
    }

    @Test
    void anErrorThatSaysThatNobodyWasThereIsKnown() {
        assertThat(Unreachable.is(new ConnectException("refused"))).isTrue();
        assertThat(Unreachable.is(new IllegalStateException(new UnknownHostException("x"))))
                .isTrue();
        assertThat(Unreachable.is(new SQLException("gone", "08001"))).isTrue();
        assertThat(Unreachable.is(new SQLException("no such column", "42703"))).isFalse();
        assertThat(Unreachable.is(new IllegalStateException("503"))).isFalse();
    }

    private void goOut() {
        for (int i = 0; i < 10; i++) {
            targets.judge("index", FAILED);
        }
        assertThat(targets.news()).hasSize(1);
    }

    private final class Turned implements InstantSource {
        @Override
        public Instant instant() {
            return now;
        }
    }
}
