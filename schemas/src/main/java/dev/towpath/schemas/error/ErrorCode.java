package dev.towpath.schemas.error;

/// A stable code for one thing that can go wrong. The code never changes its meaning;
/// docs/errors.md lists all of them, and a test holds the two together.
///
/// 1xxx: a request was refused. 2xxx: Kafka or the installation is not ready. 3xxx: a job ended
/// dead. 4xxx: a record could not be taken as a job. 5xxx: the command line and the configuration.
/// 6xxx: the engine stopped itself, or stands still. 7xxx: dead letters and replays.
public enum ErrorCode {
    NOT_JSON(1001, "The body is not JSON", false),
    BODY_TOO_LARGE(1002, "The body is larger than allowed", false),
    BODY_TOO_SLOW(1003, "The body did not arrive in time", true),
    INVALID_REQUEST(
            1004, "The request has fields that are missing, unknown or of the wrong kind", false),
    INVALID_PAYLOAD(1005, "The payload does not fit the schema of its type", false),
    UNKNOWN_TYPE(1006, "No such job type", false),
    UNKNOWN_QUEUE(1007, "No such queue", false),
    UNAUTHORIZED(1008, "The API key is missing, unknown or revoked", false),
    FORBIDDEN(1009, "The API key does not allow this", false),
    DEDUP_CONFLICT(1010, "The same dedup key was used with another payload", false),
    UNKNOWN_JOB(1011, "This installation never issued such a job id", false),
    UNSUPPORTED_MEDIA_TYPE(1012, "The content type is not one that the gateway reads", false),
    TOO_MANY_REQUESTS(1013, "The gateway holds as many requests as it may", true),
    NOT_FOUND(1014, "No such path", false),
    METHOD_NOT_ALLOWED(1015, "The path does not have this method", false),
    PAYLOAD_TOO_LARGE(1016, "The payload is larger than allowed", false),
    LINE_TOO_LONG(1017, "A line is longer than allowed", false),
    SHUTTING_DOWN(1018, "The gateway is stopping", true),
    GATEWAY_FAULT(1019, "A fault of the gateway's own stopped the request", false),
    MALFORMED_HTTP(1020, "The request is not well-formed HTTP", false),

    OUTCOME_UNKNOWN(
            2001, "Kafka did not confirm the job in time: it may or may not be stored", true),
    KAFKA_UNAVAILABLE(2002, "Kafka cannot be reached", true),
    TOPIC_MISSING(2003, "A topic does not exist", false),
    TOPIC_UNSAFE(2004, "A topic has settings that would lose jobs", false),
    LEDGER_REPLACED(2005, "The ledger is not the one that the offsets were committed with", false),
    RECORDS_DELETED(2006, "Records that were not yet settled are gone from the topic", false),
    KAFKA_REFUSED(2007, "Kafka refuses this client", false),
    LEDGER_NOT_LOADED(2008, "The ledger is still being read", true),
    TOPIC_REFUSED(2009, "Kafka refuses a topic as the configuration wants it", false),
    OUTBOX_AWAY(2020, "The outbox's rows cannot be fetched; none is lost", true),

    HANDLER_FAILED(3001, "The handler failed on every attempt", false),
    HANDLER_SAID_DEAD(3002, "The handler said that the job can never succeed", false),
    HANDLER_RETURNED_NULL(3003, "The handler returned null instead of an outcome", false),
    HANDLER_TIMED_OUT(3004, "The handler did not end within its timeout", false),
    PAYLOAD_UNREADABLE(3005, "The payload cannot be read with the schema that it names", false),
    TOO_MANY_CHILDREN(3006, "The handler emitted more jobs than one attempt may", false),
    EXPIRED(3007, "The job did not start before it expired", false),
    WORKERS_DIED(3008, "As many workers died with the job as its type allows", false),
    CANCELLED(3009, "The job's client cancelled it", false),
    ATTEMPT_BROKE_OFF(
            3010, "Attempts broke off in the middle, as many as the job's type allows", false),
    INBOX_FENCED(3020, "A newer attempt of the job has written through the inbox", false),
    INBOX_OUTSIDE_TRANSACTION(3021, "The inbox was asked outside of a transaction", false),
    INBOX_MISSING(3022, "The database has no inbox table", true),

