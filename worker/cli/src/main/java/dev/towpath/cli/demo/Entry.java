package dev.towpath.cli.demo;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.CRC32;
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
    /// One in so many entries is spoiled.
    private static final int SPOILED_ONE_IN = 250;

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
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(json().getBytes(StandardCharsets.UTF_8));
            return id + ":" + HexFormat.of().formatHex(hash, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /// The entry as the demo posts it: a few, always the same ones, get a link that is none, so
    /// that there are dead letters to look at.
    Entry orSpoiled() {
        CRC32 crc = new CRC32();
        crc.update(id.getBytes(StandardCharsets.UTF_8));
        return crc.getValue() % SPOILED_ONE_IN == 0
                ? new Entry(id, title, NO_LINK, deprecated, experimental, standard, support)
                : this;
    }

    /// Whether the link is one, or there is none.
    boolean isSound() {
        return url.isEmpty() || url.startsWith("https://");
    }
}
