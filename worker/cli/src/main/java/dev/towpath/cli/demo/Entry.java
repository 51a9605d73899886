package dev.towpath.cli.demo;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// One feature of the web platform: the payload of a `demo.compat.upsert` job.
///
/// @param id where it is in the data, such as `api.AbortController.abort`
/// @param title what people call it
/// @param url its page on MDN, empty when it has none
/// @param support the first version of each browser that has it, by the browser's key
record Entry(
        String id,
        String title,
        String url,
        boolean deprecated,
        boolean experimental,
        boolean standard,
        SortedMap<String, String> support) {
    private static final String NO_LINK = "no link at all";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    Entry {
        support = new TreeMap<>(support);
    }

    static Entry read(String line) throws JacksonException {
        return JSON.readValue(line, Entry.class);
    }

    String json() {
        return JSON.writeValueAsString(this);
    }

    /// The same entry each time it is posted; another one when its content has changed.
    String dedupKey() {
        return id + ":" + HexFormat.of().formatHex(sha256(json()), 0, 8);
    }

    /// The entry as the demo posts it: a few, always the same ones, get a link that is none, so
    /// that there are dead letters to look at.
    Entry orSpoiled() {
        return (sha256(id)[0] & 0xff) == 0
                ? new Entry(id, title, NO_LINK, deprecated, experimental, standard, support)
                : this;
    }

    /// Whether the link is one, or there is none.
    boolean isSound() {
        return url.isEmpty() || url.startsWith("https://");
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
