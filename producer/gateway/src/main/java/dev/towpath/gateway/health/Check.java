package dev.towpath.gateway.health;

/// One thing that the gateway needs.
///
/// @param name such as `kafka`
/// @param ok whether it is as it should be
/// @param detail one sentence
public record Check(String name, boolean ok, String detail) {}
