package dev.towpath.schemas.config;

/// Which attempts a worker writes to the history.
public enum HistoryKept {
    /// Every one.
    ALL,
    /// All but those that are done at the first attempt: of these the ledger says enough.
    NOTABLE,
    /// None.
    OFF
}
