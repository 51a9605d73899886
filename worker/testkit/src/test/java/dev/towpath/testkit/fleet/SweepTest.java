package dev.towpath.testkit.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class SweepTest {
    @Test
    void everySeedIsRun() throws InterruptedException {
        AtomicReference<Sweep.Progress> last = new AtomicReference<>();
        assertThat(new Sweep(1, 5, 2, Duration.ofHours(1)).run(last::set, Duration.ofMillis(10)))
                .isEmpty();
        assertThat(last.get().seeds()).isEqualTo(5);
        assertThat(last.get().jobs()).isGreaterThan(1_000);
        assertThat(last.get().breaches()).isZero();
    }

    @Test
    void whenItsTimeIsOverNoOtherSeedBegins() throws InterruptedException {
        AtomicReference<Sweep.Progress> last = new AtomicReference<>();
        new Sweep(1, Long.MAX_VALUE, 2, Duration.ZERO).run(last::set, Duration.ofMillis(10));
        assertThat(last.get().seeds()).isZero();
    }

    @Test
    void aSeedThatBreaksAGuaranteeEndsIt() throws InterruptedException {
        AtomicReference<Sweep.Progress> last = new AtomicReference<>();
        Sweep sweep =
                new Sweep(
                        (seed, mode) ->
                                Simulation.run(Plan.of(seed, mode).with(Flaw.PAYLOADS_MIXED_UP)),
                        7,
                        1_000_000,
                        1,
                        Duration.ofHours(1));
        assertThat(sweep.run(last::set, Duration.ofMillis(10)).orElseThrow().seed()).isEqualTo(7);
        assertThat(last.get().breaches()).isEqualTo(1);
    }
}
