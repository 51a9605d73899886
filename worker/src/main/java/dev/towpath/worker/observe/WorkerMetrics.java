package dev.towpath.worker.observe;

import dev.towpath.schemas.ledger.State;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// The metrics of a worker: every name is here, and docs/metrics.md lists them.
public final class WorkerMetrics {
    /// Jobs settled. Tags: queue, type, state.
    public static final String SETTLED = "towpath.worker.jobs.settled";

    /// Jobs put back to run later. Tags: queue, type, kind (retry, snooze, held).
    public static final String PUT_BACK = "towpath.worker.jobs.putback";

    /// Records passed over because their job is known. Tags: queue, type, kind (copy, redelivered).
    public static final String SKIPPED = "towpath.worker.jobs.skipped";

    /// Records that are no jobs, sent to the dead letters. Tags: queue, code.
    public static final String REJECTED = "towpath.worker.records.rejected";

    /// Attempts that the history topic does not tell of, because Kafka was slow or away.
    public static final String HISTORY_DROPPED = "towpath.worker.history.dropped";

    /// From accepted by the gateway to the start of the first attempt. Tags: queue, type.
    public static final String WAITED = "towpath.worker.jobs.wait";

    /// From the start of an attempt to its end. Tags: queue, type.
    public static final String RAN = "towpath.worker.jobs.run";

    /// One flush, from hand-over to committed.
    public static final String FLUSH = "towpath.worker.flush";

    /// Flushes that were not committed and are made again.
    public static final String FLUSH_FAILED = "towpath.worker.flush.failed";

    /// Alarms. Tag: code.
    public static final String ALARMS = "towpath.worker.alarms";

    /// Handlers that ignored their interrupt and were given up.
    public static final String ABANDONED = "towpath.worker.handlers.abandoned";

    /// Jobs that run now.
    public static final String IN_FLIGHT = "towpath.worker.jobs.inflight";

    /// Jobs in memory that wait or run.
    public static final String UNSETTLED = "towpath.worker.jobs.unsettled";

    /// Jobs that no handler of this worker can take.
    public static final String HELD = "towpath.worker.jobs.held";

    /// Results that are not committed yet.
    public static final String UNFLUSHED = "towpath.worker.jobs.unflushed";

    /// Queues and types that are kept back because they are paused.
    public static final String GATES = "towpath.worker.gates.closed";

    /// Jobs of a target that may run just now. Tag: target.
    public static final String TARGET_ROOM = "towpath.worker.target.room";

    /// Jobs of a target that run now. Tag: target.
    public static final String TARGET_IN_FLIGHT = "towpath.worker.target.inflight";

    /// Partitions that are open in this worker.
    public static final String PARTITIONS = "towpath.worker.partitions";

    /// Ids that the ledger tables remember.
    public static final String LEDGER_IDS = "towpath.worker.ledger.ids";

    /// Heap of the ledger tables, in bytes.
    public static final String LEDGER_BYTES = "towpath.worker.ledger.bytes";

    /// Marks read at the last opening of a partition.
    public static final String RESTORED = "towpath.worker.ledger.restored";

    static final int MAX_TYPES = 1_000;
    private static final String OTHER = "other";

    private final MeterRegistry registry;
    private final Map<List<String>, Counter> counters = new ConcurrentHashMap<>();
    private final Map<List<String>, Timer> timers = new ConcurrentHashMap<>();
    private final Map<List<String>, AtomicLong> gauges = new ConcurrentHashMap<>();
    private final Map<String, Boolean> types = new ConcurrentHashMap<>();

    public WorkerMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    /// The meters of one type of one queue.
    OfType ofType(String queue, String type) {
        String name = known(type);
        Timer waited = timer(WAITED, "queue", queue, "type", name);
        Timer ran = timer(RAN, "queue", queue, "type", name);
        Map<State, Counter> settled = new EnumMap<>(State.class);
        for (State state : State.values()) {
            if (state.isEnd()) {
                settled.put(
                        state,
                        counter(SETTLED, "queue", queue, "type", name, "state", state.word()));
            }
        }
        return new OfType(
                waited,
                ran,
                settled,
                counter(PUT_BACK, "queue", queue, "type", name, "kind", "retry"),
                counter(PUT_BACK, "queue", queue, "type", name, "kind", "snooze"),
                counter(PUT_BACK, "queue", queue, "type", name, "kind", "held"),
                counter(SKIPPED, "queue", queue, "type", name, "kind", "copy"),
                counter(SKIPPED, "queue", queue, "type", name, "kind", "redelivered"));
    }

    /// The meters of one type, looked up once.
    record OfType(
            Timer waited,
            Timer ran,
            Map<State, Counter> settled,
            Counter retries,
            Counter snoozes,
            Counter held,
            Counter copies,
            Counter redelivered) {}

    public void rejected(String queue, String code) {
        counter(REJECTED, "queue", queue, "code", code).increment();
    }

    public void flushed(long nanos, boolean committed) {
        if (committed) {
            timer(FLUSH).record(nanos, TimeUnit.NANOSECONDS);
        } else {
            counter(FLUSH_FAILED).increment();
        }
    }

    public void alarm(String code) {
        counter(ALARMS, "code", code).increment();
    }

    /// May be called by any thread.
    public void historyDropped(long attempts) {
        counter(HISTORY_DROPPED).increment((double) attempts);
    }

    public void abandoned() {
        counter(ABANDONED).increment();
    }

    public void restored(long marks) {
        counter(RESTORED).increment((double) marks);
    }

    /// Sets one of the values that are looked at from time to time.
    ///
    /// @param tags names and values in turn
    public void gauge(String name, long value, String... tags) {
        List<String> key = key(name, tags);
        AtomicLong gauge = gauges.get(key);
        if (gauge == null) {
            gauge = new AtomicLong();
            gauges.put(key, gauge);
            registry.gauge(name, Tags.of(tags), gauge);
        }
        gauge.set(value);
    }

    /// A type may come from anybody's record: beyond a thousand of them all are one.
    private String known(String type) {
        if (types.containsKey(type)) {
            return type;
        }
        if (types.size() >= MAX_TYPES) {
            return OTHER;
        }
        types.put(type, true);
        return type;
    }

    private Counter counter(String name, String... tags) {
        List<String> key = key(name, tags);
        Counter counter = counters.get(key);
        if (counter == null) {
            counter = registry.counter(name, tags);
            counters.put(key, counter);
        }
        return counter;
    }

    private Timer timer(String name, String... tags) {
        List<String> key = key(name, tags);
        Timer timer = timers.get(key);
        if (timer == null) {
            timer =
                    Timer.builder(name)
                            .tags(tags)
                            .publishPercentileHistogram()
                            .minimumExpectedValue(Duration.ofMillis(1))
                            .maximumExpectedValue(Duration.ofMinutes(10))
                            .register(registry);
            timers.put(key, timer);
        }
        return timer;
    }

    private static List<String> key(String name, String... tags) {
        String[] key = new String[tags.length + 1];
        key[0] = name;
        System.arraycopy(tags, 0, key, 1, tags.length);
        return List.of(key);
    }
}
