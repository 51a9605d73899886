package dev.towpath.schemas.error;

import org.jspecify.annotations.Nullable;

/// A failure with a stable code. Its message says what failed, on which thing, what was expected
/// and what came, what state that leaves, and what to do.
public class TowpathException extends RuntimeException {
    private final ErrorCode code;

    public TowpathException(ErrorCode code, String message) {
        this(code, message, null);
    }

    public TowpathException(ErrorCode code, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    public ErrorCode code() {
        return code;
    }

    /// The code and the message, as a user reads them.
    public String line() {
        return code.code() + " " + getMessage();
    }
}
