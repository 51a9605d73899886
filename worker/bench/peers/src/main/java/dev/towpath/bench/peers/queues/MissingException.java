package dev.towpath.bench.peers.queues;

import java.io.Serial;

/// What a store or a peer needs and this machine does not have. Its message is one sentence, which
/// names the package that brings it; the bench shows the peer as skipped, with that sentence.
public final class MissingException extends Exception {
    @Serial private static final long serialVersionUID = 1L;

    public MissingException(String message) {
        super(message);
    }

    public MissingException(String message, Throwable cause) {
        super(message, cause);
    }
}
