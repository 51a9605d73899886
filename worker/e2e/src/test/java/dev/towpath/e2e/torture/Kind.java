package dev.towpath.e2e.torture;

import java.util.Locale;

/// What can go wrong.
enum Kind {
    KILL_WORKER(Victim.WORKER, "kill -9 of a worker, at a step of a handler"),
    FREEZE_WORKER(Victim.WORKER, "a worker stands still for longer than its session"),
    WRONG_CLOCK(Victim.WORKER, "a worker whose clock is an hour ahead or behind"),
    REBALANCE_STORM(Victim.WORKER, "workers come and go every few seconds"),
    KILL_GATEWAY(Victim.GATEWAY, "kill -9 of a gateway"),
    FREEZE_GATEWAY(Victim.GATEWAY, "a gateway stands still"),
    RESTART_GATEWAY(Victim.GATEWAY, "a gateway is stopped and started"),
    KILL_LEADER(Victim.BROKER, "kill -9 of the broker that leads a jobs partition"),
    KILL_GROUP_COORDINATOR(Victim.BROKER, "kill -9 of the broker that coordinates the group"),
    KILL_TRANSACTION_COORDINATOR(
            Victim.BROKER, "kill -9 of the broker that coordinates most of the transactions"),
    FREEZE_BROKER(Victim.BROKER, "a broker stands still"),
    ROLLING_RESTART(Victim.BROKER, "a broker is stopped and started as in an upgrade"),
    BLACKHOLE(Victim.BROKER, "nothing passes to or from a broker, and comes late"),
    REQUESTS_LOST(Victim.BROKER, "what is sent to a broker gets lost"),
    ANSWERS_LOST(Victim.BROKER, "a broker does what it is asked, and its answers get lost"),
    ANSWERS_HELD(Victim.BROKER, "a broker does what it is asked, and its answers come late"),
    SLOW_LINK(Victim.BROKER, "all that passes to and from a broker takes longer"),
    CUT_LINK(Victim.BROKER, "connections to a broker are cut again and again"),
    POISON(Victim.RECORDS, "records that are no jobs, huge, empty or torn, in the jobs log"),
    REPEATED_RECORDS(Victim.RECORDS, "records of the jobs log are written again"),
    NOTHING(Victim.NOBODY, "nothing");

    /// Whom it hits. Two faults at a time never hit the same.
    enum Victim {
        WORKER,
        GATEWAY,
        BROKER,
        RECORDS,
        NOBODY
    }

    final Victim victim;
    final String says;

    Kind(Victim victim, String says) {
        this.victim = victim;
        this.says = says;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
