package dev.towpath.console.replay;

import dev.towpath.console.audit.AuditEntry;
import dev.towpath.console.audit.AuditEntry.Action;
import dev.towpath.console.audit.AuditEntry.Item;
import dev.towpath.console.dead.DeadLetters;
import dev.towpath.console.filter.JobFacts;
import dev.towpath.console.topic.Place;
import dev.towpath.console.topic.Sender;
import dev.towpath.console.topic.TopicReader;
import dev.towpath.schemas.config.TowpathConfig;
import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.error.TowpathException;
import dev.towpath.schemas.topic.TopicNames;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jspecify.annotations.Nullable;

/// Puts the jobs of a plan back into their queues, part by part: reads ledger and audit to their
/// ends, leaves out what has changed since the dry run, sends the rest, waits until it is
/// confirmed, writes the audit, saves the progress.
///
/// Killed at any point and resumed, it sends no job twice: what it had sent and not said is found
/// in the jobs topics. Two that run one plan at the same time notice at the next part, and the one
/// that was overtaken stops; what both sent until then are copies, which a worker passes over.
public final class Replay implements AutoCloseable {
    private static final int LARGEST_PART = 200;
    private static final int PART_BYTES = 8 << 20;

    private final TowpathConfig config;
    private final TopicNames topics;
    private final TopicReader reader;
    private final InstantSource clock;
    private final Sender sender;
    private final Plans plans;
    private final Pace pace = new Pace();
    private final String runner = UUID.randomUUID().toString();
    private final List<String> refused = new ArrayList<>();
    private Consumer<Step> steps = _ -> {};
    private Consumer<Plan> watch = _ -> {};

    public Replay(TowpathConfig config, TopicReader reader, InstantSource clock) {
        this.config = config;
        this.topics = config.topicNames();
        this.reader = reader;
        this.clock = clock;
        this.sender = new Sender(config.kafka());
        this.plans = new Plans(reader, topics);
    }

    /// Is told each step, and may break the replay off there: for tests.
    public Replay steps(Consumer<Step> listener) {
        steps = listener;
        return this;
    }

    /// Is told how far it is after each part.
    public Replay watch(Consumer<Plan> listener) {
        watch = listener;
        return this;
    }

    /// Stops after the part that is under way. For any thread.
    public void stop() {
        pace.stop();
    }

    /// Which jobs Kafka refused, and why.
    public List<String> refused() {
        return List.copyOf(refused);
    }

    /// Where a plan takes its jobs from, as it is now.
    public Source source(Plan plan) {
        return switch (plan.origin()) {
            case DEAD ->
                    new DeadSource(
                            new DeadLetters(
                                    reader, topics, plan.queues(), plan.filter(), plan.until()),
                            plan.expired(),
                            clock.instant());
            case LOG ->
                    new LogSource(
                            reader,
                            topics,
                            plan.queues(),
                            plan.filter(),
                            plan.force(),
                            plan.expired(),
                            clock.instant(),
                            plan.until());
        };
    }

    /// Counts what a plan would do. Writes nothing.
    public DryRun dryRun(Source source, long max) {
        plans.readOn();
        return DryRun.of(source, SentBefore.read(reader, plans.all()), max);
    }

    /// A plan that was saved before.
    ///
    /// @throws TowpathException PLAN_UNKNOWN
    public Plan find(String id) {
        plans.readOn();
        return plans.find(id)
                .orElseThrow(
                        () ->
                                new TowpathException(
                                        ErrorCode.PLAN_UNKNOWN,
                                        "there is no plan "
                                                + id
                                                + " on "
                                                + topics.control()
                                                + ". Nothing was replayed. The replay printed its"
                                                + " plan's id when it began."));
    }

