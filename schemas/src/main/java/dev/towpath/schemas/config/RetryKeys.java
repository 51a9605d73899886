package dev.towpath.schemas.config;

/// The keys of what becomes of a job whose attempt failed.
final class RetryKeys {
    private RetryKeys() {}

    static void addTo(ConfigKeys list) {
        list.key(
                "types.<type>.backoff",
                Span.of("1ms", "1d"),
                "1s",
                "The pause before the second attempt.");
        list.key(
                "types.<type>.backoffFactor",
                new Kind.Whole(1, 100, ""),
                "4",
                "How many times longer each further pause is.");
        list.key("types.<type>.backoffMax", Span.of("1ms", "1d"), "1h", "The longest pause.");
        list.key(
                "types.<type>.jitter",
                ConfigKeys.words(Jitter.values()),
                ConfigKeys.word(Jitter.FULL),
                "How much of a pause is left to chance, so that jobs that failed together do"
                        + " not come back together: `full` anything up to the whole pause, `half`"
                        + " half of it to the whole, `none` nothing.");
        list.key(
                "types.<type>.maxAge",
                Span.of("1s", "365d"),
                "7d",
                "How long after it was accepted a job may still be tried again.");
        list.key(
                "types.<type>.finalErrors",
                new Kind.Many(
                        Kind.Text.of(
                                "the full name of a Java class",
                                "",
                                "[A-Za-z_$][\\w$]*(\\.[A-Za-z_$][\\w$]*){0,40}")),
                "",
                "Errors that no further attempt can mend, by the full name of their class or"
                        + " of one that it extends: the job is dead at once.");
        list.key(
                "types.<type>.maxCrashes",
                new Kind.Whole(1, 100, "crashes"),
                "3",
                "How many workers may die with a job before it is dead.");
    }
}
