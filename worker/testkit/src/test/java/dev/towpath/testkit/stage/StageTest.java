package dev.towpath.testkit.stage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class StageTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final List<String> seen = new ArrayList<>();

    @Test
    void oneGoesOnAtATimeAndTheSeedSaysWhich() {
        List<String> one = interleaved(7);
        assertThat(interleaved(7)).isEqualTo(one);
        assertThat(interleaved(8)).isNotEqualTo(one).containsExactlyInAnyOrderElementsOf(one);
    }

    private static List<String> interleaved(long seed) {
        List<String> lines = new ArrayList<>();
        Stage stage = new Stage(new Random(seed), 0);
        Host host = new Host(stage, "host");
        stage.play(
                () -> {
                    for (String name : List.of("a", "b", "c")) {
                        host.start(name, () -> threeLines(host, name, lines));
                    }
                    stage.pass(SECOND);
                });
        return lines;
    }

    private static void threeLines(Host host, String name, List<String> lines) {
        for (int line = 0; line < 3; line++) {
            lines.add(name + line);
            host.await(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }

    @Test
    void timePassesWhileEverybodyWaits() {
        Stage stage = new Stage(new Random(1), 5 * SECOND);
        stage.play(() -> stage.pass(3_600 * SECOND));
        assertThat(stage.nanos()).isBetween(3_605 * SECOND, 3_606 * SECOND);
    }

    @Test
    void whoIsUnparkedGoesOnBeforeHisTimeIsUp() {
        Stage stage = new Stage(new Random(1), 0);
        Host host = new Host(stage, "host");
        stage.play(
                () -> {
                    Thread sleeper =
                            host.start(
                                    "sleeper",
                                    () -> {
                                        host.park(100 * SECOND);
                                        seen.add("woken at " + stage.nanos() / SECOND);
                                    });
                    stage.pass(3 * SECOND);
                    host.unpark(sleeper);
                    stage.pass(SECOND);
                });
        assertThat(seen).containsExactly("woken at 3");
    }

    @Test
    void whoSleepsIsInterrupted() {
        Stage stage = new Stage(new Random(1), 0);
        Host host = new Host(stage, "host");
        stage.play(
                () -> {
                    Thread sleeper = host.start("sleeper", () -> sleep(host));
                    stage.pass(SECOND);
                    host.interrupt(sleeper);
                    stage.pass(SECOND);
                });
        assertThat(seen).containsExactly("interrupted");
    }

    private void sleep(Host host) {
        try {
            host.sleep(100_000);
        } catch (InterruptedException e) {
            seen.add("interrupted");
        }
    }

    @Test
    void whoIsKilledNeverGoesOnAndWhoIsFrozenGoesOnLater() {
        Stage stage = new Stage(new Random(1), 0);
        Host killed = new Host(stage, "killed");
        Host frozen = new Host(stage, "frozen");
        stage.play(
                () -> {
                    killed.start("thread", () -> afterASecond(killed, "killed"));
                    frozen.start("thread", () -> afterASecond(frozen, "frozen"));
                    stage.pass(SECOND / 2);
                    killed.kill();
                    frozen.freeze(9 * SECOND);
                    stage.pass(8 * SECOND);
                    assertThat(seen).isEmpty();
                    stage.pass(2 * SECOND);
                });
        assertThat(stage.failures()).isEmpty();
        assertThat(seen).containsExactly("frozen");
    }

    private void afterASecond(Host host, String name) {
        host.await(SECOND);
        seen.add(name);
    }

    @Test
    void whatFailsIsToldAndTheOthersGoOn() {
        Stage stage = new Stage(new Random(1), 0);
        Host host = new Host(stage, "host");
        stage.play(
                () -> {
                    host.start(
                            "faulty",
                            () -> {
                                throw new IllegalArgumentException("a bug");
                            });
                    host.start("other", () -> afterASecond(host, "other"));
                    stage.pass(2 * SECOND);
                });
        assertThat(seen).containsExactly("other");
        assertThat(stage.failures())
                .singleElement()
                .satisfies(
                        failure ->
                                assertThat(failure)
                                        .hasMessageContaining("host faulty failed")
                                        .hasRootCauseMessage("a bug"));
    }

    @Test
    void whoStillWaitsWhenThePlayIsOverEndsWithoutDoingAnything() {
        Stage stage = new Stage(new Random(1), 0);
        Host host = new Host(stage, "host");
        List<Thread> threads = new ArrayList<>();
        stage.play(
                () -> {
                    threads.add(host.start("thread", () -> afterASecond(host, "too late")));
                    stage.pass(SECOND / 2);
                });
        assertThat(threads).allMatch(thread -> !thread.isAlive());
        assertThat(seen).isEmpty();
    }
}
