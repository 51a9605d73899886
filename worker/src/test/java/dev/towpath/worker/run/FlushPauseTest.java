package dev.towpath.worker.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class FlushPauseTest {
    private final FlushPause pause = new FlushPause(Duration.ofMillis(10), 20_000);

    @Test
    void fewResultsAreFlushedSoon() {
        assertThat(pause.millis(0)).isEqualTo(10);
        assertThat(pause.millis(FlushPause.CROWD - 1)).isEqualTo(10);
    }

    @Test
    void aCrowdSharesATransaction() {
        assertThat(pause.millis(FlushPause.CROWD)).isEqualTo(40);
        assertThat(pause.millis(9_999)).isEqualTo(40);
    }

    @Test
    void nothingWaitsWhereRoomGetsScarce() {
        assertThat(pause.millis(10_000)).isEqualTo(10);
        assertThat(new FlushPause(Duration.ofMillis(10), 1_500).millis(1_000)).isEqualTo(10);
    }
}
