package dev.towpath.testkit;

import dev.towpath.testkit.Judgement.Breach;
import java.util.ArrayList;
import java.util.List;

/// The going through of one history for one guarantee: where it is, what it looked at, what it
/// found.
final class Inquiry {
    private final List<Event> events;
    private final List<Breach> breaches = new ArrayList<>();
    private int at;
    private int judged;

    private Inquiry(List<Event> events) {
        this.events = events;
    }

    /// Looks at each event in turn, and in the end at the whole.
    interface Examiner {
        default void on(Event.Declared event, Inquiry inquiry) {}

        default void on(Event.Submitted event, Inquiry inquiry) {}

        default void on(Event.Foreign event, Inquiry inquiry) {}

        default void on(Event.Replayed event, Inquiry inquiry) {}

        default void on(Event.CancelAsked event, Inquiry inquiry) {}

        default void on(Event.CancelRead event, Inquiry inquiry) {}

        default void on(Event.CancelMarked event, Inquiry inquiry) {}

        default void on(Event.Opened event, Inquiry inquiry) {}

        default void on(Event.ReadsFirst event, Inquiry inquiry) {}

        default void on(Event.OnLadder event, Inquiry inquiry) {}

        default void on(Event.OnExpress event, Inquiry inquiry) {}

        default void on(Event.AttemptStarted event, Inquiry inquiry) {}

        default void on(Event.AttemptEnded event, Inquiry inquiry) {}

        default void on(Event.Effect event, Inquiry inquiry) {}

        default void on(Event.Terminal event, Inquiry inquiry) {}

        default void on(Event.Waiting event, Inquiry inquiry) {}

        default void on(Event.Noted event, Inquiry inquiry) {}

        default void on(Event.DeadLettered event, Inquiry inquiry) {}

        default void on(Event.Pushed event, Inquiry inquiry) {}

        default void on(Event.Committed event, Inquiry inquiry) {}

        default void on(Event.Fault event, Inquiry inquiry) {}

        default void on(Event.StormBegan event, Inquiry inquiry) {}

        default void on(Event.StormEnded event, Inquiry inquiry) {}

        default void on(Event.Healed event, Inquiry inquiry) {}

        default void on(Event.Looked event, Inquiry inquiry) {}

        default void on(Event.Counted event, Inquiry inquiry) {}

        /// @param rested the last event
        default void end(Event.Rested rested, Inquiry inquiry) {}
    }

    static Judgement of(History history, Examiner examiner) {
        Inquiry inquiry = new Inquiry(history.events());
        return inquiry.judgement(examiner);
    }

    private Judgement judgement(Examiner examiner) {
        if (events.isEmpty() || !(events.getFirst() instanceof Event.Began)) {
            return new Judgement.Unknown("the history lacks its beginning");
        }
        for (at = 0; at < events.size(); at++) {
            show(events.get(at), examiner);
        }
        at = events.size() - 1;
        Event last = events.getLast();
        if (last instanceof Event.Rested rested) {
            examiner.end(rested, this);
        }
        if (!breaches.isEmpty()) {
            return new Judgement.Broken(breaches);
        }
        if (!(last instanceof Event.Rested)) {
            return new Judgement.Unknown("the history lacks its end");
        }
        if (judged == 0) {
            return new Judgement.Unknown("nothing happened that it speaks of");
        }
        return new Judgement.Kept(judged);
    }

    private void show(Event event, Examiner examiner) {
        switch (event) {
            case Event.Began _, Event.Rested _ -> {}
            case Event.Declared declared -> examiner.on(declared, this);
            case Event.Submitted submitted -> examiner.on(submitted, this);
            case Event.Foreign foreign -> examiner.on(foreign, this);
            case Event.Replayed replayed -> examiner.on(replayed, this);
            case Event.CancelAsked asked -> examiner.on(asked, this);
            case Event.CancelRead read -> examiner.on(read, this);
            case Event.CancelMarked marked -> examiner.on(marked, this);
            case Event.Opened opened -> examiner.on(opened, this);
            case Event.ReadsFirst readsFirst -> examiner.on(readsFirst, this);
            case Event.OnLadder onLadder -> examiner.on(onLadder, this);
            case Event.OnExpress onExpress -> examiner.on(onExpress, this);
            case Event.AttemptStarted attemptStarted -> examiner.on(attemptStarted, this);
            case Event.AttemptEnded attemptEnded -> examiner.on(attemptEnded, this);
            case Event.Effect effect -> examiner.on(effect, this);
            case Event.Terminal terminal -> examiner.on(terminal, this);
            case Event.Waiting waiting -> examiner.on(waiting, this);
            case Event.Noted noted -> examiner.on(noted, this);
            case Event.DeadLettered deadLettered -> examiner.on(deadLettered, this);
            case Event.Pushed pushed -> examiner.on(pushed, this);
            case Event.Committed committed -> examiner.on(committed, this);
            case Event.Fault fault -> examiner.on(fault, this);
            case Event.StormBegan began -> examiner.on(began, this);
            case Event.StormEnded ended -> examiner.on(ended, this);
            case Event.Healed healed -> examiner.on(healed, this);
            case Event.Looked looked -> examiner.on(looked, this);
            case Event.Counted counted -> examiner.on(counted, this);
        }
    }

    /// Something was looked at that could have broken the promise.
    void judged() {
        judged++;
    }

    void breach(String what) {
        breaches.add(new Breach(at, events.get(at), what));
    }

    /// Looks at one thing.
    void require(boolean kept, String otherwise) {
        judged++;
        if (!kept) {
            breach(otherwise);
        }
    }
}
