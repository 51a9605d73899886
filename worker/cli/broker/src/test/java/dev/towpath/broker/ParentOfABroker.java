package dev.towpath.broker;

import java.nio.file.Path;

/// A JVM that starts a broker, says the broker's process id, and waits to be killed.
final class ParentOfABroker {
    private ParentOfABroker() {}

    public static void main(String[] args) throws Exception {
        EmbeddedBroker broker = EmbeddedBroker.builder(Path.of(args[0])).start();
        System.out.println(broker.pid());
        Thread.currentThread().join();
    }
}
