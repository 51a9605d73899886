package dev.towpath.gateway.intake;

import dev.towpath.gateway.auth.Caller;
import dev.towpath.gateway.observe.GatewayMetrics;
import dev.towpath.gateway.problem.Refusal;
import dev.towpath.schemas.config.Scope;
import dev.towpath.schemas.error.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// Jobs as lines of JSON, any number of them, in bounded memory: each line is handed to Kafka as it
/// comes, and its result is written while later lines are read.
public final class LineStream {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(50);

    private final Intake intake;
    private final InstantSource clock;
    private final Supplier<Settings> settings;
    private final BooleanSupplier stopping;
    private final GatewayMetrics metrics;

    /// @param stopping whether the gateway is stopping
    public LineStream(
            Intake intake,
            InstantSource clock,
            Supplier<Settings> settings,
            BooleanSupplier stopping,
            GatewayMetrics metrics) {
        this.metrics = metrics;
        this.intake = intake;
        this.clock = clock;
        this.settings = settings;
        this.stopping = stopping;
    }

    /// The client's lines and where their results go.
    ///
    /// @param authorization the header, checked again when the configuration has changed
    /// @param afterRead is told of each piece of the body that was read
    /// @param reading turns a failure of the connection into the refusal that the client is told
    public record Exchange(
            InputStream in,
            OutputStream out,
            String authorization,
            String traceParent,
            Runnable afterRead,
            Failures reading) {}

    /// Tells a failure to read the body that the client can still be told of.
    public interface Failures {
        /// @throws RuntimeException the failure itself, when the client has gone
        Refusal judge(RuntimeException failure);
    }

    /// Takes all lines. One that is wrong does not hurt the others.
    ///
    /// @return whether it came to the end of the client's lines
    /// @throws IOException when the client has gone
    public boolean take(Exchange exchange) throws IOException {
        try (Results results = new Results(exchange.out(), metrics)) {
            Reading reading = new Reading(exchange, results);
            Optional<Refusal> why = reading.run();
            if (why.isPresent()) {
                results.stopped(reading.line, why.get());
            } else {
                results.complete(reading.line);
            }
            return why.isEmpty();
        } catch (Results.ClientGoneException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /// The stream ends before the client's lines do.
    private static final class Stopped extends RuntimeException {
        private final transient Refusal why;

        private Stopped(Refusal why) {
            super(why.detail(), null, false, false);
            this.why = why;
        }
    }

    /// The reading of one stream.
    private final class Reading {
        private final Exchange exchange;
        private final Results results;
        private final LineReader lines;
        private Settings current;
        private Caller caller;
        private long line;

        private Reading(Exchange exchange, Results results) {
            this.exchange = exchange;
            this.results = results;
            this.current = settings.get();
            this.caller = current.keys().authenticate(exchange.authorization());
            this.lines =
                    new LineReader(
                            exchange.in(),
                            (int) current.config().gateway().maxLine(),
                            exchange.afterRead());
        }

        /// Takes all lines; gives what stopped it, if anything did.
        private Optional<Refusal> run() throws IOException {
            try {
                while (lines.next()) {
                    goOn();
                    line++;
                    if (!lines.blank()) {
                        takeLine();
                    }
                }
                return Optional.empty();
            } catch (Stopped e) {
                return Optional.of(e.why);
            } catch (Results.ClientGoneException e) {
                throw e;
            } catch (RuntimeException e) {
                return Optional.of(exchange.reading().judge(e));
            }
        }

        /// Ends the stream when the key no longer holds, or the gateway stops.
        private void goOn() {
            if (stopping.getAsBoolean()) {
                throw new Stopped(
                        new Refusal(
                                ErrorCode.SHUTTING_DOWN,
                                told("the gateway is stopping", "Send the rest again")));
            }
            Settings latest = settings.get();
            if (latest.equals(current)) {
                return;
            }
            current = latest;
            try {
                caller = latest.keys().authenticate(exchange.authorization());
                caller.require(Scope.SUBMIT);
            } catch (Refusal e) {
                throw new Stopped(new Refusal(e.code(), told(e.detail(), "The rest was not read")));
            }
        }

        private String told(String why, String then) {
            return why
                    + "; the lines up to "
                    + line
                    + " were taken, each as its result says. "
                    + then
                    + " from line "
                    + (line + 1)
                    + " on";
        }

        private void takeLine() {
            try {
                if (lines.tooLong()) {
                    throw tooLong();
                }
                Draft draft =
                        JobJson.read(
                                SingleJob.object(lines.bytes()),
                                exchange.traceParent(),
                                clock.millis());
                submit(draft);
            } catch (Refusal e) {
                results.wrong(line, e);
            }
        }

        /// Hands a line to Kafka, waiting for room as long as Kafka may take for a job.
        private void submit(Draft draft) {
            Duration limit = current.config().gateway().enqueueTimeout();
            Waiting room = Waiting.upTo(limit);
            Duration pause = FIRST_PAUSE;
            while (!intake.hasRoom() && !room.over()) {
                sleep(pause);
                pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : pause;
            }
            results.sent(line, intake.submit(draft, caller, current), Waiting.upTo(limit));
        }

        private Refusal tooLong() {
            return new Refusal(
                    ErrorCode.LINE_TOO_LONG,
                    "expected a line of at most "
                            + current.config().gateway().maxLine()
                            + " bytes, got "
                            + lines.length()
                            + "; its job is not stored");
        }

        private void sleep(Duration pause) {
            try {
                Thread.sleep(pause);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new Stopped(
                        new Refusal(ErrorCode.SHUTTING_DOWN, told("the gateway is stopping", "")));
            }
        }
    }
}
