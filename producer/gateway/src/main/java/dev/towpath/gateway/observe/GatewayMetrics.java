package dev.towpath.gateway.observe;

import dev.towpath.schemas.error.ErrorCode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/// The gateway's metrics. Every label has few values, known beforehand: no id, key or client of a
/// request becomes one.
public final class GatewayMetrics implements AutoCloseable {
    public static final Metric REQUESTS =
            Metric.timer(
                    "towpath.gateway.requests",
                    "HTTP requests, from their head to the end of the answer",
                    "method",
                    "route",
                    "status");
    public static final Metric ACCEPTED =
            Metric.counter(
                    "towpath.gateway.jobs.accepted",
                    "Jobs that Kafka confirmed; a type that the configuration does not name counts"
                            + " as 'other'",
                    "type");
    public static final Metric DUPLICATES =
            Metric.counter(
                    "towpath.gateway.jobs.duplicates",
                    "Jobs that were known to be done already, and were not put on Kafka again",
                    "type");
    public static final Metric REFUSED =
            Metric.counter(
                    "towpath.gateway.jobs.refused", "Jobs and requests that were refused", "code");
    public static final Metric UNKNOWN =
            Metric.counter(
                    "towpath.gateway.jobs.unknown",
                    "Jobs of which it is not known whether Kafka stored them");
    public static final Metric ENQUEUE =
            Metric.timer(
                    "towpath.gateway.enqueue", "From handing a job to Kafka to its confirmation");
    public static final Metric IN_FLIGHT =
            Metric.gauge(
                    "towpath.gateway.jobs.inflight", "", "Jobs that Kafka has not confirmed yet");
    public static final Metric CONNECTIONS =
            Metric.gauge("towpath.gateway.connections", "", "Open connections");
    public static final Metric LEDGER_JOBS =
            Metric.gauge("towpath.gateway.ledger.jobs", "", "Jobs known from the ledger");
    public static final Metric LEDGER_BYTES =
            Metric.gauge(
                    "towpath.gateway.ledger.bytes",
                    "bytes",
                    "Heap of the jobs known from the ledger");
    public static final Metric LEDGER_LOADED =
            Metric.gauge(
                    "towpath.gateway.ledger.loaded", "", "1 when the ledger was read to its end");

    public static final Metric LADDER_WAITING =
            Metric.gauge(
                    "towpath.gateway.ladder.waiting",
                    "",
                    "Jobs that wait on a rung, whichever gateway moves them: every gateway says the"
                            + " same, so take the maximum, not the sum",
                    "rung");
    public static final Metric LADDER_MOVED =
            Metric.counter(
                    "towpath.gateway.ladder.moved",
                    "Jobs that were moved: `express` when due, to the workers; `rung` to wait on;"
                            + " repeats after a crash count again",
                    "to");
    public static final Metric LADDER_LATE =
            Metric.timer(
                    "towpath.gateway.ladder.late",
                    "From when a job was due to when Kafka had it for the workers, by the broker's"
                            + " clock");
    public static final Metric LADDER_TIMERS =
            Metric.gauge(
                    "towpath.gateway.ladder.timers",
                    "",
                    "Jobs due within seconds, in this gateway's memory");
    public static final Metric LADDER_HEADS =
            Metric.gauge(
                    "towpath.gateway.ladder.heads",
                    "",
                    "Jobs at the head of this gateway's rungs, in its memory");
    public static final Metric LADDER_BYTES =
            Metric.gauge(
                    "towpath.gateway.ladder.bytes", "bytes", "Heap of these two kinds of jobs");
    public static final Metric LADDER_REJECTED =
            Metric.counter(
                    "towpath.gateway.ladder.rejected",
                    "Records on a rung that are no jobs, or whose queue does not exist",
                    "code");

    public static final Metric DEAD_LEFT =
            Metric.gauge(
                    "towpath.gateway.dead.left",
                    "seconds",
                    "Until Kafka may delete a queue's oldest dead letter that waits for somebody;"
                            + " NaN where none does. Every gateway says the same",
                    "queue");

    public static final Metric OUTBOX_SENT =
            Metric.counter(
                    "towpath.gateway.outbox.sent",
                    "Rows of the outbox that became jobs and were deleted");
    public static final Metric OUTBOX_REFUSED =
            Metric.counter(
                    "towpath.gateway.outbox.refused",
                    "Rows of the outbox that can be no jobs; they stay, with their `error`",
                    "code");
    public static final Metric OUTBOX_AGE =
            Metric.gauge(
                    "towpath.gateway.outbox.age",
                    "seconds",
                    "How long the oldest row of the outbox has waited that is not refused; 0 when"
                            + " none waits. Every gateway says the same");
    public static final Metric OUTBOX_CONNECTED =
            Metric.gauge(
                    "towpath.gateway.outbox.connected",
                    "",
                    "1 when the outbox's rows can be fetched, else 0; NaN where there is no"
                            + " outbox");

    /// All of them, in the order of the docs.
    public static final List<Metric> ALL =
            List.of(
                    REQUESTS,
                    ACCEPTED,
                    DUPLICATES,
                    REFUSED,
                    UNKNOWN,
                    ENQUEUE,
                    IN_FLIGHT,
                    CONNECTIONS,
                    LEDGER_JOBS,
                    LEDGER_BYTES,
                    LEDGER_LOADED,
                    LADDER_WAITING,
                    LADDER_MOVED,
                    LADDER_LATE,
                    LADDER_TIMERS,
                    LADDER_HEADS,
                    LADDER_BYTES,
                    LADDER_REJECTED,
                    DEAD_LEFT,
                    OUTBOX_SENT,
                    OUTBOX_REFUSED,
                    OUTBOX_AGE,
                    OUTBOX_CONNECTED);

