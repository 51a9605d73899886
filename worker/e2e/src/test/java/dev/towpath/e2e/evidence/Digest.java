package dev.towpath.e2e.evidence;

import dev.towpath.schemas.wire.JobHeaders;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/// A short text that is the same for the same bytes.
public final class Digest {
    private static final int BYTES = 12;

    private final MessageDigest sha;

    private Digest() {
        try {
            sha = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Of a payload.
    public static String of(byte[] payload) {
        return new Digest().add(payload).text();
    }

    /// Of a record: key, value and headers, but for the one that makes it a dead letter.
    static String of(Entry record) {
        Digest digest = new Digest().add(record.key()).add(record.value());
        for (Header header : record.headers()) {
            if (!header.key().equals(JobHeaders.DEAD)) {
                digest.add(header.key().getBytes(StandardCharsets.UTF_8)).add(header.value());
            }
        }
        return digest.text();
    }

    private Digest add(byte @Nullable [] part) {
        sha.update(ByteBuffer.allocate(4).putInt(part == null ? -1 : part.length).array());
        if (part != null) {
            sha.update(part);
        }
        return this;
    }

    private String text() {
        return HexFormat.of().formatHex(sha.digest(), 0, BYTES);
    }
}
