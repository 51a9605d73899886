package dev.towpath.e2e.evidence;

import dev.towpath.schemas.topic.Rung;
import dev.towpath.schemas.topic.TopicNames;
import dev.towpath.schemas.wire.DeadLetter;
import dev.towpath.schemas.wire.JobHeaders;
import dev.towpath.testkit.Event;
import dev.towpath.testkit.Event.Answer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// What the logs of one queue and of the group's offsets say, once everything is at rest. Nothing
/// of the engine is asked: its word is what is judged.
public final class Evidence {
    private static final String OFFSETS = "__consumer_offsets";

    private final List<Sighting> sightings = new ArrayList<>();
    private final List<Tenure> tenures = new ArrayList<>();
    private final List<String> lateWrites = new ArrayList<>();
    private Map<String, String> nonceOfSpan = Map.of();

    private Evidence() {}

    /// @param logs the broker's `log.dirs`
    /// @param answers how a submission was answered, by the span that it was submitted with
    public static Evidence read(
            Path logs,
            TopicNames topics,
            String queue,
            Set<String> orderedTypes,
            Function<String, Answer> answers,
            Workers workers) {
        Evidence evidence = new Evidence();
        Transactions transactions = new Transactions();
        Word word = new Word(orderedTypes, answers);
        evidence.nonceOfSpan = word.nonceOfSpan();
        JobsLog jobs = new JobsLog(word);
        for (int p = 0; exists(logs, topics.jobs(queue), p); p++) {
            String partition = queue + "_" + p;
            evidence.sightings.addAll(
                    jobs.read(partition, PartitionLog.read(logs, topics.jobs(queue), p)));
        }
        evidence.sightings.addAll(new LadderLog(word).read(rungs(logs, topics)));
        for (int p = 0; exists(logs, topics.express(queue), p); p++) {
            evidence.sightings.addAll(
                    ExpressLog.read(
                            ExpressLog.name(queue, p),
                            PartitionLog.read(logs, topics.express(queue), p)));
        }
        for (int p = 0; exists(logs, topics.ledger(queue), p); p++) {
            Ledger ledger = new Ledger(queue + "_" + p, transactions, workers);
            ledger.read(PartitionLog.read(logs, topics.ledger(queue), p));
            evidence.sightings.addAll(ledger.openings());
            evidence.tenures.addAll(ledger.tenures());
            evidence.lateWrites.addAll(ledger.lateWrites());
        }
        for (int p = 0; exists(logs, topics.dead(queue), p); p++) {
            for (Entry entry : PartitionLog.read(logs, topics.dead(queue), p)) {
                transactions.of(entry).letter(entry, letter(topics, queue, entry));
            }
        }
        for (int p = 0; exists(logs, OFFSETS, p); p++) {
            for (Entry entry : PartitionLog.read(logs, OFFSETS, p)) {
                OffsetCommit.of(entry)
                        .filter(commit -> commit.group().equals(topics.workerGroup()))
                        .flatMap(commit -> committed(topics, queue, commit))
                        .ifPresent(commit -> transactions.of(entry).commit(entry, commit));
            }
        }
        evidence.sightings.addAll(transactions.sightings());
        return evidence;
    }

    private static List<Entry> rungs(Path logs, TopicNames topics) {
        List<Entry> entries = new ArrayList<>();
        for (Rung rung : Rung.values()) {
            for (int p = 0; exists(logs, topics.delay(rung), p); p++) {
                entries.addAll(PartitionLog.read(logs, topics.delay(rung), p));
            }
        }
        return entries;
    }

    private static Optional<Event.Committed> committed(
            TopicNames topics, String queue, OffsetCommit commit) {
        if (commit.topic().equals(topics.jobs(queue))) {
            return Optional.of(
                    new Event.Committed(queue + "_" + commit.partition(), commit.offset()));
        }
        if (commit.topic().equals(topics.express(queue))) {
            return Optional.of(
                    new Event.Committed(
                            ExpressLog.name(queue, commit.partition()), commit.offset()));
        }
        return Optional.empty();
    }

    /// The nonce of each submission that is stored, by its span.
    public Map<String, String> nonceOfSpan() {
        return nonceOfSpan;
    }

    /// What was submitted, opened, ended, dead-lettered and committed.
    public List<Sighting> sightings() {
        return sightings;
    }

    /// What an owner of a partition wrote to its ledger after the next one had come, one line each:
    /// there must be nothing.
    public List<String> lateWrites() {
        return lateWrites;
    }

    List<Tenure> tenures() {
        return tenures;
    }

    private static boolean exists(Path logs, String topic, int partition) {
        return Files.isDirectory(logs.resolve(topic + "-" + partition));
    }

    private static Event.DeadLettered letter(TopicNames topics, String queue, Entry entry) {
        DeadLetter why = DeadLetter.decode(Objects.requireNonNull(entry.header(JobHeaders.DEAD)));
        byte[] job = entry.header(JobHeaders.ID);
        return new Event.DeadLettered(
                job == null ? "" : Word.text(job),
                why.generation(),
                why.topic().equals(topics.express(queue))
                        ? ExpressLog.name(queue, why.partition())
                        : queue + "_" + why.partition(),
                why.offset(),
                why.pointer() ? "" : Digest.of(entry),
                why.code());
    }
}
