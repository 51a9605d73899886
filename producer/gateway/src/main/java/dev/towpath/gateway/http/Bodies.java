package dev.towpath.gateway.http;

import dev.towpath.gateway.problem.Refusal;
import dev.towpath.schemas.error.ErrorCode;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.Semaphore;

/// Reads request bodies within their bounds: of size, of time, and of what all requests together
/// may hold.
final class Bodies {
    private static final int PIECE = 8 * 1024;
    private static final int UNIT = 1024;

    private final Semaphore room;

    /// @param maxBytesAtOnce how many bytes of bodies may be held at a time
    Bodies(long maxBytesAtOnce) {
        this.room = new Semaphore((int) Math.min(maxBytesAtOnce / UNIT, Integer.MAX_VALUE));
    }

    /// What a body is used for; its room is free again when that returns.
    interface Use {
        void with(byte[] body) throws IOException;
    }

    /// Reads a whole body and uses it.
    ///
    /// @throws Refusal `TP-1002` when it is larger than `maxBytes`, `TP-1003` when it is not there
    ///     within the time, `TP-1013` when all requests together hold too much
    void read(ServerRequest request, long maxBytes, Duration limit, Use use) throws IOException {
        long announced = request.headers().contentLength().orElse(-1);
        if (announced > maxBytes) {
            throw tooLarge(maxBytes, "one of " + announced);
        }
        int units = (int) ((announced < 0 ? maxBytes : announced) / UNIT + 1);
        if (!room.tryAcquire(units)) {
            throw new Refusal(
                    ErrorCode.TOO_MANY_REQUESTS,
                    "the gateway holds as many request bodies as it may; nothing was stored. Send"
                            + " it again later");
        }
        try {
            use.with(read(request, maxBytes, limit));
        } finally {
            room.release(units);
        }
    }

    private static byte[] read(ServerRequest request, long maxBytes, Duration limit)
            throws IOException {
        Patience patience = BoundedConnection.current().patience();
        patience.body(limit);
        ByteArrayOutputStream body = new ByteArrayOutputStream(PIECE);
        byte[] piece = new byte[PIECE];
        InputStream in = request.content().inputStream();
        try {
            for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
                patience.handedOn();
                body.write(piece, 0, count);
                if (body.size() > maxBytes) {
                    throw tooLarge(maxBytes, "more");
                }
            }
            return body.toByteArray();
        } catch (Patience.BodyTooSlowException | Patience.ChunkTooLargeException e) {
            throw judge(e);
        }
    }

    /// The refusal that a failure to read a body means.
    ///
    /// @throws RuntimeException the failure itself, when the client has gone
    static Refusal judge(RuntimeException failure) {
        if (failure instanceof Patience.BodyTooSlowException slow) {
            return new Refusal(
                    ErrorCode.BODY_TOO_SLOW,
                    "the body stood still or did not end within "
                            + slow.limit().toMillis()
                            + " ms; what is not said to be stored is not. Sending that again is"
                            + " safe");
        }
        if (failure instanceof Patience.ChunkTooLargeException) {
            return new Refusal(
                    ErrorCode.BODY_TOO_LARGE,
                    "expected a body in chunks of at most "
                            + Patience.MOST_AT_ONCE
                            + " bytes, got more; what is not said to be stored is not");
        }
        throw failure;
    }

    private static Refusal tooLarge(long maxBytes, String got) {
        return new Refusal(
                ErrorCode.BODY_TOO_LARGE,
                "expected a body of at most "
                        + maxBytes
                        + " bytes, got "
                        + got
                        + "; nothing was stored. Send many jobs as application/x-ndjson");
    }

    /// @throws Refusal `TP-1012` when the body is compressed
    static void refuseEncoded(ServerRequest request) {
        if (request.headers().contains(HeaderNames.CONTENT_ENCODING)) {
            throw encoded();
        }
    }

    static Refusal encoded() {
        return new Refusal(
                ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                "expected a body without Content-Encoding, got one with it; nothing was stored."
                        + " Send it uncompressed");
    }
}
