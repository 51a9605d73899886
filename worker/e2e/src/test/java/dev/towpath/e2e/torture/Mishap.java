package dev.towpath.e2e.torture;

/// One fault as it is done and undone.
interface Mishap {
    /// Breaks it. What breaks something again and again returns when it has done so.
    void happen() throws Exception;

    /// Mends it, and waits until what was broken runs; called also when [#happen()] failed.
    void heal() throws Exception;
}