    /// Runs a plan from where it is to its end, or until it is stopped.
    ///
    /// @param source what [#source] gave for the plan
    /// @return how it stands then
    /// @throws TowpathException PLAN_TAKEN_OVER; REPLAY_BROKEN_OFF and others, after which it can
    ///     be resumed
    public Plan run(Plan planned, Source source) {
        plans.readOn();
        SentBefore sent = SentBefore.read(reader, plans.all());
        Plan plan = planned.by(runner, Plan.State.RUNNING);
        // What was under way stays readable until the next part begins.
        if (plan.sending().isEmpty()) {
            plan = plan.beforeSending(jobsEnds(plan));
        }
        plans.save(sender, plan);
        steps.accept(Step.PLANNED);
        plan = adopt(plan, source, sent);
        SortedSet<Place> places = source.places();
        while (!pace.stopped() && !plan.isFull()) {
            Part part = next(plan, places);
            if (part.isLast() && part.records.isEmpty()) {
                plan = plan.after(plan.until(), 0, 0, 0).ended(Plan.State.DONE);
                plans.save(sender, plan);
                return plan;
            }
            plan = run(plan, part, source, sent);
        }
        plan = plan.ended(plan.isFull() ? Plan.State.DONE : Plan.State.STOPPED);
        plans.save(sender, plan);
        return plan;
    }

    /// Writes into the audit what the plan had sent when it was broken off.
    private Plan adopt(Plan plan, Source source, SentBefore sent) {
        List<Item> found = new ArrayList<>();
        for (Place place : source.places()) {
            if (source.choose(place) instanceof Choice.Run run
                    && sent.plan(run.id(), run.generation()).map(plan.id()::equals).orElse(false)) {
                found.add(new Item(run.id().toString(), run.generation(), place));
            }
        }
        for (int from = 0; from < found.size(); from += LARGEST_PART) {
            audit(plan, source, found.subList(from, Math.min(found.size(), from + LARGEST_PART)));
        }
        source.readOn();
        return plan.after(plan.progress(), source.audit().count(plan.id()) - plan.sent(), 0, 0);
    }

    private Plan run(Plan before, Part part, Source source, SentBefore sent) {
        refuseWhenTakenOver(before);
        source.readOn();
        List<Item> items = new ArrayList<>();
        List<Future<RecordMetadata>> sends = new ArrayList<>();
        Envelopes envelopes = new Envelopes(topics, before.id());
        Edited edited = edited(before);
        pace.begin(before.rate());
        steps.accept(Step.CHOSEN);
        long left = 0;
        for (ConsumerRecord<byte[], byte[]> record : part.records) {
            Place place = new Place(record.topic(), record.partition(), record.offset());
            if (!(Chosen.of(source, sent, place) instanceof Choice.Run run)) {
                left++;
                continue;
            }
            pace.await();
            sends.add(
                    sender.send(
                            envelopes.record(
                                    record,
                                    JobFacts.of(record.headers()).envelope().orElseThrow(),
                                    run,
                                    before.expired(),
                                    edited)));
            items.add(new Item(run.id().toString(), run.generation(), place));
            steps.accept(Step.SENT_ONE);
        }
        List<Item> confirmed = confirmed(before, items, sends);
        steps.accept(Step.SENT);
        if (!confirmed.isEmpty()) {
            audit(before, source, confirmed);
        }
        steps.accept(Step.AUDITED);
        Plan after =
                before.after(
                                part.next,
                                confirmed.size(),
                                left,
                                (long) items.size() - confirmed.size())
                        .beforeSending(jobsEnds(before));
        plans.save(sender, after);
        steps.accept(Step.SAVED);
        watch.accept(after);
        return after;
    }

    private void refuseWhenTakenOver(Plan plan) {
        plans.readOn();
        String now = plans.find(plan.id()).map(Plan::runner).orElse("");
        if (!now.equals(runner)) {
            throw new TowpathException(
                    ErrorCode.PLAN_TAKEN_OVER,
                    "plan "
                            + plan.id()
                            + " was resumed by another process, which goes on with it. This one"
                            + " stopped after "
                            + plan.sent()
                            + " jobs. No job runs twice.");
        }
    }

    private void audit(Plan plan, Source source, List<Item> items) {
        source.audit()
                .append(
                        sender,
                        new AuditEntry(
                                clock.instant(),
                                plan.actor(),
                                Action.REPLAY,
                                plan.command(),
                                plan.id(),
                                plan.filter().words(),
                                "",
                                items));
    }

