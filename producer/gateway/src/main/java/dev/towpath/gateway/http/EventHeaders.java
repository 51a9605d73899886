package dev.towpath.gateway.http;

import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/// The attributes of a CloudEvent in binary mode: the headers that begin with `ce-`, their values
/// percent-decoded as the HTTP binding of CloudEvents 1.0 says (section 3.1.3.2).
final class EventHeaders {
    private static final String PREFIX = "ce-";
    private static final HeaderName VERSION = HeaderNames.create("ce-specversion");

    private EventHeaders() {}

    /// Whether a request is an event in binary mode.
    static boolean present(ServerRequest request) {
        return request.headers().contains(VERSION);
    }

    static Map<String, String> attributes(ServerRequest request) {
        Map<String, String> attributes = new LinkedHashMap<>();
        for (Header header : request.headers()) {
            String name = header.headerName().lowerCase();
            if (name.startsWith(PREFIX)) {
                attributes.put(name.substring(PREFIX.length()), decoded(header.get()));
            }
        }
        return attributes;
    }

    private static String decoded(String value) {
        if (value.indexOf('%') < 0) {
            return value;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(value.length());
        for (int i = 0; i < value.length(); i++) {
            int high = value.charAt(i) == '%' && i + 2 < value.length() ? hex(value, i + 1) : -1;
            int low = high < 0 ? -1 : hex(value, i + 2);
            if (low < 0) {
                bytes.writeBytes(value.substring(i, i + 1).getBytes(StandardCharsets.UTF_8));
            } else {
                bytes.write(high << 4 | low);
                i += 2;
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static int hex(String value, int at) {
        return Character.digit(value.charAt(at), 16);
    }
}
