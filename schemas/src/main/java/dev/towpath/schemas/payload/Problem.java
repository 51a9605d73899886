package dev.towpath.schemas.payload;

/// One thing that is wrong with some JSON, as its sender should read it.
///
/// @param pointer where, as a JSON pointer (RFC 6901); empty for the whole
/// @param expected what should be there
/// @param got what is there
/// @param hint what to do, empty when there is nothing to add
public record Problem(String pointer, String expected, String got, String hint) {
    public Problem(String pointer, String expected, String got) {
        this(pointer, expected, got, "");
    }

    /// The problem in one line, such as `/article/title: expected a string, got 7`. Control
    /// characters are shown by their code, because a terminal may obey them.
    public String line() {
        String place = pointer.isEmpty() ? "" : pointer + ": ";
        String advice = hint.isEmpty() ? "" : "; " + hint;
        return Shown.printable(place + "expected " + expected + ", got " + got + advice);
    }
}
