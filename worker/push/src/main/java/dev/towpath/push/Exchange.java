package dev.towpath.push;

import dev.towpath.schemas.payload.Shown;
import dev.towpath.schemas.wire.Text;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.MessageHeaders;

/// What was seen of one request: the status that was answered, after how long, and what two headers
/// of the answer say of how it was made. Nothing else of an answer is told: it may be anybody's.
final class Exchange {
    private static final String CACHE = "x-nextjs-cache";
    private static final String TIMING = "server-timing";
    private static final int MAX_CACHE_BYTES = 40;
    private static final int MAX_TIMING_BYTES = 300;

    private final long beganNanos = System.nanoTime();
    private int status;
    private String cache = "";
    private String timing = "";

    void answered(int answeredStatus, MessageHeaders headers) {
        status = answeredStatus;
        cache = said(headers, CACHE, MAX_CACHE_BYTES);
        timing = said(headers, TIMING, MAX_TIMING_BYTES);
    }

    /// Since the request was made.
    long nanos() {
        return System.nanoTime() - beganNanos;
    }

    /// For people, such as `answered 200 in 180 ms; x-nextjs-cache: HIT; server-timing: db;dur=53`.
    String words(long nanos) {
        StringBuilder words = new StringBuilder();
        if (status == 0) {
            words.append("no answer within ");
        } else {
            words.append("answered ").append(status).append(" in ");
        }
        words.append(TimeUnit.NANOSECONDS.toMillis(nanos)).append(" ms");
        append(words, CACHE, cache);
        append(words, TIMING, timing);
        return words.toString();
    }

    private static void append(StringBuilder words, String header, String value) {
        if (!value.isEmpty()) {
            words.append("; ").append(header).append(": ").append(value);
        }
    }

    private static String said(MessageHeaders headers, String name, int maxBytes) {
        Header[] all = headers.getHeaders(name);
        if (all.length == 0) {
            return "";
        }
        String value =
                Arrays.stream(all)
                        .map(header -> header.getValue().strip())
                        .collect(Collectors.joining(", "));
        return Text.cut(Shown.printable(Text.cut(value, maxBytes)), maxBytes);
    }
}
