package dev.towpath.schemas.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Collects what is wrong, so that all of it can be told at once.
final class Problems {
    /// How many problems are kept.
    static final int MOST = 1_000;

    private final String file;
    private final List<ConfigProblem> found = new ArrayList<>();

    Problems(String file) {
        this.file = file;
    }

    String file() {
        return file;
    }

    /// Adds a problem on a line of the file; line 0 stands for the file as a whole.
    void inFile(int line, String path, String expected, String got, String hint) {
        add(new ConfigProblem(Origin.file(file, line), line, path, expected, got, hint));
    }

    /// Adds a problem with an environment variable.
    void inEnvironment(String variable, String path, String expected, String got, String hint) {
        add(new ConfigProblem("environment " + variable, 0, path, expected, got, hint));
    }

    /// Adds a problem with a value, wherever it came from. A default is never to blame: then the
    /// problem is where the default no longer fits.
    ///
    /// @param misfit where a default no longer fits
    void at(Setting setting, Origin misfit, String expected, String got, String hint) {
        boolean builtIn = setting.origin() instanceof Origin.Builtin;
        Origin origin = builtIn ? misfit : setting.origin();
        add(
                new ConfigProblem(
                        origin.where(),
                        origin.row(),
                        setting.path(),
                        expected,
                        builtIn ? got + ", the default" : got,
                        hint));
    }

    private void add(ConfigProblem problem) {
        if (found.size() < MOST) {
            found.add(problem);
        }
    }

    /// Throws when anything was found: first what is on lines of the file, in their order.
    void throwIfAny() {
        if (!found.isEmpty()) {
            found.sort(
                    Comparator.comparingInt(
                            problem -> problem.row() == 0 ? Integer.MAX_VALUE : problem.row()));
            throw new ConfigException(file, found);
        }
    }
}
