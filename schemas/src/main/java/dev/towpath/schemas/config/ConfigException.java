package dev.towpath.schemas.config;

import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.error.TowpathException;
import java.util.List;

/// The configuration has problems: all of them, in the order of the file.
public final class ConfigException extends TowpathException {
    private static final long serialVersionUID = 1;
    private static final int MOST_SHOWN = 50;

    private final transient List<ConfigProblem> problems;

    ConfigException(String file, List<ConfigProblem> problems) {
        super(ErrorCode.CONFIG_INVALID, message(file, problems));
        this.problems = List.copyOf(problems);
    }

    /// All problems, those of the file first, by line.
    public List<ConfigProblem> problems() {
        return problems;
    }

    private static String message(String file, List<ConfigProblem> problems) {
        int count = problems.size();
        StringBuilder message =
                new StringBuilder("The configuration of ")
                        .append(file)
                        .append(
                                count == 1
                                        ? " has a problem"
                                        : " has "
                                                + (count < Problems.MOST ? "" : "at least ")
                                                + count
                                                + " problems")
                        .append("; nothing was started. Correct it and start again:");
        problems.stream()
                .limit(MOST_SHOWN)
                .forEach(problem -> message.append("\n  ").append(problem.line()));
        if (count > MOST_SHOWN) {
            message.append("\n  and ").append(count - MOST_SHOWN).append(" more");
        }
        return message.toString();
    }
}
