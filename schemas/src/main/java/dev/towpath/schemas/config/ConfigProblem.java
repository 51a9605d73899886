package dev.towpath.schemas.config;

/// One thing that is wrong with the configuration. Never holds a secret.
///
/// @param where the file and line, or the environment variable
/// @param row the line of the file, from 1; 0 when it is not on a line
/// @param path the key, such as `types["article.publish"].timeout`; empty for the whole
/// @param expected what should be there
/// @param got what is there
/// @param hint what to do; empty when there is nothing to add
public record ConfigProblem(
        String where, int row, String path, String expected, String got, String hint) {
    /// The problem in one line, such as
    ///     towpath.yaml:12 gateway.port: expected a whole number from 0 to 65535, got 'x'
    public String line() {
        return where
                + (path.isEmpty() ? "" : " " + path)
                + ": expected "
                + expected
                + ", got "
                + got
                + (hint.isEmpty() ? "" : "; " + hint);
    }
}
