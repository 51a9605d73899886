package dev.towpath.e2e.proxy;

/// Who decides what a [KafkaProxy] lets through. Called by the proxy's threads, one a connection
/// and direction.
public interface Passage {
    /// A worker has come to a step. May wait, which holds what is under way.
    ///
    /// @return whether what is under way goes on; if not, its connection ends
    boolean passes(WireStep step) throws InterruptedException;

    /// A transactional producer under this id has been made behind the proxy.
    void produces(String transactionalId);
}
