package dev.towpath.console.why;

import dev.towpath.console.topic.TopicReader;
import dev.towpath.console.view.View;
import dev.towpath.schemas.config.TowpathConfig;
import dev.towpath.schemas.control.Pause;
import dev.towpath.schemas.id.JobId;
import dev.towpath.schemas.id.JobIdIssuer;
import dev.towpath.schemas.ledger.Mark;
import dev.towpath.schemas.ledger.State;
import dev.towpath.schemas.presence.Presence;
import dev.towpath.schemas.wire.Ending;
import dev.towpath.schemas.wire.PastAttempt;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Asks where one job is. What has ended is known from the view alone; of what has not, its record
/// is looked for, and then what the workers tell.
public final class Inquiry {
    private final TopicReader reader;
    private final TowpathConfig config;
    private final View view;
    private final Supplier<Workers> workers;
    private final InstantSource clock;
    private final JobIdIssuer issuer;

    /// @param view read on to now
    /// @param workers those who are alive, asked when that matters
    public Inquiry(
            TopicReader reader,
            TowpathConfig config,
            View view,
            Supplier<Workers> workers,
            InstantSource clock) {
        this.reader = reader;
        this.config = config;
        this.view = view;
        this.workers = workers;
        this.clock = clock;
        this.issuer = new JobIdIssuer(config.secret().bytes(), clock, new SecureRandom());
    }

    /// Where a job is, and why it does not run.
    public Why of(JobId id) {
        if (!issuer.issued(id)) {
            return new Why.NeverIssued();
        }
        Optional<Mark> mark = view.mark(id);
        List<View.Deed> deeds = view.deeds(id);
        boolean replayed =
                mark.isPresent()
                        && deeds.stream()
                                .anyMatch(
                                        deed ->
                                                deed.action().equals("replay")
                                                        && deed.generation()
                                                                > mark.get().generation());
        if (mark.isPresent() && mark.get().state().isEnd() && !replayed) {
            return ended(id, mark.get(), deeds);
        }
        return open(id, mark.filter(one -> !one.state().isEnd()));
    }

    private Why ended(JobId id, Mark mark, List<View.Deed> deeds) {
        return switch (mark.state()) {
            case DONE ->
                    new Why.Done(
                            mark.settledAt(),
                            mark.startedAt(),
                            mark.attempt(),
                            mark.generation(),
                            view.attempts(id).stream()
                                    .filter(
                                            one ->
                                                    one.ending() == Ending.DONE
                                                            && one.generation()
                                                                    == mark.generation())
                                    .map(PastAttempt::worker)
                                    .findFirst()
                                    .orElse(""));
            case DEAD ->
                    new Why.Dead(
                            id.toString(),
                            mark.settledAt(),
                            mark.code(),
                            mark.reason(),
                            mark.attempt(),
                            mark.generation(),
                            deeds.stream()
                                    .filter(
                                            deed ->
                                                    deed.action().equals("discard")
                                                            && deed.generation()
                                                                    == mark.generation())
                                    .map(View.Deed::actor)
                                    .findFirst()
                                    .orElse(""));
            case CANCELLED, SUPERSEDED, EXPIRED, CONFLICT ->
                    new Why.Ended(
                            mark.state().word(), mark.settledAt(), mark.code(), mark.reason());
            case LIVE, RUNNING, NOTED, WAITING, ASKED, OPENED, CLOSED ->
                    throw new IllegalArgumentException(mark.state() + " is no end");
        };
    }

    private Why open(JobId id, Optional<Mark> mark) {
        long now = clock.millis();
        if (mark.isPresent()) {
            Optional<Why> waits = waits(id, mark.get(), now);
            if (waits.isPresent()) {
                return waits.get();
            }
        }
        Search search = new Search(reader, config.topicNames(), id);
        boolean leftTheQueue = mark.filter(one -> one.state() == State.WAITING).isPresent();
        Optional<Found> found = leftTheQueue ? Optional.empty() : search.inJobs();
        found = found.isPresent() ? found : search.inExpress();
        found = found.isPresent() || leftTheQueue ? found : search.onLadder();
        if (found.isEmpty() && mark.isEmpty()) {
            List<Long> conflicts = view.conflicts(id);
            return conflicts.isEmpty()
                    ? new Why.Unknown(id.derived() ? 0 : id.high() >>> 16)
                    : new Why.Conflict(conflicts.getLast());
        }
        if (found.isPresent() && found.get().dueAt() > now) {
            return new Why.Delayed(found.get().dueAt());
        }
        String type = found.map(Found::type).orElseGet(() -> mark.map(Mark::type).orElse(""));
        return live(id, type, mark, found, now);
    }

