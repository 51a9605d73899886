package dev.towpath.push;

import dev.towpath.schemas.id.JobId;
import dev.towpath.worker.handler.Emission;
import dev.towpath.worker.handler.Fence;
import dev.towpath.worker.handler.JobContext;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// One attempt of a job, which keeps what its handler says.
final class OneJob implements JobContext {
    static final String ID = "default_0_01hf7yat0004hmasw9nf6ysjdk";

    private static final JobId ANY = JobId.parse(ID).orElseThrow();

    final List<Emission> emitted = new ArrayList<>();
    final List<String> checkpoints = new ArrayList<>();
    double progress;
    String noted = "";
    String note = "";
    String deployment = "dpl_1";
    Duration timeout = Duration.ofSeconds(20);
    private final Instant made = Instant.now();
    private final JobId id;
    private final Fence fence;

    OneJob() {
        this(ID, "7.0.1");
    }

    OneJob(String id, String fence) {
        this.id = JobId.parse(id).orElse(ANY);
        String[] numbers = fence.split("\\.", -1);
        this.fence =
                new Fence(
                        Long.parseLong(numbers[0]),
                        Integer.parseInt(numbers[1]),
                        Integer.parseInt(numbers[2]));
    }

    @Override
    public JobId id() {
        return id;
    }

    @Override
    public String type() {
        return "article.publish";
    }

    @Override
    public String client() {
        return "site";
    }

    @Override
    public String group() {
        return "article-42";
    }

    @Override
    public String dedupKey() {
        return "article-42-v7";
    }

    @Override
    public String batch() {
        return "";
    }

    @Override
    public List<String> tags() {
        return List.of("a", "b");
    }

    @Override
    public String deployment() {
        return deployment;
    }

    @Override
    public String traceParent() {
        return "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    }

    @Override
    public int attempt() {
        return fence.attempt();
    }

    @Override
    public int generation() {
        return fence.generation();
    }

    @Override
    public Fence fence() {
        return fence;
    }

    @Override
    public Instant deadline() {
        return made.plus(timeout);
    }

    @Override
    public Instant acceptedAt() {
        return Instant.parse("2026-11-22T01:00:00Z");
    }

    @Override
    public Duration window() {
        return Duration.ofDays(1);
    }

    @Override
    public long checksum() {
        return -1234567890123456789L;
    }

    @Override
    public boolean forced() {
        return false;
    }

    @Override
    public void progress(double part, String what) {
        progress = part;
        note = what;
    }

    @Override
    public void note(String text) {
        noted = text;
    }

    @Override
    public String cursor() {
        return "";
    }

    @Override
    public void checkpoint(String cursor) {
        checkpoints.add(cursor);
    }

    @Override
    public void emit(Emission emission) {
        emitted.add(emission);
    }
}
