package dev.towpath.schemas.config;

import java.util.List;

/// Where a value came from.
sealed interface Origin {
    /// The origin in a few words.
    String where();

    /// The line of the file, from 1; 0 when the value is not from a line.
    default int row() {
        return 0;
    }

    /// The environment variables that the value was made of.
    default List<String> variables() {
        return List.of();
    }

    /// A place in a file, such as `towpath.yaml:12`; line 0 stands for the whole file.
    static String file(String file, int line) {
        return line == 0 ? file : file + ":" + line;
    }

    /// The key's default.
    record Builtin() implements Origin {
        @Override
        public String where() {
            return "default";
        }
    }

    /// A line of the file.
    ///
    /// @param variables the environment variables that were put into the text
    record Line(String file, int row, List<String> variables) implements Origin {
        @Override
        public String where() {
            StringBuilder where = new StringBuilder(Origin.file(file, row));
            for (String variable : variables) {
                where.append(" ${").append(variable).append('}');
            }
            return where.toString();
        }
    }

    /// An environment variable that overrides the key.
    record Variable(String name) implements Origin {
        @Override
        public List<String> variables() {
            return List.of(name);
        }

        @Override
        public String where() {
            return "environment " + name;
        }
    }
}
