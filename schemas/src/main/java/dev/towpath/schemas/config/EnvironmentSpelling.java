package dev.towpath.schemas.config;

import dev.towpath.schemas.payload.Shown;
import dev.towpath.schemas.payload.Spelling;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Finds environment variables that look like a misspelt override.
final class EnvironmentSpelling {
    private static final String PREFIX = "TOWPATH_";
    private static final int MOST_EDITS = 2;
    private static final int SHORTEST = 5;

    private EnvironmentSpelling() {}

    /// Reports each variable that is no key's, but at most two edits away from one. Others that
    /// begin with `TOWPATH_` may be anybody's, such as Kubernetes' for its services.
    ///
    /// @param known the paths of the keys by their variables
    /// @param used the variables that the file itself names
    static void check(
            Map<String, String> environment,
            Map<String, String> known,
            Set<String> used,
            Problems problems) {
        Map<String, String> byRest = new HashMap<>();
        known.forEach((variable, path) -> byRest.put(rest(variable), variable));
        for (String variable : new TreeSet<>(environment.keySet())) {
            if (!variable.startsWith(PREFIX)
                    || known.containsKey(variable)
                    || used.contains(variable)) {
                continue;
            }
            String rest = rest(variable);
            if (rest.length() < SHORTEST) {
                continue;
            }
            Spelling.nearest(rest, List.copyOf(new TreeSet<>(byRest.keySet())), MOST_EDITS)
                    .map(byRest::get)
                    .ifPresent(
                            meant ->
                                    problems.inEnvironment(
                                            Shown.clip(variable),
                                            "",
                                            "the variable of a key",
                                            "a name that is nearly one",
                                            "did you mean '"
                                                    + meant
                                                    + "', for "
                                                    + known.get(meant)
                                                    + "?"));
        }
    }

    private static String rest(String variable) {
        return variable.substring(PREFIX.length());
    }
}
