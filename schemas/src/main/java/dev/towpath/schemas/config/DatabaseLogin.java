package dev.towpath.schemas.config;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How a PostgreSQL database is reached, and as whom. Never printed: a URL may hold a password.
///
/// @param url as JDBC has it, without user and password
/// @param user empty for the driver's own choice
/// @param password empty for none
public record DatabaseLogin(String url, String user, String password) {
    private static final String JDBC = "jdbc:postgresql://";
    private static final Pattern FORM =
            Pattern.compile(
                    "(?:jdbc:postgresql|postgres|postgresql)://(?:(?<login>[^/?#\\s]*)@)?"
                            + "(?<hosts>[^@/?#\\s]+)(?<database>/[^?#\\s]*)?(?:\\?(?<query>[^#\\s]*))?");

    /// What a URL says.
    ///
    /// @param url `postgres://user:password@host:port/database?sslmode=require`, as most hosts give
    ///     it, or `jdbc:postgresql://host:port/database`
    /// @param user in place of the URL's
    /// @param password in place of the URL's
    /// @throws IllegalArgumentException when it is no such URL; its message does not show it
    public static DatabaseLogin of(String url, Optional<String> user, Optional<String> password) {
        Matcher parts = FORM.matcher(url);
        if (!parts.matches()) {
            throw new IllegalArgumentException("expected a URL of PostgreSQL, got another text");
        }
        String login = Optional.ofNullable(parts.group("login")).orElse("");
        int colon = login.indexOf(':');
        String ownUser = colon < 0 ? login : login.substring(0, colon);
        String ownPassword = colon < 0 ? "" : login.substring(colon + 1);
        List<String> query = new ArrayList<>();
        for (String pair : Optional.ofNullable(parts.group("query")).orElse("").split("&", -1)) {
            String name = pair.replaceFirst("=.*", "");
            String value = pair.substring(Math.min(pair.length(), name.length() + 1));
            switch (name.toLowerCase(Locale.ROOT)) {
                case "" -> {
                    // Nothing is said.
                }
                case "user" -> ownUser = value;
                case "password" -> ownPassword = value;
                // What Prisma and libpq call otherwise than JDBC does.
                case "schema" -> query.add("currentSchema=" + value);
                case "application_name" -> query.add("ApplicationName=" + value);
                case "channel_binding" -> query.add("channelBinding=" + value);
                default -> query.add(pair);
            }
        }
        String bare =
                JDBC
                        + parts.group("hosts")
                        + Optional.ofNullable(parts.group("database")).orElse("/")
                        + (query.isEmpty() ? "" : "?" + String.join("&", query));
        return new DatabaseLogin(
                bare, user.orElse(decoded(ownUser)), password.orElse(decoded(ownPassword)));
    }

    /// Whether a text is such a URL.
    static boolean isUrl(String text) {
        try {
            of(text, Optional.empty(), Optional.empty());
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /// In a URL a plus is one.
    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return Secret.HIDDEN;
    }
}
