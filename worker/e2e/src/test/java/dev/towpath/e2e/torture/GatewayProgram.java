package dev.towpath.e2e.torture;

import dev.towpath.e2e.fleet.Installation;
import dev.towpath.e2e.fleet.Parent;
import dev.towpath.gateway.Gateway;
import dev.towpath.schemas.payload.PayloadFormat;
import dev.towpath.schemas.payload.PayloadSchemas;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/// The program of a gateway's JVM.
final class GatewayProgram {
    private GatewayProgram() {}

    /// @param args those of the [Installation]
    public static void main(String[] args) throws InterruptedException {
        Thread.ofPlatform().daemon().name("parent-watch").start(Parent::watch);
        Gateway gateway =
                Gateway.start(
                        Installation.fromArguments(List.of(args)).config(),
                        new PayloadSchemas(Map.of(), Optional.of(PayloadFormat.JSON)));
        Runtime.getRuntime().addShutdownHook(new Thread(gateway::close));
        new CountDownLatch(1).await();
    }
}
