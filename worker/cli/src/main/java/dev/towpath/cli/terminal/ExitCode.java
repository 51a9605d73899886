package dev.towpath.cli.terminal;

/// How commands end, for scripts.
public final class ExitCode {
    public static final int OK = 0;
    public static final int FAILED = 1;
    public static final int USAGE = 2;

    /// Nothing matched, or nothing of it is left to do.
    public static final int NOTHING = 3;

    /// A part was done; the rest is as it was.
    public static final int PARTLY = 4;

    private ExitCode() {}
}
