package dev.towpath.testkit;

import java.util.List;

/// One promise of Towpath. Its doc comment states it as docs/guarantees.md does.
public interface Guarantee {
    /// Its number in docs/guarantees.md, such as `S1`.
    String number();

    /// Judges a history.
    Judgement judge(History history);

    /// All of those of safety. Those of liveness are given times when they are made.
    static List<Guarantee> all() {
        return List.of(
                new EveryJobEnds(),
                new TerminalIsFinal(),
                new RefusedNeverRuns(),
                new SameKeySameJob(),
                new EffectiveOnce(),
                new NoFalseDuplicate(),
                new KeyOrder(),
                new AttemptsWithoutGaps(),
                new NeverEarly(),
                new CommitNeverPassesUnsettled(),
                new OnePlace(),
                new ReplayRunsWhatWasAsked(),
                new CancelIsObeyed(),
                new DeadLettersAreWhole(),
                new RightPlace(),
                new Conservation(),
                new LateResultsChangeNothing());
    }
}
