package dev.towpath.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towpath.schemas.ledger.State;
import dev.towpath.testkit.Event.Answer;
import dev.towpath.testkit.Event.Kind;
import dev.towpath.testkit.Event.Result;
import dev.towpath.testkit.Event.Submitted;
import dev.towpath.worker.handler.Fence;
import java.util.ArrayList;
import java.util.List;

/// Histories in few words: all in partition `p`, of worker `w` as owner 1 unless it says otherwise.
final class Histories {
    static final String P = "p";
    static final String EXPRESS = "express p";

    private Histories() {}

    /// A whole history: its beginning and its end are put around these.
    static History whole(Event... events) {
        List<Event> all = new ArrayList<>();
        all.add(new Event.Began());
        all.addAll(List.of(events));
        all.add(new Event.Rested());
        return History.of(all.toArray(Event[]::new));
    }

    static Submitted accepted(String job, long offset) {
        return Submitted.accepted(job, P, offset);
    }

    static Event opened(long epoch) {
        return new Event.Opened(P, epoch, "w" + epoch);
    }

    static Event started(String job) {
        return started(job, 0, 1);
    }

    static Event started(String job, int generation, long owner) {
        return started(job, generation, owner, "payload of " + job);
    }

    static Event started(String job, int generation, long owner, String payload) {
        return new Event.AttemptStarted(
                job,
                generation,
                1,
                new Fence(owner, generation, 1),
                "w" + owner,
                "",
                "t",
                payload,
                0);
    }

    static Event ended(String job, Result result) {
        return ended(job, 0, 1, result);
    }

    static Event ended(String job, int generation, long owner, Result result) {
        return new Event.AttemptEnded(
                job, generation, 1, new Fence(owner, generation, 1), "w" + owner, result, 0);
    }

    /// Attempt `number` of owner 1, at a time.
    static Event attempt(String job, int number, long at) {
        return attempt(job, number, 1, at);
    }

    static Event attempt(String job, int number, long owner, long at) {
        return new Event.AttemptStarted(
                job,
                0,
                number,
                new Fence(owner, 0, number),
                "w" + owner,
                job + "@0",
                "t",
                "payload of " + job,
                at);
    }

    static Event ended(String job, int number, Result result, long at) {
        return ended(job, number, 1, result, at);
    }

    static Event ended(String job, int number, long owner, Result result, long at) {
        return new Event.AttemptEnded(
                job, 0, number, new Fence(owner, 0, number), "w" + owner, result, at);
    }

    /// A type `t` with three attempts and pauses of 100 ms, then 400 ms.
    static Event thrice() {
        return new Event.Declared("t", false, 3, List.of(100L, 400L), 3);
    }

    static Event waiting(String job, int attempts, int hop) {
        return waiting(job, attempts, hop, 1);
    }

    static Event waiting(String job, int attempts, int hop, long owner) {
        return new Event.Waiting(job, 0, attempts, hop, job + "@0", P, owner);
    }

    static Event onLadder(String job, int hop, long dueAt) {
        return new Event.OnLadder(job + "." + hop, job, 0, hop, hop, job + "@0", dueAt);
    }

    /// The copy with that hop, off the ladder.
    static Event onExpress(String job, int hop, long offset) {
        return new Event.OnExpress(
                EXPRESS, offset, job + "." + hop, job, 0, hop, job + "@0", "record of " + job);
    }

    static Event expressCommitted(long offset) {
        return new Event.Committed(EXPRESS, offset);
    }

    static Event effect(String job, int generation, long owner) {
        return new Event.Effect(
                job, generation, new Fence(owner, generation, 1), "w" + owner, true);
    }

    static Event effect(String job) {
        return effect(job, 0, 1);
    }

    static Event is(String job, State state) {
        return is(job, 0, state, 1);
    }

    static Event is(String job, int generation, State state, long owner) {
        return new Event.Terminal(job, generation, state, "", P, owner);
    }

    static Event conflict(Submitted submitted) {
        return new Event.Terminal(
                submitted.job(), 0, State.CONFLICT, submitted.submission(), P, -1);
    }

    /// A cancel of client `c`, at an offset of express, that speaks of what lies below an offset of
    /// the jobs, or was given a delay until a time.
    static Event.CancelAsked cancel(String job, long offset, long jobsEnd, long askedAt) {
        return cancel("c", job, offset, jobsEnd, askedAt);
    }

    static Event.CancelAsked cancel(
            String client, String job, long offset, long jobsEnd, long askedAt) {
        return new Event.CancelAsked(
                Answer.ACCEPTED, job, client, askedAt, jobsEnd, "", EXPRESS, offset);
    }

    /// The owner has read the cancel.
    static Event read(Event.CancelAsked cancel, long owner) {
        return new Event.CancelRead(EXPRESS, cancel.offset(), cancel.job(), owner);
    }

    /// The ledger knows of the cancel.
    static Event marked(Event.CancelAsked cancel) {
        return new Event.CancelMarked(
                cancel.job(), cancel.client(), cancel.askedAt(), cancel.jobsEnd());
    }

    /// An attempt of owner 1 that says which submission it runs.
    static Event runs(Event.Submitted submitted, int generation) {
        return runs(submitted, generation, 1);
    }

    static Event runs(Event.Submitted submitted, int generation, long owner) {
        return new Event.AttemptStarted(
                submitted.job(),
                generation,
                1,
                new Fence(owner, generation, 1),
                "w" + owner,
                submitted.submission(),
                submitted.type(),
                submitted.payload(),
                0);
    }

    /// A submission has reached a state.
    static Event is(Event.Submitted submitted, int generation, State state) {
        return new Event.Terminal(submitted.job(), generation, state, submitted.submission(), P, 1);
    }

    /// The same submission once more, as a producer's retry leaves it.
    static Submitted repeated(Submitted one, long offset) {
        return copy(one, one.submission(), offset);
    }

    /// The same under a nonce of its own.
    static Submitted withNonce(Submitted one, String nonce) {
        return copy(one, nonce, one.offset());
    }

    private static Submitted copy(Submitted one, String submission, long offset) {
        return new Submitted(
                one.answer(),
                one.job(),
                submission,
                one.partition(),
                offset,
                one.acceptedAt(),
                one.windowMillis(),
                one.client(),
                one.type(),
                one.key(),
                one.group(),
                one.payload(),
                one.record());
    }

    static Event committed(long offset) {
        return new Event.Committed(P, offset);
    }

    static Event crash(int atStake) {
        return new Event.Fault(Kind.CRASH, P, atStake);
    }

    static Event letter(String job, long offset) {
        return letter(job, offset, "record of " + job);
    }

    static Event letter(String job, long offset, String record) {
        return new Event.DeadLettered(job, 0, P, offset, record, "TP-3001");
    }

    static void keeps(Guarantee guarantee, Event... events) {
        assertThat(guarantee.judge(whole(events))).isInstanceOf(Judgement.Kept.class);
    }

    static void breaks(Guarantee guarantee, String how, Event... events) {
        Judgement judgement = guarantee.judge(whole(events));
        assertThat(judgement).isInstanceOf(Judgement.Broken.class);
        assertThat(((Judgement.Broken) judgement).breaches())
                .anySatisfy(breach -> assertThat(breach.what()).contains(how));
    }

    static void tellsNothing(Guarantee guarantee, Event... events) {
        assertThat(guarantee.judge(whole(events))).isInstanceOf(Judgement.Unknown.class);
    }
}
