package dev.towpath.e2e.evidence;

import dev.towpath.schemas.topic.TopicNames;
import dev.towpath.schemas.wire.DeadLetter;
import dev.towpath.schemas.wire.JobHeaders;
import dev.towpath.testkit.Event;
import dev.towpath.testkit.Event.Answer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/// What the logs of one queue and of the group's offsets say, once everything is at rest. Nothing
/// of the engine is asked: its word is what is judged.
public final class Evidence {
    private static final String OFFSETS = "__consumer_offsets";

    private final List<Sighting> sightings = new ArrayList<>();
    private final List<Tenure> tenures = new ArrayList<>();
    private final List<String> lateWrites = new ArrayList<>();

    private Evidence() {}

    /// @param logs the broker's `log.dirs`
    /// @param answers how a submission was answered, by its nonce in hexadecimal digits
    /// @param workers the worker behind a transactional id
    public static Evidence read(
            Path logs,
            TopicNames topics,
            String queue,
            Set<String> orderedTypes,
            Function<String, Answer> answers,
            UnaryOperator<String> workers) {
        Evidence evidence = new Evidence();
        Transactions transactions = new Transactions();
        JobsLog jobs = new JobsLog(orderedTypes, answers);
        for (int p = 0; exists(logs, topics.jobs(queue), p); p++) {
            String partition = queue + "_" + p;
            evidence.sightings.addAll(
                    jobs.read(partition, PartitionLog.read(logs, topics.jobs(queue), p)));
            Ledger ledger = new Ledger(partition, transactions, workers);
            ledger.read(PartitionLog.read(logs, topics.ledger(queue), p));
            evidence.sightings.addAll(ledger.openings());
            evidence.tenures.addAll(ledger.tenures());
            evidence.lateWrites.addAll(ledger.lateWrites());
        }
        for (int p = 0; exists(logs, topics.dead(queue), p); p++) {
            for (Entry entry : PartitionLog.read(logs, topics.dead(queue), p)) {
                transactions.of(entry).letter(entry, letter(queue, entry));
            }
        }
        for (int p = 0; exists(logs, OFFSETS, p); p++) {
            for (Entry entry : PartitionLog.read(logs, OFFSETS, p)) {
                OffsetCommit.of(entry)
                        .filter(commit -> commit.group().equals(topics.workerGroup()))
                        .filter(commit -> commit.topic().equals(topics.jobs(queue)))
                        .ifPresent(
                                commit ->
                                        transactions
                                                .of(entry)
                                                .commit(
                                                        entry,
                                                        new Event.Committed(
                                                                queue + "_" + commit.partition(),
                                                                commit.offset())));
            }
        }
        evidence.sightings.addAll(transactions.sightings());
        return evidence;
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

    private static Event.DeadLettered letter(String queue, Entry entry) {
        DeadLetter why = DeadLetter.decode(Objects.requireNonNull(entry.header(JobHeaders.DEAD)));
        byte[] job = entry.header(JobHeaders.ID);
        return new Event.DeadLettered(
                job == null ? "" : JobsLog.text(job),
                why.generation(),
                queue + "_" + why.partition(),
                why.offset(),
                why.pointer() ? "" : Digest.of(entry),
                why.code());
    }
}
