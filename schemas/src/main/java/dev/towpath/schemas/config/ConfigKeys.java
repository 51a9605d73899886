package dev.towpath.schemas.config;

import dev.towpath.schemas.id.JobIdIssuer;
import dev.towpath.schemas.topic.TopicNames;
import dev.towpath.schemas.wire.JobHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// The one list of keys. The reader, the built-in values, the bounds in the records, the JSON
/// Schema, the table in docs/configuration.md and did-you-mean all come from it.
final class ConfigKeys {
    /// The queue that there is when the file names none.
    static final String BUILT_IN_QUEUE = "default";

    /// The form of queue names, as [dev.towpath.schemas.id.JobId#isQueueName] says it.
    static final String QUEUE_NAME = "[a-z0-9]([a-z0-9.-]{0,62}[a-z0-9])?";

    static final String TYPE_NAME = JobHeaders.TYPE_NAME;
    static final String TARGET_NAME = QUEUE_NAME;
    static final String CLIENT_NAME = "[a-z0-9][a-z0-9-]{0,63}";

    private static final String HASH = "[0-9a-f]{64}";
    private static final String SERVER = "(\\[[0-9A-Fa-f:.]+\\]|[A-Za-z0-9._-]+):[0-9]{1,5}";

    private static final Kind HOST =
            Kind.Text.of("a host name or an address", "", "[A-Za-z0-9._:-]{1,253}");
    private static final Kind PATH = Kind.Text.of("a path", "", "[^\\x00\\n\\r]{1,1000}");
    private static final Kind PORT = new Kind.Whole(0, 65_535, "");
    private static final Kind QUEUE = Kind.Text.of("the name of a queue", "", QUEUE_NAME);
    private static final Kind PAYLOAD = Size.of("1B", "768KiB");
    private static final Kind MEMORY = Size.of("1KiB", "1TiB");
    private static final Kind LONG_TIME = Span.of("1m", "3650d");

    private static final List<Key> ALL = all();
    private static final Map<String, Key> BY_PATH =
            ALL.stream().collect(Collectors.toUnmodifiableMap(Key::path, key -> key));

    private final List<Key> keys = new ArrayList<>();

    private ConfigKeys() {}

    /// All keys, in the order in which they are documented and shown.
    static List<Key> list() {
        return ALL;
    }

    /// The key of a path, such as `gateway.port` or `queues.<queue>.partitions`.
    static Key get(String path) {
        Key key = BY_PATH.get(path);
        if (key == null) {
            throw new IllegalArgumentException("no key " + path);
        }
        return key;
    }

    private static List<Key> all() {
        ConfigKeys list = new ConfigKeys();
        list.top();
        list.kafka();
        list.queues();
        list.types();
        LimitKeys.addTargetsTo(list);
        list.clients();
        list.gateway();
        OutboxKeys.addTo(list);
        list.worker();
        return List.copyOf(list.keys);
    }

    private void top() {
        key(
                "prefix",
                Kind.Text.of(
                        "2 to 100 of a-z 0-9 . - that end with a dot",
                        "2 to 100 of a-z 0-9 . - that end with a dot",
                        "[a-z0-9][a-z0-9.-]{0,98}\\."),
                TopicNames.DEFAULT_PREFIX,
                "What the names of all topics begin with. It carries the environment:"
                        + " `shop.staging.`.");
        must(
                "secret",
                Kind.Hidden.ofBytes(JobIdIssuer.MIN_SECRET_BYTES),
                "The installation's secret, the same in every gateway and worker. Job ids"
                        + " are made with it: changing it makes old ids unknown and lets"
                        + " dedup keys take effect again. Never printed.");
        key(
                "schemas",
                PATH,
                "schemas",
                "The folder of payload schemas, relative to the file; `<type>.avsc` is the"
                        + " schema of a type.");
    }

    private void kafka() {
        section("kafka", "How Kafka is reached.");
        key(
                "kafka.bootstrap",
                Kind.Text.of(
                        "host:port, or several with commas between",
                        "host:port, …",
                        SERVER + "(\\s*,\\s*" + SERVER + ")*"),
                "127.0.0.1:9092",
                "One or more brokers to begin with.");
        key(
                "kafka.groupProtocol",
                words(GroupProtocol.values()),
                word(GroupProtocol.AUTO),
                "How workers share out the partitions: `consumer` is KIP-848, `classic` is"
                        + " cooperative-sticky, `auto` takes the first where the broker has"
                        + " it.");
        section(
                "kafka.properties",
                "Further properties of Kafka's clients, by Kafka's names: `security.*`,"
                        + " `sasl.*`, `ssl.*`, `reconnect.*`, `socket.*` and a few more."
                        + " Passwords among them are never printed.");
        keys.addAll(KafkaValue.keys());
    }

