package dev.towpath.schemas.config;

/// How workers share out the partitions among themselves.
public enum GroupProtocol {
    /// [#CONSUMER] where the broker has it, else [#CLASSIC].
    AUTO,
    /// The broker assigns (KIP-848).
    CONSUMER,
    /// The members assign, cooperative-sticky.
    CLASSIC
}
