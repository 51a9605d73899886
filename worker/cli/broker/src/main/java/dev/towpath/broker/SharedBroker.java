package dev.towpath.broker;

/// One broker for all tests of a JVM: started at the first use, ended with the JVM.
public final class SharedBroker {
    private SharedBroker() {}

    /// The running broker. Tests that stop it, or need other settings, start their own.
    public static EmbeddedBroker get() {
        return Holder.BROKER;
    }

    private static final class Holder {
        private static final EmbeddedBroker BROKER = start();

        private static EmbeddedBroker start() {
            EmbeddedBroker broker = EmbeddedBroker.forTests();
            Runtime.getRuntime().addShutdownHook(new Thread(broker::close, "shared-broker"));
            return broker;
        }
    }
}
