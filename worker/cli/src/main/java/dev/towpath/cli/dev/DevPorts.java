package dev.towpath.cli.dev;

/// The ports that `towpath dev` listens on, on 127.0.0.1.
record DevPorts(int kafka, int gateway, int worker) {
    int of(Role role) {
        return switch (role) {
            case GATEWAY -> gateway;
            case WORKER -> worker;
        };
    }
}
