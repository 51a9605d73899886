package dev.towpath.schemas.config;

import dev.towpath.schemas.payload.Shown;
import dev.towpath.schemas.payload.Spelling;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Puts environment variables into a text of the file: `${NAME}` is the variable's value, `$${`
/// stands for `${` itself.
///
/// @param text the text with the values put in
/// @param variables the names that were put in
record Substitution(String text, List<String> variables) {
    /// What may stand between the braces.
    static final String NAME = "[A-Za-z_][A-Za-z0-9_]*";

    private static final Pattern PLACE = Pattern.compile("\\$\\$\\{|\\$\\{([^}]*)(}?)");

    /// The text with all variables put in; empty, with problems, when one is not set or not a name.
    static Optional<Substitution> of(
            Node.Scalar scalar, String path, Map<String, String> environment, Problems problems) {
        StringBuilder text = new StringBuilder();
        List<String> variables = new ArrayList<>();
        boolean whole = true;
        Matcher place = PLACE.matcher(scalar.text());
        while (place.find()) {
            String name = place.group(1);
            if (name == null) {
                place.appendReplacement(text, "\\${");
                continue;
            }
            String value = environment.get(name);
            if (!name.matches(NAME) || "".equals(place.group(2))) {
                problems.inFile(
                        scalar.line(),
                        path,
                        "${NAME}, the name of an environment variable",
                        "something else between the braces",
                        "for the signs themselves write $${");
                whole = false;
            } else if (value == null) {
                problems.inFile(
                        scalar.line(),
                        path,
                        "the environment variable " + Shown.clip(name),
                        "none of this name",
                        advice(name, environment));
                whole = false;
            } else {
                variables.add(name);
                place.appendReplacement(text, Matcher.quoteReplacement(value));
            }
        }
        place.appendTail(text);
        return whole
                ? Optional.of(new Substitution(text.toString(), List.copyOf(variables)))
                : Optional.empty();
    }

    private static String advice(String name, Map<String, String> environment) {
        String meant = Spelling.didYouMean(name, environment.keySet());
        return meant.isEmpty() ? "set it and start again" : meant;
    }
}
