package dev.towpath.gateway.ladder;

import dev.towpath.gateway.observe.GatewayMetrics;
import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.id.JobId;
import dev.towpath.schemas.topic.Rung;
import dev.towpath.schemas.topic.TopicNames;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;

/// Decides where each job goes when its rung is over: to the workers when it is due, into a timer
/// when that is soon, else to the longest rung that is not too long.
final class Moves {
    /// What a send may take: a job that is due this much later than a rung is long waits in a
    /// timer, rather than come off the rung late.
    private static final long SLACK = 200;

    /// Where jobs wait whose queue is not there, and how long until the next look.
    private static final Rung NO_PLACE = Rung.S64;

    /// Where jobs of a later version wait for a gateway that can read them.
    private static final Rung TOO_NEW = Rung.S16;

    private final TopicNames topics;
    private final Sends sends;
    private final Places places;
    private final GatewayMetrics metrics;
    private final Timers timers = new Timers();
    private final Deque<Job> again = new ArrayDeque<>();
    private final Complaints complaints = new Complaints();

    Moves(TopicNames topics, Sends sends, Places places, GatewayMetrics metrics) {
        this.topics = topics;
        this.sends = sends;
        this.places = places;
        this.metrics = metrics;
    }

    /// Moves all that can go on now.
    ///
    /// @param now milliseconds since 1970 by the broker's clock
    /// @param mayGoOn asked before each send
    void move(Collection<Line> lines, long now, BooleanSupplier mayGoOn) {
        while (mayGoOn.getAsBoolean() && sends.open() && !again.isEmpty()) {
            place(again.removeFirst(), now);
        }
        while (mayGoOn.getAsBoolean() && sends.open()) {
            Optional<Job> due = timers.due(now);
            if (due.isEmpty()) {
                break;
            }
            place(due.get(), now);
        }
        for (Line line : lines) {
            boolean moved = true;
            while (moved && ready(line, now) && mayGoOn.getAsBoolean() && sends.open()) {
                moved = goOn(line, now);
            }
        }
    }

    /// Kafka has answered: the job is elsewhere, or is sent again.
    void answered(Sends.Answer answer) {
        Job job = answer.job();
        if (job.line().closed()) {
            return;
        }
        if (answer.failure().isEmpty()) {
            job.line().done(job.step());
            count(answer);
        } else if (answer.failure().get() instanceof RecordTooLargeException
                && job.aside().isEmpty()) {
            metrics.rejected(ErrorCode.TOPIC_UNSAFE);
            complaints.tell(
                    ErrorCode.TOPIC_UNSAFE,
                    "job "
                            + job.id()
                            + " of "
                            + job.origin()
                            + " is too large for "
                            + answer.target()
                            + "; it waits on the ladder, 64 s at a time. Set max.message.bytes"
                            + " there to at least what the delay topics have");
            again.add(job.aside(NO_PLACE));
        } else {
            again.add(job);
        }
    }

    /// Takes what is in memory off some lines that are to be another's. Without that, jobs that
    /// went before one in a timer would go again.
    ///
    /// @return jobs that are to be put on the first rung, with their due time
    Deque<Job> takeOf(Collection<Line> lines) {
        Deque<Job> taken = new ArrayDeque<>(timers.takeOf(lines));
        for (Job job : again) {
            if (lines.contains(job.line())) {
                taken.add(job);
            }
        }
        again.removeIf(job -> lines.contains(job.line()));
        return taken;
    }

    /// Puts one of them there.
    void handOver(Job job) {
        sends.send(job, job.to(topics.delay(Rung.NOW)));
    }

    /// Whether anything is in memory that came off its line.
    boolean holds() {
        return timers.size() > 0 || !again.isEmpty() || sends.inFlight() > 0;
    }

    /// When something can go on; the past when it can now. Empty when nothing waits.
    OptionalLong next(Collection<Line> lines) {
        if (!again.isEmpty()) {
            return OptionalLong.of(0);
        }
        long next = timers.next().orElse(Long.MAX_VALUE);
        for (Line line : lines) {
            next = Math.min(next, line.next().orElse(Long.MAX_VALUE));
        }
        return next == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(next);
    }

    int timers() {
        return timers.size();
    }

    long timerBytes() {
        return timers.bytes();
    }

    private static boolean ready(Line line, long now) {
        OptionalLong next = line.next();
        return next.isPresent() && next.getAsLong() <= now;
    }

    /// Takes the first job of a line out, unless the timers have no room for it.
    private boolean goOn(Line line, long now) {
        ConsumerRecord<byte[], byte[]> record = line.first().orElseThrow();
        switch (Reading.of(record)) {
            case Reading.Good good -> {
                if (soon(good.due() - now) && !timers.hasRoom()) {
                    return false;
                }
                place(
                        new Job(
                                line,
                                line.begin(),
                                good.id(),
                                good.due(),
                                Optional.empty(),
                                record,
                                good.headers(),
                                Line.bytes(record)),
                        now);
            }
            case Reading.Newer newer ->
                    place(asItIs(line, newer.id(), record, Optional.of(TOO_NEW)), now);
            case Reading.Broken broken -> {
                rejected(broken.code(), line, record, broken.why() + "; a worker will bury it");
                place(asItIs(line, broken.id(), record, Optional.empty()), now);
            }
            case Reading.Foreign foreign -> {
                rejected(
                        foreign.code(),
                        line,
                        record,
                        foreign.why()
                                + "; it is passed over, and stays in the topic for "
                                + line.rung().retention().toDays()
                                + " days");
                line.done(line.begin());
            }
        }
        return true;
    }

    private static Job asItIs(
            Line line, JobId id, ConsumerRecord<byte[], byte[]> record, Optional<Rung> aside) {
        return new Job(
                line, line.begin(), id, 0, aside, record, record.headers(), Line.bytes(record));
    }

    private void place(Job job, long now) {
        long remaining = job.due() - now;
        if (job.aside().isPresent()) {
            sends.send(job, job.to(topics.delay(job.aside().get())));
        } else if (soon(remaining)) {
            timers.add(job);
        } else if (remaining > 0) {
            sends.send(job, job.to(topics.delay(Rung.below(remaining))));
        } else {
            toTheWorkers(job);
        }
    }

    private void toTheWorkers(Job job) {
        OptionalInt partition = places.partition(job.id());
        String express = topics.express(job.id().queue());
        if (partition.isPresent()) {
            sends.send(job, job.to(express, partition.getAsInt()));
            return;
        }
        metrics.rejected(ErrorCode.TOPIC_MISSING);
        complaints.tell(
                ErrorCode.TOPIC_MISSING,
                "job "
                        + job.id()
                        + " of "
                        + job.origin()
                        + " is due, and topic "
                        + express
                        + " does not exist; it waits on the ladder, 64 s at a time. Make the topic"
                        + " with 'towpath topics apply'");
        sends.send(job, job.to(topics.delay(NO_PLACE)));
    }

    private static boolean soon(long remaining) {
        return remaining > 0 && remaining < Rung.TIMER.toMillis() + SLACK;
    }

    private void rejected(
            ErrorCode code, Line line, ConsumerRecord<byte[], byte[]> record, String what) {
        metrics.rejected(code);
        complaints.tell(code, "record " + line.partition() + "@" + record.offset() + ": " + what);
    }

    private void count(Sends.Answer answer) {
        Job job = answer.job();
        if (answer.target().equals(topics.express(job.id().queue()))) {
            long late = job.due() > 0 ? answer.appendMillis() - job.due() : 0;
            metrics.due(Duration.ofMillis(Math.max(0, late)));
        } else {
            metrics.movedToRung();
        }
    }
}
