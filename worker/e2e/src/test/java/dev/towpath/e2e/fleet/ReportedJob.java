package dev.towpath.e2e.fleet;

import dev.towpath.schemas.id.JobId;
import dev.towpath.worker.handler.Emission;
import dev.towpath.worker.handler.Fence;
import dev.towpath.worker.handler.JobContext;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// A job as far as a worker's handler reports it.
record ReportedJob(Report report) implements JobContext {
    @Override
    public JobId id() {
        return JobId.parse(report.job()).orElseThrow();
    }

    @Override
    public String type() {
        return report.type();
    }

    @Override
    public Fence fence() {
        return report.fence();
    }

    @Override
    public int attempt() {
        return report.fence().attempt();
    }

    @Override
    public int generation() {
        return report.fence().generation();
    }

    @Override
    public long checksum() {
        return report.payload().hashCode();
    }

    /// Nobody submits a key again after its window here.
    @Override
    public Instant acceptedAt() {
        return Instant.EPOCH;
    }

    @Override
    public Duration window() {
        return Duration.ZERO;
    }

    @Override
    public boolean forced() {
        return false;
    }

    @Override
    public String client() {
        return "";
    }

    @Override
    public String group() {
        return "";
    }

    @Override
    public String dedupKey() {
        return "";
    }

    @Override
    public String batch() {
        return "";
    }

    @Override
    public List<String> tags() {
        return List.of();
    }

    @Override
    public String deployment() {
        return "";
    }

    @Override
    public String traceParent() {
        return "";
    }

    @Override
    public Instant deadline() {
        return Instant.MAX;
    }

    @Override
    public String cursor() {
        return "";
    }

    @Override
    public void progress(double part, String note) {
        throw nobody();
    }

    @Override
    public void note(String text) {
        throw nobody();
    }

    @Override
    public void checkpoint(String cursor) {
        throw nobody();
    }

    @Override
    public void emit(Emission emission) {
        throw nobody();
    }

    private static UnsupportedOperationException nobody() {
        return new UnsupportedOperationException("no handler runs here");
    }
}
