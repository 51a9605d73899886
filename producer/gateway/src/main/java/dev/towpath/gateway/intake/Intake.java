package dev.towpath.gateway.intake;

import dev.towpath.gateway.auth.Caller;
import dev.towpath.gateway.ledger.LedgerView;
import dev.towpath.gateway.observe.GatewayMetrics;
import dev.towpath.gateway.problem.Refusal;
import dev.towpath.producer.JobProducer;
import dev.towpath.producer.JobRequest;
import dev.towpath.producer.Receipt;
import dev.towpath.schemas.config.ClientConfig;
import dev.towpath.schemas.config.TypeConfig;
import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.error.TowpathException;
import dev.towpath.schemas.id.JobId;
import dev.towpath.schemas.payload.CanonicalJson;
import dev.towpath.schemas.payload.Checked;
import dev.towpath.schemas.payload.PayloadCodec;
import dev.towpath.schemas.payload.PayloadFormat;
import dev.towpath.schemas.payload.Problem;
import dev.towpath.schemas.payload.Spelling;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/// Takes jobs in: checks a draft against the configuration and the client's rights, and hands it to
/// Kafka.
public final class Intake {
    private static final String PAYLOAD_FIELD = "/data";
    private static final String OTHER = "other";
    private static final int MOST_TYPES_NAMED = 5;

    private final JobProducer producer;
    private final InstantSource clock;
    private final Repeats repeats;
    private final GatewayMetrics metrics;
    private final UnknownOutcomes unknown = new UnknownOutcomes();

    public Intake(
            JobProducer producer, LedgerView ledger, InstantSource clock, GatewayMetrics metrics) {
        this.metrics = metrics;
        this.producer = producer;
        this.clock = clock;
        this.repeats = new Repeats(ledger, new RecentKeys(clock), clock);
    }

    /// Whether a job would be taken now, or refused for want of room.
    boolean hasRoom() {
        return producer.hasRoom();
    }

    /// Hands a job to Kafka.
    ///
    /// @throws Refusal with all that is wrong with it; then it is not stored
    Submitted submit(Draft draft, Caller caller, Settings settings) {
        return submit(draft, caller, settings, OptionalLong.empty());
    }

    /// Hands a job to Kafka that may be handed over again as the same submission.
    ///
    /// @param nonce of the submission; random when empty
    /// @throws Refusal with all that is wrong with it; then it is not stored
    Submitted submit(Draft draft, Caller caller, Settings settings, OptionalLong nonce) {
        Verdict verdict = new Verdict();
        verdict.add(ErrorCode.INVALID_REQUEST, draft.problems(), 0);
        Optional<TypeConfig> type = type(draft, caller, settings, verdict);
        String queue = queue(draft, type, caller, settings, verdict);
        byte[] payload = encode(draft, type, settings, verdict);
        verdict.refuse();
        long checksum = CanonicalJson.checksum(draft.payload());
        JobRequest request =
                request(draft, caller, type.orElseThrow(), queue, payload, checksum, nonce);
        String label = settings.config().types().containsKey(draft.type()) ? draft.type() : OTHER;
        try {
            JobId id = producer.address(request);
            return draft.dedupKey().isEmpty()
                    ? new Submitted(id, false, send(request, id, label))
                    : once(request, id, checksum, window(draft, type.orElseThrow()), label);
        } catch (TowpathException e) {
            throw Refusal.of(e);
        }
    }

    /// Sends a job with dedup key, unless it is known to be done.
    private Submitted once(JobRequest request, JobId id, long checksum, long window, String label) {
        Repeats.Kind kind = repeats.judge(id, checksum);
        if (kind == Repeats.Kind.DONE) {
            metrics.duplicate(label);
            Receipt none = new Receipt(id, id.partition(), -1);
            return new Submitted(id, true, CompletableFuture.completedFuture(none));
        }
        CompletableFuture<Receipt> receipt =
                send(request, id, label)
                        .thenApply(
                                stored -> {
                                    repeats.stored(id, checksum, window);
                                    return stored;
                                });
        return new Submitted(id, kind == Repeats.Kind.REPEATED, receipt);
    }

    /// The window of a dedup key begins when the job is due.
    private long window(Draft draft, TypeConfig type) {
        long now = clock.millis();
        return draft.window(type.dedupWindow()).toMillis()
                + Math.max(0, draft.due().about(now) - now);
    }

    private CompletableFuture<Receipt> send(JobRequest request, JobId id, String label) {
        long start = System.nanoTime();
        return producer.send(request, id)
                .whenComplete(
                        (receipt, failure) -> {
                            if (failure == null) {
                                metrics.accepted(
                                        label, Duration.ofNanos(System.nanoTime() - start));
                            } else if (failure instanceof TowpathException e
                                    && e.code() == ErrorCode.OUTCOME_UNKNOWN) {
                                metrics.unknown();
                                unknown.tell(e);
                            }
                        });
    }

