package dev.towpath.schemas.topic;

/// The names of all topics under one prefix. The prefix carries the environment.
///
/// @param prefix such as `towpath.`; 1 to 100 of `a-z 0-9 . -`, ending with a dot
public record TopicNames(String prefix) {
    public static final String DEFAULT_PREFIX = "towpath.";

    public TopicNames {
        if (!prefix.matches("[a-z0-9][a-z0-9.-]{0,98}\\.")) {
            throw new IllegalArgumentException(
                    "expected a prefix of 2 to 100 of a-z 0-9 . - that ends with a dot, got '"
                            + prefix
                            + "'");
        }
    }

    /// Jobs as they came.
    public String jobs(String queue) {
        return prefix + "jobs." + queue;
    }

    /// Marks, keyed by job id.
    public String ledger(String queue) {
        return prefix + "ledger." + queue;
    }

    /// What must not stand in line: due jobs and retries, cancels. Same partitions as the jobs,
    /// read by whoever owns the partition of the same number there.
    public String express(String queue) {
        return prefix + "express." + queue;
    }

    /// Jobs that are not due yet, on one rung of the ladder.
    public String delay(Rung rung) {
        return prefix + "delay." + rung.word();
    }

    /// Dead letters.
    public String dead(String queue) {
        return prefix + "dead." + queue;
    }

    /// What came of each attempt, for people.
    public String history(String queue) {
        return prefix + "history." + queue;
    }

    /// Payload schemas by fingerprint, plans of replays, pauses, limits.
    public String control() {
        return prefix + "control";
    }

    /// Each gateway and worker, once a second.
    public String presence() {
        return prefix + "presence";
    }

    /// Who did what to which jobs.
    public String audit() {
        return prefix + "audit";
    }

    /// The consumer group of the gateways that move jobs down the ladder.
    public String ladderGroup() {
        return prefix + "ladder";
    }

    /// The consumer group of the workers.
    public String workerGroup() {
        return prefix + "workers";
    }
}