    private void queues() {
        section("queues", "The queues by name. Without this key there is one, `default`.");
        section("queues.<queue>", "One queue: 1 to 64 of a-z 0-9 . - as its name.");
        key(
                "queues.<queue>.partitions",
                new Kind.Whole(1, 1000, "partitions"),
                "6",
                "The partitions of each of its topics. Fixed for the queue's life, because"
                        + " ids and groups name their partition.");
        key(
                "queues.<queue>.weight",
                new Kind.Whole(1, 1000, ""),
                "1",
                "Its share against other queues when all have work.");
        key(
                "queues.<queue>.replication",
                new Kind.Whole(1, 9, "copies"),
                "3",
                "How many copies Kafka keeps of each partition. With 3, two must have a job"
                        + " before it is accepted; 1 is for one machine.");
        key(
                "queues.<queue>.retention",
                LONG_TIME,
                "7d",
                "How long Kafka keeps a job's record: longer than workers may ever be"
                        + " behind, or jobs are lost.");
        key(
                "queues.<queue>.ledgerRetention",
                LONG_TIME,
                "14d",
                "How long it is remembered what has become of a job: at least `retention`"
                        + " and the longest `dedupWindow` of the queue's types.");
        key("queues.<queue>.deadRetention", LONG_TIME, "30d", "How long a dead letter is kept.");
    }

    private void types() {
        section(
                "types",
                "The job types by name. What a type does not say is taken from `\"*\"`,"
                        + " then from the defaults here.");
        section(
                "types.<type>",
                "One job type: 1 to 128 of A-Z a-z 0-9 . _ - as its name; `\"*\"` says what"
                        + " holds for all.");
        key("types.<type>.queue", QUEUE, BUILT_IN_QUEUE, "The queue that its jobs go to.");
        key(
                "types.<type>.payload",
                words(PayloadKind.values()),
                word(PayloadKind.JSON),
                "How its payload is kept: `json` takes any JSON, `avro` takes what fits"
                        + " the type's schema.");
        key(
                "types.<type>.order",
                words(Order.values()),
                word(Order.NONE),
                "`group` runs one job of a group at a time, in the order in which they"
                        + " came, and one that failed steps aside until it is tried again;"
                        + " `strict` lets it hold its group until it has ended; `none` runs them"
                        + " side by side.");
        key(
                "types.<type>.attempts",
                new Kind.Whole(1, 1_000, ""),
                "5",
                "How often a job is tried before it is dead.");
        RetryKeys.addTo(this);
        key(
                "types.<type>.timeout",
                Span.of("1ms", "7d"),
                "60s",
                "How long one attempt may run before it is interrupted.");
        key(
                "types.<type>.dedupWindow",
                Span.of("1ms", "365d"),
                "24h",
                "How long a dedup key takes effect only once.");
        LimitKeys.addTo(this);
        key(
                "types.<type>.onDead",
                Kind.Text.of("the name of a type, or nothing", "", "(" + TYPE_NAME + ")?"),
                "",
                "The type of a job that is emitted when one of this type is dead, and tells of"
                        + " it.");
        keys.add(
                new Key(
                        List.of("types", TowpathConfig.ANY_TYPE, "allowUnknown"),
                        new Kind.Flag(),
                        Key.Need.FALLBACK,
                        "false",
                        "Whether jobs of types that are not named here are taken, with the values"
                                + " of `\"*\"`."));
    }

    private void clients() {
        section("clients", "Who may submit jobs, by name.");
        section("clients.<client>", "One client: 1 to 64 of a-z 0-9 - as its name.");
        keys.add(
                new Key(
                        List.of("clients", "<client>", "keys"),
                        new Kind.Section(true),
                        Key.Need.MAY,
                        "",
                        "Its API keys, known by their hashes alone."));
        must(
                "clients.<client>.keys.[].sha256",
                new Kind.Hidden(
                        "a SHA-256 as 64 hex digits in small letters, of the whole key" + " text",
                        "64 hex digits",
                        HASH,
                        text -> text.matches(HASH)),
                "The SHA-256 of the whole text of the key.");
        key(
                "clients.<client>.keys.[].revoked",
                new Kind.Flag(),
                "false",
                "Whether the key is refused.");
        key(
                "clients.<client>.scopes",
                new Kind.Many(words(Scope.values())),
                "submit,read",
                "What its keys may do.");
        key(
                "clients.<client>.queues",
                new Kind.Many(
                        Kind.Text.of(
                                "the name of a queue, or \"*\" for all", "", "\\*|" + QUEUE_NAME)),
                "*",
                "The queues that they may submit to.");
        key(
                "clients.<client>.types",
                new Kind.Many(
                        Kind.Text.of(
                                "the name of a type, or \"*\" for all", "", "\\*|" + TYPE_NAME)),
                "*",
                "The job types that they may submit.");
    }

