package dev.towpath.schemas.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnitsTest {
    @ParameterizedTest
    @CsvSource({
        "10ms, PT0.01S",
        "60s, PT60S",
        "0s, PT0S",
        "15m, PT15M",
        "24h, PT24H",
        "7d, PT168H"
    })
    void aDurationIsANumberAndItsUnit(String text, Duration duration) {
        assertThat(Units.duration(text)).contains(duration);
    }

    @ParameterizedTest
    @CsvSource({"0B, 0", "1B, 1", "256KiB, 262144", "1MiB, 1048576", "2GiB, 2147483648"})
    void aSizeIsANumberAndItsUnit(String text, long bytes) {
        assertThat(Units.bytes(text)).contains(bytes);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "10",
                "s",
                "-1s",
                "1.5h",
                "1 s",
                "1S",
                "1h30m",
                "99999999999999999999s",
                "999999999999999999d",
                "1min"
            })
    void whatIsNoDurationIsNothing(String text) {
        assertThat(Units.duration(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "10", "1MB", "1kib", "-1B", "1.5MiB", "9000000000000000000KiB"})
    void whatIsNoSizeIsNothing(String text) {
        assertThat(Units.bytes(text)).isEmpty();
    }

    @Test
    void whatIsShownReadsBackAsTheSame() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        for (int i = 0; i < 10_000; i++) {
            long number = random.nextLong() >>> random.nextInt(1, 63);
            assertThat(Units.bytes(Units.text(number))).contains(number);
            Duration duration = Duration.ofMillis(number);
            assertThat(Units.duration(Units.text(duration))).contains(duration);
        }
    }

    @Test
    void theLargestWholeUnitIsShown() {
        assertThat(Units.text(Duration.ofDays(7))).isEqualTo("7d");
        assertThat(Units.text(Duration.ofSeconds(90))).isEqualTo("90s");
        assertThat(Units.text(256L << 10)).isEqualTo("256KiB");
        assertThat(Units.text(1025)).isEqualTo("1025B");
    }
}
