package dev.towpath.cli.dev;

import java.util.OptionalInt;

/// The ports that `towpath dev` listens on, on 127.0.0.1.
///
/// @param site the example site's, where that runs too
record DevPorts(int kafka, int gateway, int worker, OptionalInt site) {
    DevPorts(int kafka, int gateway, int worker) {
        this(kafka, gateway, worker, OptionalInt.empty());
    }

    DevPorts withSite(int port) {
        return new DevPorts(kafka, gateway, worker, OptionalInt.of(port));
    }

    /// @throws java.util.NoSuchElementException for the site where it does not run
    int of(Role role) {
        return switch (role) {
            case GATEWAY -> gateway;
            case WORKER -> worker;
            case SITE -> site.orElseThrow();
        };
    }
}
