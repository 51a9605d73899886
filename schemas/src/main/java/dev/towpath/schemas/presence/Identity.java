package dev.towpath.schemas.presence;

import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/// Who a process is, for as long as it lives.
///
/// @param process its name and its key on the presence topic: `worker-HOST-` and what chance says
/// @param version of Towpath that it runs, empty when unknown
/// @param deployment that it is of, empty for none
/// @param started milliseconds since 1970, by its own clock
public record Identity(String process, Role role, String version, String deployment, long started) {
    public static final int MAX_TEXT_LENGTH = 200;

    private static final int RANDOM_LENGTH = 8;
    private static final int MAX_HOST_LENGTH = 63;

    /// What a process is for.
    public enum Role {
        GATEWAY,
        WORKER;

        /// In small letters.
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /// The one of a word; empty when there is none.
        static Optional<Role> of(String word) {
            for (Role role : values()) {
                if (role.word().equals(word)) {
                    return Optional.of(role);
                }
            }
            return Optional.empty();
        }
    }

    public Identity {
        process = cut(process);
        version = cut(version);
        deployment = cut(deployment);
    }

    /// This process, with the host name and the deployment that its environment says
    /// (`HOSTNAME`, `TOWPATH_DEPLOYMENT`).
    ///
    /// @param code a class of the jar whose version counts
    /// @param started milliseconds since 1970
    public static Identity here(Role role, Class<?> code, long started) {
        String host =
                Optional.ofNullable(System.getenv("HOSTNAME"))
                        .orElse("")
                        .replaceAll("[^A-Za-z0-9.-]", "");
        return new Identity(
                role.word()
                        + "-"
                        + (host.isEmpty()
                                ? ""
                                : host.substring(0, Math.min(host.length(), MAX_HOST_LENGTH)) + "-")
                        + UUID.randomUUID().toString().substring(0, RANDOM_LENGTH),
                role,
                Optional.ofNullable(code.getPackage().getImplementationVersion()).orElse(""),
                Optional.ofNullable(System.getenv("TOWPATH_DEPLOYMENT")).orElse(""),
                started);
    }

    private static String cut(String text) {
        return text.substring(0, Math.min(text.length(), MAX_TEXT_LENGTH));
    }
}