    /// The codes of what can be wrong with a record on a rung.
    private static final List<ErrorCode> REJECTIONS =
            List.of(
                    ErrorCode.HEADERS_MALFORMED,
                    ErrorCode.ENVELOPE_MISSING,
                    ErrorCode.ENVELOPE_MALFORMED,
                    ErrorCode.TOPIC_MISSING,
                    ErrorCode.TOPIC_UNSAFE);

    /// The codes of what can be wrong with a row of the outbox.
    private static final List<ErrorCode> ROW_REFUSALS =
            List.of(
                    ErrorCode.NOT_JSON,
                    ErrorCode.INVALID_REQUEST,
                    ErrorCode.INVALID_PAYLOAD,
                    ErrorCode.UNKNOWN_TYPE,
                    ErrorCode.UNKNOWN_QUEUE,
                    ErrorCode.FORBIDDEN,
                    ErrorCode.DEDUP_CONFLICT,
                    ErrorCode.PAYLOAD_TOO_LARGE,
                    ErrorCode.LINE_TOO_LONG,
                    ErrorCode.GATEWAY_FAULT);

    /// The media type of [#scrape()].
    public static final String MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final PrometheusMeterRegistry registry =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics gc = new JvmGcMetrics();
    private final Timer enqueue;
    private final Timer late;
    private final Counter movedToWorkers;
    private final Counter movedToRung;

    public GatewayMetrics() {
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        gc.bindTo(registry);
        this.enqueue =
                Timer.builder(ENQUEUE.name())
                        .description(ENQUEUE.doc())
                        .serviceLevelObjectives(buckets())
                        .register(registry);
        this.late =
                Timer.builder(LADDER_LATE.name())
                        .description(LADDER_LATE.doc())
                        .serviceLevelObjectives(buckets())
                        .register(registry);
        this.movedToWorkers = count(LADDER_MOVED, Tags.of("to", "express"));
        this.movedToRung = count(LADDER_MOVED, Tags.of("to", "rung"));
        count(UNKNOWN, Tags.empty()).increment(0);
        count(OUTBOX_SENT, Tags.empty()).increment(0);
        for (ErrorCode code : ROW_REFUSALS) {
            count(OUTBOX_REFUSED, Tags.of("code", code.code())).increment(0);
        }
        for (ErrorCode code : REJECTIONS) {
            count(LADDER_REJECTED, Tags.of("code", code.code())).increment(0);
        }
    }

    /// A request was answered.
    ///
    /// @param route such as `/v1/jobs/{id}`, never the path itself
    public void request(String method, String route, int status, Duration time) {
        Timer.builder(REQUESTS.name())
                .description(REQUESTS.doc())
                .tags("method", method, "route", route, "status", Integer.toString(status))
                .serviceLevelObjectives(buckets())
                .register(registry)
                .record(time);
    }

    /// Kafka confirmed a job.
    public void accepted(String type, Duration time) {
        count(ACCEPTED, Tags.of("type", type)).increment();
        enqueue.record(time);
    }

    public void duplicate(String type) {
        count(DUPLICATES, Tags.of("type", type)).increment();
    }

    public void refused(ErrorCode code) {
        count(REFUSED, Tags.of("code", code.code())).increment();
    }

    public void unknown() {
        count(UNKNOWN, Tags.empty()).increment();
    }

    /// A job went on to the workers.
    ///
    /// @param time how long after it was due Kafka had it
    public void due(Duration time) {
        movedToWorkers.increment();
        late.record(time);
    }

    /// A job went on to another rung.
    public void movedToRung() {
        movedToRung.increment();
    }

    /// A record on a rung was no job, or had no place to go.
    public void rejected(ErrorCode code) {
        count(LADDER_REJECTED, Tags.of("code", code.code())).increment();
    }

    /// Rows of the outbox became jobs.
    public void outboxSent(int rows) {
        count(OUTBOX_SENT, Tags.empty()).increment(rows);
    }

    /// A row of the outbox can be no job.
    public void outboxRefused(ErrorCode code) {
        count(OUTBOX_REFUSED, Tags.of("code", code.code())).increment();
    }

    /// Shows a number that somebody else keeps.
    public void gauge(Metric metric, Supplier<Number> value) {
        gauge(metric, Tags.empty(), value);
    }

    /// Shows a number for one value of the metric's only label.
    public void gauge(Metric metric, String label, Supplier<Number> value) {
        gauge(metric, Tags.of(metric.labels().getFirst(), label), value);
    }

    private void gauge(Metric metric, Tags tags, Supplier<Number> value) {
        Gauge.builder(metric.name(), value)
                .description(metric.doc())
                .tags(tags)
                .baseUnit(metric.unit().isEmpty() ? null : metric.unit())
                .register(registry);
    }

    /// All metrics as Prometheus reads them.
    public String scrape() {
        return registry.scrape();
    }

    /// For those who gather the metrics of several parts in one place.
    public MeterRegistry registry() {
        return registry;
    }

    @Override
    public void close() {
        gc.close();
        registry.close();
    }

    private Counter count(Metric metric, Tags tags) {
        return Counter.builder(metric.name())
                .description(metric.doc())
                .tags(tags)
                .register(registry);
    }

    private static Duration[] buckets() {
        return new Duration[] {
            Duration.ofMillis(1),
            Duration.ofMillis(2),
            Duration.ofMillis(5),
            Duration.ofMillis(10),
            Duration.ofMillis(25),
            Duration.ofMillis(50),
            Duration.ofMillis(100),
            Duration.ofMillis(250),
            Duration.ofSeconds(1),
            Duration.ofSeconds(5)
        };
    }
}
