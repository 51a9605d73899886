package dev.towpath.testkit.stage;

/// Ends what still waits when the play is over.
final class Halted extends Error {
    private static final long serialVersionUID = 1;

    Halted() {
        super("the play is over", null, false, false);
    }
}
