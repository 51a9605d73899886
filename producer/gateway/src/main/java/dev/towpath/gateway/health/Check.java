package dev.towpath.gateway.health;

/// One thing that the gateway needs.
///
/// @param name such as `kafka`
/// @param ok whether it is as it should be
/// @param detail one sentence
/// @param needed whether no job can be taken over HTTP without it
public record Check(String name, boolean ok, String detail, boolean needed) {
    /// A thing without which no job can be taken.
    public Check(String name, boolean ok, String detail) {
        this(name, ok, detail, true);
    }
}
