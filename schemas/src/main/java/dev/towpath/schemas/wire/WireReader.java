package dev.towpath.schemas.wire;

/// A bounded reader of Avro binary: zig-zag varints, strings and arrays of strings, as the Avro
/// specification 1.12 lays them out. Unlike a general decoder it never allocates by a length that
/// the bytes left cannot hold, because what it reads may come from anybody.
public final class WireReader {
    private final byte[] bytes;
    private final int end;
    private int at;

    public WireReader(byte[] bytes, int from, int end) {
        this.bytes = bytes;
        this.at = from;
        this.end = end;
    }

    /// @throws MalformedException when the bytes end before it, or it has more than ten bytes
    public long readLong() {
        long raw = 0;
        for (int shift = 0; shift < 70; shift += 7) {
            if (at == end) {
                throw new MalformedException("the bytes end inside a number, at byte " + at);
            }
            byte next = bytes[at++];
            raw |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return (raw >>> 1) ^ -(raw & 1);
            }
        }
        throw new MalformedException("a number has more than ten bytes, at byte " + at);
    }

    /// @throws MalformedException when it is not within the bounds
    public int readInt(String field, int least, int most) {
        long value = readLong();
        if (value < least || value > most) {
            throw new MalformedException(
                    field + ": expected " + least + " to " + most + ", got " + value);
        }
        return (int) value;
    }

    /// @throws MalformedException when it is longer than `maxBytes`, or than what is left, or not
    ///     UTF-8
    public String readString(String field, int maxBytes) {
        return readString(field, maxBytes, false);
    }

    /// The same for a text that comes again and again.
    ///
    /// @throws MalformedException when it is longer than `maxBytes`, or than what is left, or not
    ///     UTF-8
    public String readKnown(String field, int maxBytes) {
        return readString(field, maxBytes, true);
    }

    private String readString(String field, int maxBytes, boolean again) {
        long length = readLong();
        if (length < 0 || length > maxBytes || length > end - at) {
            throw new MalformedException(
                    field
                            + ": expected a string of at most "
                            + Math.min(maxBytes, end - at)
                            + " bytes, got a length of "
                            + length);
        }
        if (length == 0) {
            return "";
        }
        int from = at;
        at += (int) length;
        return (again
                        ? Text.again(bytes, from, (int) length)
                        : Text.utf8(bytes, from, (int) length))
                .orElseThrow(
                        () -> new MalformedException(field + ": expected UTF-8, got other bytes"));
    }

    /// How many bytes are not read yet.
    public int remaining() {
        return end - at;
    }
}
