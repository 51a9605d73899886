package dev.towpath.console.dead;

import dev.towpath.console.audit.AuditLog;
import dev.towpath.console.audit.AuditLog.Dealt;
import dev.towpath.console.filter.Filter;
import dev.towpath.console.topic.Ledger;
import dev.towpath.console.topic.Place;
import dev.towpath.console.topic.TopicReader;
import dev.towpath.schemas.ledger.Mark;
import dev.towpath.schemas.ledger.State;
import dev.towpath.schemas.topic.TopicNames;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/// The dead letters that a filter fits, as they were when they were read, and what has become of
/// each.
///
/// The letters are read first, then the ledger, then the audit: each of the later ones knows at
/// least what the earlier ones know.
public final class DeadLetters {
    private final List<Letter> letters = new ArrayList<>();
    private final Map<String, Latest> newest = new HashMap<>();
    private final Map<String, Cause> causes = new HashMap<>();

    /// Which later generations of which jobs died.
    private final Set<String> diedAgain = new HashSet<>();

    private final SortedMap<String, SortedMap<Integer, Long>> ends = new TreeMap<>();
    private final Ledger ledger;
    private final AuditLog audit;

    /// The newest letter of a job.
    private record Latest(int generation, long diedAt, Place place) {
        static Latest of(Letter letter) {
            return new Latest(letter.why().generation(), letter.why().diedAt(), letter.place());
        }

        Latest or(Latest other) {
            int order = Integer.compare(generation, other.generation);
            order = order == 0 ? Long.compare(diedAt, other.diedAt) : order;
            return order > 0 ? this : other;
        }
    }

    /// @param queues where to look
    /// @param bounds up to which offset of each topic's partitions; up to their ends when empty
    public DeadLetters(
            TopicReader reader,
            TopicNames topics,
            Collection<String> queues,
            Filter filter,
            SortedMap<String, SortedMap<Integer, Long>> bounds) {
        Set<String> ids = new HashSet<>();
        for (String queue : new TreeSet<>(queues)) {
            String topic = topics.dead(queue);
            ends.put(topic, bounds.getOrDefault(topic, reader.ends(topic)));
        }
        for (String queue : new TreeSet<>(queues)) {
            String topic = topics.dead(queue);
            reader.read(
                    topic,
                    Map.of(),
                    reader.ends(topic),
                    record -> {
                        Letter letter = shared(Letter.of(queue, record));
                        if (letter.why().generation() > 0) {
                            diedAgain.add(letter.id() + "/" + letter.why().generation());
                        }
                        newest.merge(letter.id(), Latest.of(letter), (old, l) -> l.or(old));
                        long end =
                                ends.getOrDefault(topic, new TreeMap<>())
                                        .getOrDefault(record.partition(), 0L);
                        if (record.offset() < end && filter.matches(letter.subject())) {
                            letters.add(letter);
                            ids.add(letter.id());
                        }
                        return true;
                    });
        }
        ids.remove("");
        newest.keySet().retainAll(ids);
        ledger = new Ledger(reader, topics, new TreeSet<>(queues), ids);
        audit = new AuditLog(reader, topics);
        readOn();
    }

    /// The letters in the order of their places.
    public List<Letter> letters() {
        return List.copyOf(letters);
    }

    /// Where each topic ended when it was read.
    public SortedMap<String, SortedMap<Integer, Long>> ends() {
        return ends;
    }

    /// Reads what ledger and audit say now.
    public void readOn() {
        ledger.readOn();
        audit.readOn();
    }

    public AuditLog audit() {
        return audit;
    }

    /// The job's last mark on the ledger.
    public Optional<Mark> mark(Letter letter) {
        return letter.facts().id().flatMap(ledger::mark);
    }

    /// What has become of a letter, by what was read last.
    public Fate fate(Letter letter) {
        Optional<Mark> mark = mark(letter);
        Optional<Dealt> dealt = audit.of(letter.place());
        if (dealt.isPresent()) {
            return fate(letter, dealt.get(), mark);
        }
        Latest last = newest.getOrDefault(letter.id(), Latest.of(letter));
        if (!last.place().equals(letter.place())) {
            return new Fate.Overtaken(last.generation(), State.DEAD.word());
        }
        if (mark.isPresent() && !isOf(mark.get(), letter)) {
            return new Fate.Overtaken(mark.get().generation(), mark.get().state().word());
        }
        return new Fate.Open();
    }

    private Fate fate(Letter letter, Dealt dealt, Optional<Mark> mark) {
        return switch (dealt.action()) {
            case DISCARD -> new Fate.Discarded(dealt.actor(), dealt.reason());
            case PAUSE, RESUME -> throw new IllegalStateException("a letter is not paused");
            case REPLAY -> {
                String now =
                        mark.filter(m -> !isOf(m, letter))
                                .map(m -> m.state().word())
                                .orElse("running");
                boolean again = diedAgain.contains(letter.id() + "/" + dealt.generation());
                String ended = again ? State.DEAD.word() : now;
                yield new Fate.Replayed(dealt.plan(), dealt.generation(), ended);
            }
        };
    }

    /// Whether a mark is the one that was written together with a letter. Of a job that came by
    /// express the mark tells the offset of the jobs topic, the letter that of the express topic.
    static boolean isOf(Mark mark, Letter letter) {
        return mark.state() == State.DEAD
                && mark.generation() == letter.why().generation()
                && (mark.source() == 1 || mark.sourceOffset() == letter.why().offset());
    }

    /// The letter with a cause that all letters of that cause share: there may be very many.
    private Letter shared(Letter letter) {
        Cause cause = causes.computeIfAbsent(letter.cause().fingerprint(), _ -> letter.cause());
        return new Letter(
                letter.place(),
                letter.queue(),
                letter.facts(),
                letter.why(),
                cause,
                letter.bytes());
    }

    /// The letters of one job, its oldest generation first.
    public static List<Letter> history(Collection<Letter> letters) {
        return letters.stream()
                .sorted(
                        java.util.Comparator.comparingInt((Letter l) -> l.why().generation())
                                .thenComparingLong(l -> l.why().diedAt())
                                .thenComparing(Letter::place, Place::compareTo))
                .toList();
    }
}
