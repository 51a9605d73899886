package dev.towpath.schemas.wire;

/// Bytes that are not what they should be. The message says which field, what was expected and what
/// came.
public final class MalformedException extends RuntimeException {
    public MalformedException(String message) {
        super(message, null, false, false);
    }
}
