package dev.towpath.testkit.manual;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// A job that is about to be submitted to a [ManualWorker].
public final class NewJob {
    final ManualWorker worker;
    final String type;
    final String json;
    String client = "test";
    String group = "";
    String dedupKey = "";
    Duration delay = Duration.ZERO;
    long expiresAt;
    String batch = "";
    final List<String> tags = new ArrayList<>();

    NewJob(ManualWorker worker, String type, String json) {
        this.worker = worker;
        this.type = type;
        this.json = json;
    }

    public NewJob client(String name) {
        client = name;
        return this;
    }

    public NewJob group(String name) {
        group = name;
        return this;
    }

    public NewJob dedupKey(String key) {
        dedupKey = key;
        return this;
    }

    public NewJob delay(Duration time) {
        delay = time;
        return this;
    }

    public NewJob expires(Instant at) {
        expiresAt = at.toEpochMilli();
        return this;
    }

    public NewJob batch(String name) {
        batch = name;
        return this;
    }

    public NewJob tag(String tag) {
        tags.add(tag);
        return this;
    }

    /// Submits it. It runs with the next [ManualWorker#run()].
    ///
    /// @throws IllegalArgumentException when the payload is not what its type takes
    public ManualJob submit() {
        return worker.submit(this);
    }
}
