package dev.towpath.e2e.crash;

import dev.towpath.schemas.ledger.State;
import dev.towpath.testkit.Event;
import dev.towpath.testkit.Event.AttemptEnded;
import dev.towpath.testkit.Event.AttemptStarted;
import dev.towpath.testkit.Event.Committed;
import dev.towpath.testkit.Event.DeadLettered;
import dev.towpath.testkit.Event.Effect;
import dev.towpath.testkit.Event.Terminal;
import dev.towpath.worker.handler.Fence;
import java.util.List;

/// A change to a history that was kept: what it would look like, had the engine a bug.
enum Spoil {
    AN_END_IS_LOST("S1"),
    DONE_IS_ALSO_DEAD("S1"),
    DONE_TURNS_DEAD("S2"),
    RUN_AFTER_ITS_END("S2"),
    CONFLICTS_ARE_FORGOTTEN("S4"),
    AN_OLDER_FENCE_IS_TAKEN("S5"),
    DONE_WITHOUT_EFFECT("S5"),
    RUN_TWICE_WITHOUT_A_FAULT("S5"),
    A_GROUP_RUNS_BESIDE_ITSELF("S7"),
    A_COMMIT_ONE_TOO_FAR("S10"),
    A_COMMIT_BEFORE_ITS_MARKS("S10"),
    A_COMMIT_GOES_BACK("S10"),
    A_LETTER_IS_LOST("S14"),
    A_LETTER_IS_CUT("S14"),
    ANOTHER_PAYLOAD_IS_RUN("S15"),
    AN_OWNER_MARKS_WHAT_ANOTHER_RAN("S19");

    /// The number of the guarantee that must find it.
    final String found;

    Spoil(String found) {
        this.found = found;
    }

    List<Event> spoil(List<Event> kept) {
        Edit edit = new Edit(kept);
        switch (this) {
            case AN_END_IS_LOST -> edit.drop(Spoil::isDone);
            case DONE_IS_ALSO_DEAD, DONE_TURNS_DEAD ->
                    edit.addAfter(Spoil::isDone, one -> dead((Terminal) one));
            case RUN_AFTER_ITS_END -> edit.repeatAtTheEnd(AttemptStarted.class::isInstance);
            case CONFLICTS_ARE_FORGOTTEN ->
                    edit.dropAll(one -> one instanceof Terminal t && t.state() == State.CONFLICT);
            case AN_OLDER_FENCE_IS_TAKEN ->
                    edit.addAfter(Effect.class::isInstance, one -> older((Effect) one));
            case DONE_WITHOUT_EFFECT -> edit.drop(Effect.class::isInstance);
            case RUN_TWICE_WITHOUT_A_FAULT ->
                    edit.addAfter(AttemptStarted.class::isInstance, one -> one);
            case A_GROUP_RUNS_BESIDE_ITSELF ->
                    edit.drop(one -> one instanceof AttemptEnded e && isOrdered(kept, e.job()));
            case A_COMMIT_ONE_TOO_FAR ->
                    edit.changeAll(
                            Committed.class,
                            one -> new Committed(one.partition(), one.offset() + 1));
            case A_COMMIT_BEFORE_ITS_MARKS ->
                    edit.moveLastBefore(Spoil::isCommit, AttemptStarted.class::isInstance);
            case A_COMMIT_GOES_BACK -> {
                Committed last = (Committed) edit.last(Spoil::isCommit);
                edit.addAtTheEnd(new Committed(last.partition(), last.offset() - 1));
            }
            case A_LETTER_IS_LOST -> edit.drop(DeadLettered.class::isInstance);
            case A_LETTER_IS_CUT -> edit.changeAll(DeadLettered.class, Spoil::cut);
            case ANOTHER_PAYLOAD_IS_RUN -> edit.changeAll(AttemptStarted.class, Spoil::other);
            case AN_OWNER_MARKS_WHAT_ANOTHER_RAN -> edit.changeAll(Terminal.class, Spoil::foreign);
        }
        return edit.events();
    }

    private static boolean isDone(Event one) {
        return one instanceof Terminal terminal && terminal.state() == State.DONE;
    }

    private static boolean isCommit(Event one) {
        return one instanceof Committed commit && commit.offset() > 0;
    }

    private static boolean isOrdered(List<Event> events, String job) {
        return events.stream()
                .anyMatch(
                        one ->
                                one instanceof Event.Submitted submitted
                                        && submitted.job().equals(job)
                                        && !submitted.group().isEmpty());
    }

    private static Terminal dead(Terminal one) {
        return new Terminal(
                one.job(),
                one.generation(),
                State.DEAD,
                one.submission(),
                one.partition(),
                one.ownerEpoch());
    }

    private static Effect older(Effect one) {
        Fence fence = one.fence();
        return new Effect(
                one.job(),
                one.generation(),
                new Fence(fence.ownerEpoch() - 1, fence.generation(), fence.attempt()),
                one.worker(),
                true);
    }

    private static DeadLettered cut(DeadLettered one) {
        return new DeadLettered(
                one.job(), one.generation(), one.partition(), one.offset(), "cut", one.code());
    }

    private static AttemptStarted other(AttemptStarted one) {
        return new AttemptStarted(
                one.job(),
                one.generation(),
                one.attempt(),
                one.fence(),
                one.worker(),
                one.submission(),
                one.type(),
                "another",
                one.at());
    }

    private static Terminal foreign(Terminal one) {
        return new Terminal(
                one.job(),
                one.generation(),
                one.state(),
                one.submission(),
                one.partition(),
                one.ownerEpoch() + 1);
    }
}
