package dev.towpath.schemas.config;

/// Which attempts a worker writes to the history.
public enum HistoryKept {
    /// Every one.
    ALL,
    /// All but those of jobs that are done at their first attempt and whose handler noted nothing:
    /// of these the ledger says enough.
    NOTABLE,
    /// None.
    OFF
}
