package dev.towpath.bench.suite;

import java.util.Locale;

/// What is measured. Each has one row for each entrant, and one picture.
enum Measure {
    READ_NO_OP("No-op jobs, all keys distinct", "jobs/s", Better.MORE),
    READ_NO_OP_ZIPF(
            "No-op jobs in the order of 10,000 groups, by Zipf's law", "jobs/s", Better.MORE),
    READ_1_MS("Jobs of 1 ms, up to 1,000 in flight", "jobs/s", Better.MORE),
    READ_10_MS("Jobs of 10 ms, up to 1,000 in flight", "jobs/s", Better.MORE),
    READ_10_MS_ZIPF(
            "Jobs of 10 ms in the order of 10,000 groups, by Zipf's law", "jobs/s", Better.MORE),
    READ_100_MS("Jobs of 100 ms, up to 1,000 in flight", "jobs/s", Better.MORE),
    READ_50_US("Jobs of about 50 µs of processor time", "jobs/s", Better.MORE),

    ENQUEUE(
            "Enqueue one by one from Node, 32 callers, each stored before it returns",
            "jobs/s",
            Better.MORE),
    ENQUEUE_BULK("Enqueue in bulk", "jobs/s", Better.MORE),
    DRAIN("Drain 200,000 no-op jobs, by workers that are warm", "jobs/s", Better.MORE),
    LATENCY_500("Enqueue → start at 500 jobs/s, 99th percentile", "ms", Better.LESS),
    LATENCY_500_MEDIAN("Enqueue → start at 500 jobs/s, median", "ms", Better.LESS),
    LATENCY_2000("Enqueue → start at 2,000 jobs/s, 99th percentile", "ms", Better.LESS),
    LATENCY_2000_MEDIAN("Enqueue → start at 2,000 jobs/s, median", "ms", Better.LESS),
    RETRY("A retry after 1 s behind a backlog: how late, 99th percentile", "ms", Better.LESS),

    BACKLOG_RATE("Drain rate by backlog", "jobs/s", Better.MORE),
    BACKLOG_MEMORY("Memory of the worker's process after that backlog", "MB", Better.LESS),
    RESTORE("Restore of a ledger partition by its keys", "marks/s", Better.MORE),
    LEDGER_HEAP("Heap of the ledger's table by its keys", "MB", Better.LESS),
    LADDER_MEMORY("Growth of the gateway's process by jobs that wait", "MB", Better.LESS),
    UPLOAD_MEMORY(
            "Peak of the gateway's process during one NDJSON upload, by lines", "MB", Better.LESS),
    PARTITIONS("No-op jobs by partitions", "jobs/s", Better.MORE),
    TYPES("No-op jobs by job types", "jobs/s", Better.MORE),

    PROFILE("What the processor time of a no-op job is made of", "µs/job", Better.LESS),

    COLD_START("Process start → first job done, after a clean stop", "ms", Better.LESS),

    STEP_TIME("Steps of the engine, time", "ns/job", Better.LESS),
    STEP_ALLOCATION("Steps of the engine, allocation", "bytes/job", Better.LESS);

    final String title;
    final String unit;
    final Better better;

    Measure(String title, String unit, Better better) {
        this.title = title;
        this.unit = unit;
        this.better = better;
    }

    /// Which of two figures is the better one.
    enum Better {
        MORE,
        LESS
    }

    /// As part of a file's name.
    String slug() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