    ENVELOPE_MISSING(4001, "The record has no towpath header", false),
    ENVELOPE_MALFORMED(4002, "The towpath header cannot be read", false),
    HEADERS_MALFORMED(4003, "The CloudEvents headers are missing, repeated or too large", false),
    WRONG_PLACE(4004, "The record is in another topic or partition than its id names", false),
    VALUE_MISSING(4005, "The record has no value", false),
    PAYLOAD_MALFORMED(4006, "The payload is neither JSON nor Avro single-object encoding", false),
    RECORD_UNREADABLE(4007, "Kafka's client cannot read the record", false),
    RECORD_TOO_LARGE(4008, "The record takes more memory than a job may", false),
    CANCEL_MALFORMED(4009, "The record is a cancel that cannot be read", false),

    CONFIG_INVALID(5001, "The configuration has problems", false),
    SCHEMAS_INVALID(5002, "The folder of payload schemas has problems", false),
    SCHEMAS_INCOMPATIBLE(5003, "A schema cannot read what the other wrote", false),
    NO_JDK(5004, "No JDK 25 was found", false),
    PORT_TAKEN(5005, "A port is taken", false),
    ALREADY_RUNNING(5006, "Another towpath dev runs in this folder", false),
    DATA_FOLDER_FOREIGN(5007, "The data folder belongs to another cluster", false),
    DATA_FOLDER_DAMAGED(5008, "The data folder is damaged", false),
    DISK_FULL(5009, "The disk is full", false),
    BROKER_FAILED(5010, "The embedded broker did not start, or ended", true),
    USAGE(5011, "The command line is not understood", false),
    ABSENT_BUILD(5012, "Something that the build makes is not there", false),
    UNEXPECTED(5013, "Something failed in a way that Towpath does not know", false),
    ROLE_FAILED(5014, "The gateway, the worker or the example site did not start", true),
    GATEWAY_SILENT(5015, "The gateway does not answer as expected", true),
    SIMULATION_BROKE(5016, "A guarantee was broken in the simulation", false),
    NO_NODE(5017, "No Node was found for the example site, or one that is too old", false),
    SITE_UNBUILT(5018, "The example site could not be built", true),

    INVARIANT_BROKEN(
            6001,
            "The engine found itself in a state that must not be; nothing was committed",
            true),
    PARTITION_STALLED(6002, "A partition has runnable work and stands still", true),
    EVERYTHING_IS_A_DUPLICATE(
            6003,
            "Nearly all jobs of a type are duplicates: the dedup key may be a constant",
            false),
    FLUSH_FAILED(6004, "A flush was not committed; its results are flushed again", true),
    TARGET_OUT(6005, "What handlers depend on is out; its jobs are held", true),

    FILTER_EMPTY(7001, "The filter is empty: it would take everything", false),
    LETTER_UNKNOWN(7002, "No dead letter of this job is kept", false),
    PLAN_UNKNOWN(7003, "No such plan of a replay", false),
    PLAN_TAKEN_OVER(7004, "The replay goes on elsewhere", false),
    REPLAY_INCOMPLETE(7005, "A replay ended without some of its jobs", true),
    REPLAY_BROKEN_OFF(7006, "A replay was broken off; it can be resumed", true),
    EDIT_REFUSED(7007, "The edited payload was not taken", false),
    LOG_DAMAGED(7008, "A record of a replay cannot be read", false),
    VIEW_UNUSABLE(7009, "The file of the view cannot be used", true),

    SITE_SETTINGS(8001, "A setting of the npm package is missing or wrong", false),
    GATEWAY_UNREACHABLE(8002, "The gateway cannot be reached; nothing was sent", true),
    CONNECTION_BROKE(8003, "The connection to the gateway broke, or it did not answer", true),
    NOT_A_GATEWAY(8004, "The answer is not a gateway's", false),
    NOT_ENDED_YET(8005, "The job has not ended within the wait", true),
    OUTBOX_OUTSIDE_TRANSACTION(8020, "The outbox was written to outside of a transaction", false),
    OUTBOX_MISSING(8021, "The database has no outbox table", true);

    private final int number;
    private final String title;
    private final boolean retryable;

    ErrorCode(int number, String title, boolean retryable) {
        this.number = number;
        this.title = title;
        this.retryable = retryable;
    }

    /// The code as users see it, such as `TP-1005`.
    public String code() {
        return "TP-" + number;
    }

    /// One line that says what happened, without the particulars.
    public String title() {
        return title;
    }

    /// Whether trying the same again, unchanged, is safe and may succeed.
    public boolean retryable() {
        return retryable;
    }
}
