package dev.towpath.console.replay;

import dev.towpath.console.audit.AuditLog;
import dev.towpath.console.dead.Cause;
import dev.towpath.console.dead.DeadLetters;
import dev.towpath.console.dead.Fate;
import dev.towpath.console.dead.Letter;
import dev.towpath.console.replay.Choice.Why;
import dev.towpath.console.topic.Place;
import dev.towpath.schemas.id.JobId;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// The dead letters that a filter fits, to be replayed.
public final class DeadSource implements Source {
    private final DeadLetters dead;
    private final Map<Place, Letter> letters = new TreeMap<>();
    private final boolean expired;
    private final Instant now;

    /// @param expired whether jobs past their expiry run as well
    public DeadSource(DeadLetters dead, boolean expired, Instant now) {
        this.dead = dead;
        this.expired = expired;
        this.now = now;
        dead.letters().forEach(letter -> letters.put(letter.place(), letter));
    }

    @Override
    public SortedSet<Place> places() {
        return new TreeSet<>(letters.keySet());
    }

    @Override
    public Optional<JobId> id(Place place) {
        return Optional.ofNullable(letters.get(place)).flatMap(letter -> letter.facts().id());
    }

    @Override
    public String kind(Place place) {
        Letter letter = letters.get(place);
        if (letter == null) {
            return "";
        }
        Cause cause = letter.cause();
        return cause.fingerprint() + " " + cause.name() + ": " + cause.message();
    }

    @Override
    public Choice choose(Place place) {
        Letter letter = letters.get(place);
        if (letter == null) {
            return new Choice.Leave(Why.UNDECODABLE);
        }
        Choice byFate =
                switch (dead.fate(letter)) {
                    case Fate.Open _ -> run(letter);
                    case Fate.Replayed _ -> new Choice.Leave(Why.REPLAYED);
                    case Fate.Discarded _ -> new Choice.Leave(Why.DISCARDED);
                    case Fate.Overtaken overtaken ->
                            new Choice.Leave(
                                    overtaken.ended().equals("done") ? Why.DONE : Why.OVERTAKEN);
                };
        return byFate;
    }

    private Choice run(Letter letter) {
        return switch (letter.kind()) {
            case POINTER -> new Choice.Leave(Why.POINTER);
            case UNDECODABLE -> new Choice.Leave(Why.UNDECODABLE);
            case WHOLE -> {
                JobId id = letter.facts().id().orElseThrow();
                if (!id.queue().equals(letter.queue())) {
                    yield new Choice.Leave(Why.UNDECODABLE);
                }
                long expires = letter.facts().envelope().map(e -> e.expiresAt()).orElse(0L);
                if (expires > 0 && expires <= now.toEpochMilli() && !expired) {
                    yield new Choice.Leave(Why.EXPIRED);
                }
                int generation = letter.why().generation() + 1;
                yield generation > Envelopes.MAX_GENERATION
                        ? new Choice.Leave(Why.GENERATIONS)
                        : new Choice.Run(id, generation, false);
            }
        };
    }

    @Override
    public SortedMap<String, SortedMap<Integer, Long>> ends() {
        return dead.ends();
    }

    @Override
    public void readOn() {
        dead.readOn();
    }

    @Override
    public AuditLog audit() {
        return dead.audit();
    }
}
