package dev.towpath.testkit.crew;

import dev.towpath.schemas.wire.EnvelopeCodec;
import dev.towpath.schemas.wire.JobEnvelope;
import dev.towpath.schemas.wire.JobHeaders;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/// Bytes of records as histories name them.
final class Text {
    private static final HexFormat HEX = HexFormat.of();

    private Text() {}

    static String of(byte @Nullable [] bytes) {
        return bytes == null ? "" : new String(bytes, StandardCharsets.UTF_8);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String submission(long nonce) {
        return HEX.toHexDigits(nonce);
    }

    /// Key, value and headers, but for the one that makes it a dead letter.
    static String record(byte @Nullable [] key, byte @Nullable [] value, Headers headers) {
        StringBuilder text = new StringBuilder(of(key)).append(' ').append(of(value));
        for (Header header : headers) {
            if (!header.key().equals(JobHeaders.DEAD)) {
                text.append(' ').append(header.key()).append('=');
                text.append(HEX.formatHex(header.value()));
            }
        }
        return text.toString();
    }

    static JobEnvelope envelope(Headers headers) {
        return EnvelopeCodec.decode(headers.lastHeader(EnvelopeCodec.HEADER).value());
    }

    static String job(Headers headers) {
        Header id = headers.lastHeader(JobHeaders.ID);
        return id == null ? "" : of(id.value());
    }
}
