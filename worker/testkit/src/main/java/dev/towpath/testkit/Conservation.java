package dev.towpath.testkit;

import dev.towpath.schemas.ledger.State;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// S18: at every resting point accepted = done + dead + cancelled + superseded + expired + conflict
/// + duplicate + live, and the metrics say the same. For histories without faults: a worker that
/// dies takes its counts with it.
public final class Conservation implements Guarantee {
    @Override
    public String number() {
        return "S18";
    }

    @Override
    public Judgement judge(History history) {
        return Inquiry.of(history, new Sums());
    }

    private static final class Sums implements Inquiry.Examiner {
        private final Set<String> seen = new HashSet<>();
        private final Map<State, Long> ended = new EnumMap<>(State.class);
        private long accepted;

        @Override
        public void on(Event.Submitted submitted, Inquiry inquiry) {
            if (submitted.answer() == Event.Answer.ACCEPTED
                    || (submitted.answer() == Event.Answer.UNKNOWN && submitted.offset() >= 0)) {
                accepted++;
            }
        }

        @Override
        public void on(Event.Terminal terminal, Inquiry inquiry) {
            String which =
                    terminal.state() == State.CONFLICT
                            ? terminal.submission()
                            : terminal.job() + " " + terminal.generation();
            if (seen.add(terminal.state() + " " + which)) {
                ended.merge(terminal.state(), 1L, Long::sum);
            }
        }

        @Override
        public void on(Event.Counted counted, Inquiry inquiry) {
            for (State state : State.values()) {
                long ledger = ended.getOrDefault(state, 0L);
                long metric = counted.ended().getOrDefault(state, 0L);
                inquiry.require(
                        ledger == metric,
                        "the ledger has "
                                + ledger
                                + " jobs that are "
                                + state.word()
                                + ", the metrics "
                                + metric);
            }
            long sum =
                    counted.ended().values().stream().mapToLong(Long::longValue).sum()
                            + counted.duplicates()
                            + counted.live();
            inquiry.require(
                    accepted == sum, accepted + " jobs were accepted, and " + sum + " are told of");
        }
    }
}