    /// A job that has left its worker for a while, or waits there for its next attempt.
    private Optional<Why> waits(JobId id, Mark mark, long now) {
        Optional<PastAttempt> last =
                view.attempts(id).stream()
                        .filter(one -> one.generation() == mark.generation())
                        .reduce((_, later) -> later)
                        .filter(one -> one.ending().goesOn() && one.dueAt() > now);
        if (mark.state() != State.WAITING) {
            return last.map(this::inPlace);
        }
        if (mark.dueAt() <= now) {
            return Optional.empty();
        }
        if (!mark.code().isEmpty()) {
            return Optional.of(
                    new Why.Retries(
                            mark.dueAt(),
                            mark.attempt(),
                            attempts(mark.type()),
                            mark.code(),
                            mark.reason(),
                            false));
        }
        return Optional.of(
                mark.reason().isEmpty()
                        ? new Why.Snoozed(mark.dueAt())
                        : new Why.Held(
                                mark.settledAt(),
                                mark.reason(),
                                mark.dueAt(),
                                pause(id, mark.type(), now).isEmpty()
                                        && workers.get().held(id, mark.type(), config).isEmpty()));
    }

    private Why inPlace(PastAttempt one) {
        return switch (one.ending()) {
            case FAILED ->
                    new Why.Retries(
                            one.dueAt(),
                            one.attempt(),
                            attempts(one.type()),
                            one.code(),
                            one.reason(),
                            true);
            case HINDERED, ASIDE -> new Why.Held(one.endedAt(), one.reason(), one.dueAt(), false);
            case SNOOZED, DONE, DEAD, EXPIRED, CONFLICT, CANCELLED, SUPERSEDED ->
                    new Why.Snoozed(one.dueAt());
        };
    }

    private int attempts(String type) {
        return config.type(type).map(one -> one.retry().attempts()).orElse(1);
    }

    /// A job that is in its partition, and would run if nothing were in the way.
    private Why live(JobId id, String type, Optional<Mark> mark, Optional<Found> found, long now) {
        Workers alive = workers.get();
        Optional<Presence.Running> running = alive.running(id);
        if (running.isPresent()) {
            return new Why.Runs(
                    running.get().since(),
                    alive.owner(id).map(one -> one.who().process()).orElse(""),
                    running.get().attempt(),
                    alive.progress(id));
        }
        Optional<Pause> pause = pause(id, type, now);
        if (pause.isPresent()) {
            return new Why.Held(
                    pause.get().at(), pause.get().sentence(), pause.get().until(), false);
        }
        boolean onLadder = found.filter(one -> one.where() == Found.Where.LADDER).isPresent();
        if (alive.gateways() == 0 && (onLadder || found.isEmpty())) {
            return new Why.NoGateway();
        }
        Optional<Why> obstacle = alive.obstacle(id, type, config);
        if (obstacle.isPresent()) {
            return obstacle.get();
        }
        String owner = alive.owner(id).map(one -> one.who().process()).orElse("a worker");
        if (mark.filter(one -> one.state() == State.RUNNING).isPresent()) {
            return new Why.Runs(
                    mark.get().settledAt(), owner, mark.get().attempt() + 1, alive.progress(id));
        }
        if (found.isEmpty() || onLadder) {
            return new Why.Due(
                    mark.map(Mark::dueAt)
                            .or(() -> found.map(Found::dueAt))
                            .filter(due -> due > 0)
                            .orElse(now),
                    owner);
        }
        return new Why.Behind(found.get().before(), owner);
    }

    private Optional<Pause> pause(JobId id, String type, long now) {
        return view.pauses(now).stream()
                .filter(
                        one ->
                                switch (one.scope()) {
                                    case QUEUE -> one.name().equals(id.queue());
                                    case TYPE -> one.name().equals(type);
                                })
                .findFirst();
    }
}
