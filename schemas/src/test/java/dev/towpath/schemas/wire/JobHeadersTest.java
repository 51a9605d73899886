package dev.towpath.schemas.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class JobHeadersTest {
    private static final JobEnvelope ENVELOPE =
            new JobEnvelope(
                    0, 0, 0, 1, 1_700_000_000_000L, 0, 0, 0, 0, 0, "site", "", "", List.of(), "");

    /// CloudEvents 1.0.2, Kafka protocol binding, section 3.2: binary content mode.
    @Test
    void aJobIsACloudEventInBinaryModeWithOneHeaderMore() {
        RecordHeaders headers = new RecordHeaders();

        JobHeaders.write(
                headers,
                "default_0_0000000000000000000000000a",
                "/clients/site",
                "article.publish".getBytes(UTF_8),
                false,
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                ENVELOPE);

        List<String> written = new ArrayList<>();
        for (Header header : headers) {
            if (!header.key().equals(EnvelopeCodec.HEADER)) {
                written.add(header.key() + "=" + new String(header.value(), UTF_8));
            }
        }
        assertThat(written)
                .containsExactly(
                        "ce_specversion=1.0",
                        "ce_id=default_0_0000000000000000000000000a",
                        "ce_source=/clients/site",
                        "ce_type=article.publish",
                        "ce_time=2023-11-14T22:13:20Z",
                        "content-type=application/avro",
                        "traceparent=00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
        assertThat(EnvelopeCodec.decode(headers.lastHeader(EnvelopeCodec.HEADER).value()))
                .isEqualTo(ENVELOPE);
    }

    @Test
    void jsonIsSaidByTheContentTypeAndNoTraceIsNoHeader() {
        RecordHeaders headers = new RecordHeaders();

        JobHeaders.write(headers, "id", "/", new byte[0], true, null, ENVELOPE);

        assertThat(headers.lastHeader("content-type").value())
                .isEqualTo("application/json".getBytes(UTF_8));
        assertThat(headers.lastHeader("traceparent")).isNull();
    }
}
