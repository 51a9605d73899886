package dev.towpath.schemas.wire;

/// The two leading bytes of everything that Towpath writes for itself: a format, which changes when
/// old readers must not read on, and a level, which rises when fields are appended.
///
/// A reader of level N reads the fields it knows of bytes of level N+1 and leaves the rest; of its
/// own level it must read every byte.
///
/// @param what the thing's name in messages
/// @param format 1 to 31
/// @param level 1 to 127, the newest that this version writes and knows
public record WireFormat(String what, int format, int level) {
    private static final int MAX_FORMAT = 31;

    public void open(WireWriter out) {
        out.writeByte(format).writeByte(level);
    }

    /// The level of some bytes.
    ///
    /// @throws MalformedException when they do not begin with this format and a level
    /// @throws NewerFormatException when they begin with a newer format
    public int level(byte[] bytes) {
        if (bytes.length < 2) {
            throw new MalformedException(what + ": expected at least 2 bytes, got " + bytes.length);
        }
        if (bytes[0] != format) {
            if (bytes[0] > format && bytes[0] <= MAX_FORMAT) {
                throw new NewerFormatException(what, bytes[0], format);
            }
            throw new MalformedException(
                    what + ": expected format " + format + ", got " + bytes[0]);
        }
        if (bytes[1] < 1) {
            throw new MalformedException(what + ": expected a level from 1, got " + bytes[1]);
        }
        return bytes[1];
    }

    public WireReader body(byte[] bytes) {
        return new WireReader(bytes, 2, bytes.length);
    }

    /// Checks that bytes of a known level were read to their end.
    public void close(WireReader in, int found) {
        if (found <= level && in.remaining() > 0) {
            throw new MalformedException(
                    what + ": " + in.remaining() + " bytes are left behind the last field");
        }
    }
}
