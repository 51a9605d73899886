package dev.towpath.testkit;

import java.time.Duration;

/// L4: in a storm of rebalances there is progress in every window of a time: while there is work,
/// some job ends or is put back, durably.
///
/// A promise of liveness, see [EveryJobEndsInTime].
public final class ProgressInAStorm implements Guarantee {
    private final Duration window;

    /// @param window in which something must move
    public ProgressInAStorm(Duration window) {
        this.window = window;
    }

    @Override
    public String number() {
        return "L4";
    }

    @Override
    public Judgement judge(History history) {
        return Inquiry.of(history, new Storms());
    }

    private final class Storms extends Vigil {
        private boolean storm;
        private long movedAt;

        @Override
        public void on(Event.StormBegan began, Inquiry inquiry) {
            backlog.lookedAt(began.at());
            storm = true;
            movedAt = began.at();
        }

        @Override
        public void on(Event.StormEnded ended, Inquiry inquiry) {
            backlog.lookedAt(ended.at());
            look(inquiry);
            storm = false;
        }

        @Override
        void moved(String partition, Inquiry inquiry) {
            movedAt = backlog.now();
            if (storm) {
                inquiry.judged();
            }
        }

        @Override
        void look(Inquiry inquiry) {
            if (!backlog.pending().iterator().hasNext()) {
                movedAt = backlog.now();
            }
            long still = backlog.now() - movedAt;
            if (storm && still > window.toMillis()) {
                inquiry.breach(
                        "nothing moved for "
                                + still
                                + " ms of a storm, and there is work: job "
                                + backlog.pending().iterator().next().job());
                movedAt = backlog.now();
            }
        }
    }
}