    private void gateway() {
        section("gateway", "The gateway: where it listens, and its bounds.");
        key("gateway.host", HOST, "127.0.0.1", "The address that it listens on.");
        key("gateway.port", PORT, "8780", "The port; 0 takes one that is free.");
        key(
                "gateway.maxBody",
                Size.of("1B", "64MiB"),
                "1MiB",
                "The largest body of a request, other than a stream of lines.");
        key(
                "gateway.maxPayload",
                PAYLOAD,
                "256KiB",
                "The largest payload of one job. With its headers it has to fit into 1 MiB, which is what Kafka takes unless told otherwise.");
        key(
                "gateway.maxLine",
                Size.of("1B", "64MiB"),
                "512KiB",
                "The longest line of a stream of lines.");
        key(
                "gateway.enqueueTimeout",
                Span.of("1s", "10m"),
                "5s",
                "How long Kafka may take to confirm a job, before the answer is that the"
                        + " outcome is unknown.");
        key("gateway.bodyTimeout", Span.of("1ms", "1h"), "30s", "How long a body may stand still.");
        key(
                "gateway.maxInFlight",
                new Kind.Whole(1, 10_000_000, "jobs"),
                "10000",
                "How many jobs may wait for Kafka's confirmation at a time.");
        key(
                "gateway.ledgerMemory",
                MEMORY,
                "256MiB",
                "The heap for answering what has become of a job.");
    }

    private void worker() {
        section("worker", "The worker: where its metrics listen, and its bounds.");
        key("worker.host", HOST, "127.0.0.1", "The address that health and metrics listen on.");
        key("worker.port", PORT, "8781", "Their port; 0 takes one that is free.");
        key(
                "worker.maxInFlight",
                new Kind.Whole(1, 1_000_000, "jobs"),
                "1000",
                "How many jobs run at a time.");
        key(
                "worker.maxInFlightBytes",
                MEMORY,
                "64MiB",
                "The payload of the jobs that run at a time; at least" + " `gateway.maxPayload`.");
        key(
                "worker.bufferPerPartition",
                new Kind.Whole(1, 10_000_000, "jobs"),
                "5000",
                "How many jobs of a partition wait in memory.");
        key(
                "worker.bufferBytesPerPartition",
                MEMORY,
                "32MiB",
                "Their payload; at least `gateway.maxPayload`.");
        key(
                "worker.ledgerBytesPerPartition",
                MEMORY,
                "256MiB",
                "The heap for the ledger of a partition.");
        key(
                "worker.flushPause",
                Span.of("0ms", "10s"),
                "10ms",
                "The least time between two flushes of results.");
        key(
                "worker.maxUnflushed",
                new Kind.Whole(1, 10_000_000, "results"),
                "20000",
                "How many results may wait for a flush before nothing new starts.");
        key(
                "worker.drainTimeout",
                Span.of("0ms", "1h"),
                "20s",
                "How long a stopping worker lets its jobs run on.");
        key(
                "worker.maxChildren",
                new Kind.Whole(0, 1_000_000, "jobs"),
                "1000",
                "How many jobs one attempt may emit.");
        key(
                "worker.timeoutGrace",
                Span.of("0ms", "1h"),
                "5s",
                "How long an attempt past its timeout has to end when it is interrupted;"
                        + " then it is abandoned.");
        key(
                "worker.history",
                words(HistoryKept.values()),
                word(HistoryKept.NOTABLE),
                "Which attempts are written to the history: `notable` leaves out jobs that are"
                        + " done at their first attempt and whose handler noted nothing, of which"
                        + " the ledger says enough.");
        key(
                "worker.handlers",
                new Kind.Many(PATH),
                "",
                "Jars and folders with handlers, relative to the file, put on the class"
                        + " path.");
    }

    void key(String path, Kind kind, String fallback, String doc) {
        keys.add(new Key(List.of(path.split("\\.")), kind, Key.Need.FALLBACK, fallback, doc));
    }

    private void must(String path, Kind kind, String doc) {
        keys.add(new Key(List.of(path.split("\\.")), kind, Key.Need.MUST, "", doc));
    }

    void may(String path, Kind kind, String doc) {
        keys.add(new Key(List.of(path.split("\\.")), kind, Key.Need.MAY, "", doc));
    }

    void section(String path, String doc) {
        keys.add(
                new Key(
                        List.of(path.split("\\.")),
                        new Kind.Section(false),
                        Key.Need.MAY,
                        "",
                        doc));
    }

    static Kind.Word words(Enum<?>... constants) {
        return Kind.Word.of(constants);
    }

    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
