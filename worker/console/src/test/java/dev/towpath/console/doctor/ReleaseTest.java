package dev.towpath.console.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReleaseTest {
    @ParameterizedTest
    @CsvSource({"0.9.2,0.10.0", "0.10,0.10.1", "0.1.0-SNAPSHOT,1.0.0", "1.9.9-rc1,2"})
    void numbersAreComparedAsNumbers(String older, String newer) {
        assertThat(Release.of(older).orElseThrow()).isLessThan(Release.of(newer).orElseThrow());
    }

    @Test
    void whatIsNoVersionIsNone() {
        assertThat(Release.of("")).isEmpty();
        assertThat(Release.of("development")).isEmpty();
    }
}
