package dev.towpath.cli.roles;

import dev.towpath.cli.config.ConfigOption;
import dev.towpath.gateway.Gateway;
import dev.towpath.schemas.config.TowpathConfig;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `towpath gateway`: takes jobs over HTTP until it is told to stop.
@Command(
        name = "gateway",
        description = {
            "Take jobs over HTTP, until stopped.",
            "SIGTERM lets the requests that are under way finish. Logs JSON on standard output."
        })
public final class GatewayCommand implements Callable<Integer> {
    private static final Logger log = LoggerFactory.getLogger(GatewayCommand.class);

    @Mixin private final ConfigOption config = new ConfigOption();
    @Mixin private final ParentOption parent = new ParentOption();

    @Override
    public Integer call() throws InterruptedException {
        TowpathConfig read = config.read();
        parent.watch();
        Gateway gateway = Gateway.start(read, PayloadFormats.of(read));
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(
                                () -> {
                                    gateway.close();
                                    log.info("the gateway has stopped");
                                    stopped.countDown();
                                },
                                "stop"));
        log.info("the gateway listens on {}:{}", read.gateway().host(), gateway.port());
        stopped.await();
        return 0;
    }
}
