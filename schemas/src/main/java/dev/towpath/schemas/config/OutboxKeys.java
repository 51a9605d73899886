package dev.towpath.schemas.config;

/// The keys of the outbox.
final class OutboxKeys {
    static final int BATCH = 100;
    static final int POLL_SECONDS = 1;

    private OutboxKeys() {}

    static void addTo(ConfigKeys list) {
        list.section(
                "gateway.outbox",
                "The outbox: jobs that your site writes into a table of its own PostgreSQL, in its"
                        + " own transactions ([how](nextjs.md#in-the-same-transaction)). Off"
                        + " without a `url`.");
        list.may(
                "gateway.outbox.url",
                new Kind.Hidden(
                        "a URL of PostgreSQL: postgres://user:password@host:port/database, or"
                                + " jdbc:postgresql://host:port/database",
                        "postgres://… or jdbc:postgresql://…",
                        "",
                        DatabaseLogin::isUrl),
                "The database with the table `towpath_outbox`. Never printed, because most such"
                        + " URLs hold a password.");
        list.may(
                "gateway.outbox.user",
                anyText(),
                "Who logs in, in place of the user in the URL. Never printed.");
        list.may(
                "gateway.outbox.password",
                anyText(),
                "The password, in place of the one in the URL. Never printed.");
        list.key(
                "gateway.outbox.client",
                Kind.Text.of("the name of a client", "", "(" + ConfigKeys.CLIENT_NAME + ")?"),
                "",
                "Whose jobs they are, one of `clients` with the scope `submit`: ids, dedup keys and"
                        + " what may be submitted are as if it had posted them. Must be said with a"
                        + " `url`.");
        list.key(
                "gateway.outbox.batch",
                new Kind.Whole(1, 10_000, "rows"),
                Integer.toString(BATCH),
                "How many rows are sent in one transaction.");
        list.key(
                "gateway.outbox.poll",
                Span.of("10ms", "1m"),
                POLL_SECONDS + "s",
                "How often rows are looked for when no NOTIFY tells of them.");
    }

    private static Kind anyText() {
        return new Kind.Hidden(
                "a text that is not empty", "not empty", "", text -> !text.isEmpty());
    }
}