    private static Optional<TypeConfig> type(
            Draft draft, Caller caller, Settings settings, Verdict verdict) {
        String name = draft.type();
        if (name.isEmpty()) {
            return Optional.empty();
        }
        if (!caller.rights().allowsType(name)) {
            throw new Refusal(
                    ErrorCode.FORBIDDEN,
                    "client '"
                            + caller.name()
                            + "' may not submit jobs of type '"
                            + Fields.shown(name)
                            + "'; the job is not stored. Its types are listed under clients."
                            + caller.name()
                            + ".types");
        }
        Optional<TypeConfig> type = settings.config().type(name);
        if (type.isEmpty()) {
            verdict.add(
                    ErrorCode.UNKNOWN_TYPE,
                    new Problem(
                            "/type",
                            "a type that the configuration names",
                            "'" + Fields.shown(name) + "'",
                            meant(name, caller, settings)));
        }
        return type;
    }

    /// What somebody may have meant, among the types that they may submit.
    private static String meant(String name, Caller caller, Settings settings) {
        List<String> types =
                settings.config().types().keySet().stream()
                        .filter(type -> !type.equals(ClientConfig.ALL))
                        .filter(caller.rights()::allowsType)
                        .sorted()
                        .toList();
        String near = Spelling.didYouMean(name, types);
        if (!near.isEmpty()) {
            return near;
        }
        String some = types.stream().limit(MOST_TYPES_NAMED).collect(Collectors.joining(", "));
        int more = types.size() - MOST_TYPES_NAMED;
        return (types.isEmpty() ? "there is none that you may submit" : "there are " + some)
                + (more > 0 ? " and " + more + " more" : "")
                + "; types are configured under types in towpath.yaml";
    }

    private static String queue(
            Draft draft,
            Optional<TypeConfig> type,
            Caller caller,
            Settings settings,
            Verdict verdict) {
        String queue =
                draft.queue().isEmpty() ? type.map(TypeConfig::queue).orElse("") : draft.queue();
        if (queue.isEmpty()) {
            return queue;
        }
        if (!caller.rights().allowsQueue(queue)) {
            throw new Refusal(
                    ErrorCode.FORBIDDEN,
                    "client '"
                            + caller.name()
                            + "' may not submit to queue '"
                            + Fields.shown(queue)
                            + "'; the job is not stored. Its queues are listed under clients."
                            + caller.name()
                            + ".queues");
        }
        if (!settings.config().queues().containsKey(queue)) {
            verdict.add(
                    ErrorCode.UNKNOWN_QUEUE,
                    new Problem(
                            "/queue",
                            "one of " + String.join(", ", settings.config().queues().keySet()),
                            "'" + Fields.shown(queue) + "'",
                            Spelling.didYouMean(queue, settings.config().queues().keySet())));
        }
        return queue;
    }

    private static byte[] encode(
            Draft draft, Optional<TypeConfig> type, Settings settings, Verdict verdict) {
        Optional<PayloadFormat> format =
                type.flatMap(known -> settings.format(draft.type(), known));
        if (format.isEmpty()) {
            if (type.isPresent()) {
                verdict.add(
                        ErrorCode.UNKNOWN_TYPE,
                        new Problem(
                                "/type",
                                "a type with a payload schema",
                                "'" + Fields.shown(draft.type()) + "', which has none",
                                "types that the configuration does not name can have JSON payloads"
                                        + " alone"));
            }
            return new byte[0];
        }
        return switch (PayloadCodec.encode(format.get(), draft.payload())) {
            case Checked.Bad<byte[]>(List<Problem> problems, int more) -> {
                verdict.add(
                        ErrorCode.INVALID_PAYLOAD,
                        problems.stream().map(Intake::inPayload).toList(),
                        more);
                yield new byte[0];
            }
            case Checked.Good<byte[]>(byte[] payload) -> {
                checkSize(payload, settings, verdict);
                yield payload;
            }
        };
    }

    private static void checkSize(byte[] payload, Settings settings, Verdict verdict) {
        long most = settings.config().gateway().maxPayload();
        if (payload.length > most) {
            verdict.add(
                    ErrorCode.PAYLOAD_TOO_LARGE,
                    new Problem(
                            PAYLOAD_FIELD,
                            "at most " + most + " bytes",
                            payload.length + " bytes",
                            "keep large content elsewhere and send a reference to it"));
        }
    }

    private static Problem inPayload(Problem problem) {
        return new Problem(
                PAYLOAD_FIELD + problem.pointer(),
                problem.expected(),
                problem.got(),
                problem.hint());
    }

    private static JobRequest request(
            Draft draft,
            Caller caller,
            TypeConfig type,
            String queue,
            byte[] payload,
            long checksum,
            OptionalLong nonce) {
        JobRequest.Builder request =
                switch (type.payload()) {
                    case JSON -> JobRequest.json(queue, draft.type(), payload);
                    case AVRO -> JobRequest.avro(queue, draft.type(), payload);
                };
        if (draft.expiresAt() > 0) {
            request.expiresAt(Instant.ofEpochMilli(draft.expiresAt()));
        }
        draft.due().runAt().ifPresent(request::runAt);
        nonce.ifPresent(request::nonce);
        return request.checksum(checksum)
                .delay(draft.due().delay())
                .client(caller.name())
                .group(draft.group())
                .dedupKey(draft.dedupKey(), draft.window(type.dedupWindow()))
                .batch(draft.batch())
                .tags(draft.tags())
                .deployment(draft.deployment())
                .traceParent(draft.traceParent())
                .build();
    }
}
