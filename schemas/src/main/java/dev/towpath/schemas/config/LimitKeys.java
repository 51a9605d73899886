package dev.towpath.schemas.config;

/// The keys of a type that limit its jobs, and those of the targets.
final class LimitKeys {
    private static final Kind JOBS = new Kind.Whole(1, 1_000_000, "jobs");
    private static final Kind JOBS_OR_NONE = new Kind.Whole(0, 1_000_000, "jobs");

    private LimitKeys() {}

    static void addTo(ConfigKeys list) {
        list.key(
                "types.<type>.maxInFlight",
                JOBS,
                "200",
                "How many of its jobs one worker runs at a time.");
        list.key(
                "types.<type>.maxInFlightTotal",
                JOBS_OR_NONE,
                "0",
                "How many of its jobs all workers together run at a time; 0 for no such limit."
                        + " While workers come and go it may be passed for some seconds.");
        list.key(
                "types.<type>.maxInFlightPerGroup",
                JOBS_OR_NONE,
                "0",
                "How many jobs of one group run at a time where `order` is `none`; 0 for no such"
                        + " limit.");
        list.key(
                "types.<type>.rate",
                Kind.Text.of(
                        "a rate such as 50/s, 200/m or 1000/h, or unlimited",
                        "such as 50/s, 200/m, 1000/h",
                        Rate.FORM),
                Rate.WORD,
                "How many of its jobs all workers together begin in a second, a minute or an"
                        + " hour.");
        list.key(
                "types.<type>.target",
                Kind.Text.of(
                        "the name of a target, or nothing",
                        "",
                        "(" + ConfigKeys.TARGET_NAME + ")?"),
                "",
                "What its handlers depend on, one of `targets`: its jobs are held while that is"
                        + " out.");
    }

    static void addTargetsTo(ConfigKeys list) {
        list.section(
                "targets",
                "What handlers depend on, such as hosts and databases, by name. A worker that sees"
                        + " one fail holds the jobs of all its types without blame, and tries a few"
                        + " of them now and then.");
        list.section("targets.<target>", "One target: 1 to 64 of a-z 0-9 . - as its name.");
        list.key(
                "targets.<target>.maxInFlight",
                JOBS,
                "1000",
                "How many jobs of all its types one worker runs at a time.");
        list.key(
                "targets.<target>.failurePercent",
                new Kind.Whole(0, 100, "percent"),
                "80",
                "How many of the last attempts have to fail before it is taken to be out; 0 for"
                        + " never.");
        list.key(
                "targets.<target>.window",
                new Kind.Whole(1, 10_000, "attempts"),
                "20",
                "How many attempts are looked at.");
        list.key(
                "targets.<target>.probeAfter",
                Span.of("100ms", "1h"),
                "15s",
                "How long nothing is tried when it is out, before a few jobs are.");
        list.key(
                "targets.<target>.adaptive",
                new Kind.Flag(),
                "true",
                "Whether fewer jobs than `maxInFlight` run while it shows that so many are too"
                        + " much: it begins with 64, which double while all goes well.");
        PushKeys.addTo(list);
    }
}
