package dev.towpath.cli;

import dev.towpath.cli.terminal.ExitCode;
import dev.towpath.cli.terminal.Paragraph;
import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.error.TowpathException;
import dev.towpath.schemas.payload.Spelling;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/// Prints why a command failed: one paragraph with the code, what failed, and what to do.
final class Failures {
    private Failures() {}

    static int print(Exception e, PrintWriter err, boolean debug) {
        String line =
                e instanceof TowpathException known
                        ? known.line()
                        : ErrorCode.UNEXPECTED.code()
                                + " something failed in a way that Towpath does not know: "
                                + e
                                + ". That is a bug. Please report it with what --debug shows.";
        err.println(Paragraph.wrap(line));
        if (debug) {
            e.printStackTrace(err);
        }
        err.flush();
        return e instanceof TowpathException known ? status(known.code()) : ExitCode.FAILED;
    }

    private static int status(ErrorCode code) {
        return switch (code) {
            case USAGE, FILTER_EMPTY -> ExitCode.USAGE;
            case LETTER_UNKNOWN -> ExitCode.NOTHING;
            case REPLAY_INCOMPLETE, REPLAY_BROKEN_OFF, PLAN_TAKEN_OVER -> ExitCode.PARTLY;
            default -> ExitCode.FAILED;
        };
    }

    static int usage(ParameterException e, String[] args) {
        CommandLine line = e.getCommandLine();
        PrintWriter err = line.getErr();
        err.println(Paragraph.wrap(ErrorCode.USAGE.code() + " " + e.getMessage() + "."));
        suggest(e, err);
        err.println(
                "Nothing was done. `"
                        + line.getCommandSpec().qualifiedName()
                        + " --help` shows what it takes.");
        err.flush();
        return ExitCode.USAGE;
    }

    /// Names the command that a word is a slip of, or options that look alike.
    private static void suggest(ParameterException e, PrintWriter err) {
        if (!(e instanceof UnmatchedArgumentException unmatched)) {
            return;
        }
        String word = unmatched.getUnmatched().isEmpty() ? "" : unmatched.getUnmatched().getFirst();
        if (word.startsWith("-")) {
            UnmatchedArgumentException.printSuggestions(e, err);
            return;
        }
        CommandLine line = e.getCommandLine();
        Spelling.nearest(word, line.getSubcommands().keySet())
                .ifPresent(
                        near ->
                                err.println(
                                        "Did you mean: "
                                                + line.getCommandSpec().qualifiedName()
                                                + " "
                                                + near
                                                + "?"));
    }
}
