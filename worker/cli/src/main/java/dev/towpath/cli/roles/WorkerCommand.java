package dev.towpath.cli.roles;

import dev.towpath.cli.config.ConfigOption;
import dev.towpath.schemas.config.TowpathConfig;
import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.error.TowpathException;
import dev.towpath.worker.Worker;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `towpath worker`: runs jobs until it is told to stop.
@Command(
        name = "worker",
        description = {
            "Run jobs, until stopped.",
            "Handlers are found in the jars and folders under worker.handlers, by ServiceLoader of"
                    + " dev.towpath.worker.handler.JobHandlers.",
            "SIGTERM starts nothing new and lets what runs finish. Logs JSON on standard output."
        })
public final class WorkerCommand implements Callable<Integer> {
    private static final Logger log = LoggerFactory.getLogger(WorkerCommand.class);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    @Mixin private final ConfigOption config = new ConfigOption();
    @Mixin private final ParentOption parent = new ParentOption();

    @Override
    public Integer call() throws InterruptedException {
        TowpathConfig read = config.read();
        parent.watch();
        CountDownLatch stopping = new CountDownLatch(1);
        AtomicReference<Worker> running = new AtomicReference<>();
        AtomicReference<List<String>> unhandled = new AtomicReference<>(List.of());
        PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        WorkerFront front =
                WorkerFront.start(
                        read.worker(), metrics, () -> problems(running.get()), unhandled::get);
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(
                                () -> {
                                    stopping.countDown();
                                    stop(running.get(), front);
                                },
                                "stop"));
        HandlerSets handlers = HandlerSets.of(read);
        log.info(
                "the worker's health and metrics are on {}:{}", read.worker().host(), front.port());
        Worker.Builder builder = Worker.builder(read);
        unhandled.set(handlers.addTo(builder, read, metrics));
        if (!unhandled.get().isEmpty()) {
            log.warn("{}", HandlerSets.noHandler(unhandled.get()));
        }
        Worker worker = start(builder, read, metrics, stopping);
        running.set(worker);
        worker.awaitEnd();
        return 0;
    }

    /// Kafka may come up after the worker.
    private static Worker start(
            Worker.Builder builder,
            TowpathConfig config,
            PrometheusMeterRegistry metrics,
            CountDownLatch stopping)
            throws InterruptedException {
        builder.payloads(PayloadFormats.of(config)).metrics(metrics);
        Duration pause = Duration.ofSeconds(1);
        while (true) {
            try {
                return builder.start();
            } catch (TowpathException e) {
                if (e.code() != ErrorCode.KAFKA_UNAVAILABLE) {
                    throw e;
                }
                log.warn("{} Trying again in {} s.", e.line(), pause.toSeconds());
                if (stopping.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                    throw e;
                }
                pause = pause.multipliedBy(2);
                pause = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
            }
        }
    }

    private static List<String> problems(@Nullable Worker worker) {
        return worker == null ? List.of("the worker has not started yet") : worker.problems();
    }

    private static void stop(@Nullable Worker worker, WorkerFront front) {
        if (worker != null) {
            worker.close();
        }
        front.close();
        log.info("the worker has stopped");
    }
}
