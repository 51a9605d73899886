package dev.towpath.testkit.manual;

import dev.towpath.schemas.id.JobId;
import dev.towpath.worker.run.Attempt;

/// What the record of a submitted job would hold.
final class Entry implements Attempt.Content {
    private final JobId id;
    private final byte[] payload;
    private final String group;

    /// @param group empty for none
    Entry(JobId id, byte[] payload, String group) {
        this.id = id;
        this.payload = payload;
        this.group = group;
    }

    JobId id() {
        return id;
    }

    @Override
    public byte[] payload() {
        return payload;
    }

    @Override
    public String group() {
        return group;
    }

    @Override
    public String traceParent() {
        return "";
    }
}
