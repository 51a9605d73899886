package dev.towpath.push;

import dev.towpath.schemas.config.PushConfig;
import dev.towpath.testkit.manual.ManualJob;
import dev.towpath.testkit.manual.ManualWorker;
import dev.towpath.worker.handler.Payload;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/// One job that the engine pushed for a while, by a clock that was turned.
///
/// @param attempts that were made
record EngineRun(ManualJob job, int attempts) {
    static EngineRun of(Optional<Slip> slip, Endpoint.Script script, Duration time)
            throws IOException {
        return of(slip, _ -> script, time);
    }

    /// @param script of the endpoint, by the engine's clock
    static EngineRun of(
            Optional<Slip> slip, Function<InstantSource, Endpoint.Script> script, Duration time)
            throws IOException {
        AtomicReference<ManualWorker> running = new AtomicReference<>();
        try (Endpoint endpoint = new Endpoint(script.apply(() -> now(running.get())))) {
            return at(endpoint.url(), slip, time, running);
        }
    }

    static EngineRun at(String url, Optional<Slip> slip, Duration time) throws IOException {
        return at(url, slip, time, new AtomicReference<>());
    }

    private static EngineRun at(
            String url, Optional<Slip> slip, Duration time, AtomicReference<ManualWorker> running)
            throws IOException {
        InstantSource clock = () -> now(running.get());
        PushConfig config = Pushing.config(url);
        try (PushTarget target =
                new PushTarget(
                        "site",
                        slip.map(one -> one.config(config)).orElse(config),
                        10,
                        slip.map(one -> one.clock(clock)).orElse(clock),
                        new SimpleMeterRegistry())) {
            ManualWorker worker =
                    ManualWorker.builder()
                            .handle(
                                    "article.publish",
                                    Payload.json(),
                                    slip.map(one -> one.planted(target)).orElse(target))
                            .build();
            running.set(worker);
            ManualJob job = worker.submit("article.publish", "{\"id\":42}");
            return new EngineRun(job, worker.pass(time));
        }
    }

    private static Instant now(ManualWorker worker) {
        return worker == null ? ManualWorker.START : worker.now();
    }
}
