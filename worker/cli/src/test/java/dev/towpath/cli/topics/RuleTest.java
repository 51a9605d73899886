package dev.towpath.cli.topics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towpath.cli.topics.Rule.Gap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RuleTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "cleanup.policy | compact,delete | delete, compact | NONE",
                "cleanup.policy | delete | compact | SAFE",
                "retention.ms | 1000 | 1000 | NONE",
                "retention.ms | 1000 | 999 | SAFE",
                "retention.ms | 1000 | 1001 | DELETES",
                "retention.ms | 1000 | -1 | DELETES",
                "max.message.bytes | 1000 | 2000 | NONE",
                "max.message.bytes | 1000 | 999 | SAFE",
                "segment.ms | 1000 | 999 | NONE",
                "segment.ms | 1000 | 1001 | SAFE",
                "min.insync.replicas | 2 | 1 | SAFE",
                "min.insync.replicas | 1 | 2 | SAFE",
                "retention.ms | 1000 | nonsense | SAFE",
            })
    void saysHowFarAValueIsFromWhatItShouldBe(
            String setting, String expected, String found, Gap gap) {
        assertThat(Rule.of(setting).gap(expected, found)).isEqualTo(gap);
    }
}
