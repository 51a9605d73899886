package dev.towpath.console.filter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towpath.schemas.id.JobId;
import dev.towpath.schemas.wire.JobEnvelope;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class FilterTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
    private static final JobId ID = new JobId("mail", 2, 5, 7);
    private static final Subject SUBJECT =
            new Subject(
                    new JobFacts(
                            Optional.of(ID),
                            Optional.of(
                                    new JobEnvelope(
                                            0,
                                            0,
                                            0,
                                            0,
                                            0,
                                            0,
                                            0,
                                            0,
                                            0,
                                            0,
                                            "site",
                                            "",
                                            "b1",
                                            List.of("x", "y"),
                                            "dpl-1")),
                            "mail.send"),
                    "mail",
                    2,
                    17,
                    NOW.toEpochMilli(),
                    "TP-3001",
                    "0123456789ab");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {"types":["mail.send"]}                       | true
                    {"types":["other","mail.send"]}               | true
                    {"types":["other"]}                           | false
                    {"causes":["0123"]}                           | true
                    {"causes":["123"]}                            | false
                    {"codes":["tp-3001"]}                         | true
                    {"codes":["TP-3002"]}                         | false
                    {"since":"2026-11-24T12:00:00Z"}              | true
                    {"since":"2026-11-24T12:00:01Z"}              | false
                    {"until":"2026-11-24T12:00:00Z"}              | false
                    {"until":"2026-11-24T12:00:01Z"}              | true
                    {"since":"+999999999-12-31T00:00:00Z"}        | false
                    {"until":"+999999999-12-31T00:00:00Z"}        | true
                    {"deployments":["dpl-1"]}                     | true
                    {"deployments":["dpl"]}                       | false
                    {"tags":["y"]}                                | true
                    {"tags":["z"]}                                | false
                    {"clients":["site"]}                          | true
                    {"clients":["shop"]}                          | false
                    {"queues":["mail"],"everything":true}         | true
                    {"queues":["default"],"everything":true}      | false
                    {"batches":["b1"]}                            | true
                    {"batches":["b2"]}                            | false
                    {"offsets":["2:17-17"]}                       | true
                    {"offsets":["2:18-"]}                         | false
                    {"offsets":["1:0-"]}                          | false
                    {"types":["mail.send"],"deployments":["no"]}  | false
                    """)
    void fitsWhenEachKindFits(String json, boolean fits) {
        Filter filter = Filter.of(JSON.readTree(json));
        assertThat(filter.matches(SUBJECT)).isEqualTo(fits);
        assertThat(Filter.of(JSON.readTree(JSON.writeValueAsString(filter.json()))))
                .as("as a plan keeps it")
                .isEqualTo(filter);
    }

    @Test
    void anIdFitsItsJobAlone() {
        assertThat(Filter.of(ID.toString()).matches(SUBJECT)).isTrue();
        assertThat(Filter.of(new JobId("mail", 2, 5, 8).toString()).matches(SUBJECT)).isFalse();
    }

    @Test
    void nothingOrAQueueAloneIsEmptyAndEverythingIsNot() {
        assertThat(Filter.of(JSON.readTree("{}")).isEmpty()).isTrue();
        assertThat(Filter.of(JSON.readTree("{\"queues\":[\"mail\"]}")).isEmpty()).isTrue();
        assertThat(Filter.EVERYTHING.isEmpty()).isFalse();
        assertThat(Filter.of("x").isEmpty()).isFalse();
    }

    @Test
    void whatARecordDoesNotSayFitsNoFilterThatAsksForIt() {
        Subject nothing =
                new Subject(
                        new JobFacts(Optional.empty(), Optional.empty(), ""),
                        "mail",
                        0,
                        0,
                        0,
                        "",
                        "");
        assertThat(Filter.of(JSON.readTree("{\"tags\":[\"x\"]}")).matches(nothing)).isFalse();
        assertThat(Filter.of(ID.toString()).matches(nothing)).isFalse();
        assertThat(Filter.EVERYTHING.matches(nothing)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "2h, 2026-11-24T10:00:00Z",
        "30m, 2026-11-24T11:30:00Z",
        "2026-11-24, 2026-11-24T00:00:00Z",
        "2026-11-24T10:15, 2026-11-24T10:15:00Z",
        "2026-11-24T10:15:00+02:00, 2026-11-24T08:15:00Z"
    })
    void aTimeIsReadAsPeopleWriteIt(String text, Instant expected) {
        assertThat(Moment.parse(text, NOW)).contains(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "yesterday", "2", "2 h", "24.11.2026", "9999999999999999999d"})
    void whatIsNoTimeIsNotGuessed(String text) {
        assertThat(Moment.parse(text, NOW)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "0:5", "0:9-5", "x:1-2", "0:-5"})
    void whatIsNoRangeIsNotGuessed(String text) {
        assertThat(Range.parse(text)).isEmpty();
    }
}