    private List<Item> confirmed(Plan plan, List<Item> items, List<Future<RecordMetadata>> sends) {
        List<Item> confirmed = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            Item item = items.get(i);
            try {
                sends.get(i).get();
                confirmed.add(item);
            } catch (ExecutionException e) {
                if (e.getCause() instanceof RecordTooLargeException
                        || e.getCause() instanceof InvalidRecordException) {
                    refused.add(item.id() + ": " + e.getCause().getMessage());
                } else {
                    throw brokenOff(plan, String.valueOf(e.getCause()));
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw brokenOff(plan, "it was interrupted");
            }
        }
        return confirmed;
    }

    private TowpathException brokenOff(Plan plan, String why) {
        return new TowpathException(
                ErrorCode.REPLAY_BROKEN_OFF,
                "the replay "
                        + plan.id()
                        + " was broken off after "
                        + plan.sent()
                        + " jobs: "
                        + config.kafka().withoutSecrets(why)
                        + ". Go on with `towpath replay --resume "
                        + plan.id()
                        + "`: what was sent is found and not sent again.");
    }

    /// Records of one source partition that come next.
    ///
    /// @param next the progress once they are dealt with
    private record Part(
            List<ConsumerRecord<byte[], byte[]>> records,
            SortedMap<String, SortedMap<Integer, Long>> next,
            boolean isLast) {}

    private Part next(Plan plan, SortedSet<Place> places) {
        int most = part(plan);
        for (Map.Entry<String, SortedMap<Integer, Long>> topic : plan.until().entrySet()) {
            for (Map.Entry<Integer, Long> end : topic.getValue().entrySet()) {
                int partition = end.getKey();
                long from =
                        plan.progress()
                                .getOrDefault(topic.getKey(), new TreeMap<>())
                                .getOrDefault(partition, 0L);
                Place first = new Place(topic.getKey(), partition, from);
                Place last = new Place(topic.getKey(), partition, end.getValue());
                SortedSet<Place> rest = places.subSet(first, last);
                if (rest.isEmpty()) {
                    continue;
                }
                List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
                int[] bytes = {0};
                reader.read(
                        topic.getKey(),
                        Map.of(partition, rest.first().offset()),
                        Map.of(partition, rest.last().offset() + 1),
                        record -> {
                            if (rest.contains(
                                    new Place(topic.getKey(), partition, record.offset()))) {
                                records.add(record);
                                bytes[0] += Math.max(0, record.serializedValueSize());
                            }
                            return records.size() < most && bytes[0] < PART_BYTES;
                        });
                long next =
                        records.isEmpty()
                                ? rest.last().offset() + 1
                                : records.getLast().offset() + 1;
                return new Part(records, progressed(plan, topic.getKey(), partition, next), false);
            }
        }
        return new Part(List.of(), plan.progress(), true);
    }

    /// A part takes about a second where a rate is set, so that stopping takes no longer.
    private static int part(Plan plan) {
        long most = plan.max() > 0 ? plan.max() - plan.sent() : Long.MAX_VALUE;
        long paced = plan.rate() > 0 ? Math.max(1, (long) plan.rate()) : Long.MAX_VALUE;
        return (int) Math.max(1, Math.min(LARGEST_PART, Math.min(most, paced)));
    }

    private static SortedMap<String, SortedMap<Integer, Long>> progressed(
            Plan plan, String topic, int partition, long next) {
        SortedMap<String, SortedMap<Integer, Long>> progress = new TreeMap<>(plan.progress());
        SortedMap<Integer, Long> offsets =
                new TreeMap<>(progress.getOrDefault(topic, new TreeMap<>()));
        offsets.put(partition, next);
        progress.put(topic, offsets);
        return progress;
    }

    private SortedMap<String, SortedMap<Integer, Long>> jobsEnds(Plan plan) {
        SortedMap<String, SortedMap<Integer, Long>> ends = new TreeMap<>();
        for (String queue : plan.queues()) {
            ends.put(topics.jobs(queue), reader.ends(topics.jobs(queue)));
        }
        return ends;
    }

    private static @Nullable Edited edited(Plan plan) {
        if (plan.edited().isEmpty()) {
            return null;
        }
        String[] parts = plan.edited().split(":", 2);
        return new Edited(Base64.getDecoder().decode(parts[0]), Long.parseLong(parts[1]));
    }

    @Override
    public void close() {
        sender.close();
    }
}
