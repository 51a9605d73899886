package dev.towpath.schemas.wire;

/// Bytes of a format that a newer version of Towpath wrote: to be kept until such a version runs.
public final class NewerFormatException extends RuntimeException {
    public NewerFormatException(String what, int found, int known) {
        super(
                "the " + what + " has format " + found + ", this version knows " + known,
                null,
                false,
                false);
    }
}
