package dev.towpath.testkit;

import dev.towpath.schemas.ledger.State;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// S14: a dead letter is byte-identical in key, value and headers to the record that it tells of,
/// or a pointer to it; every job that is dead and every record that is no job has one, and nothing
/// else has. After an unknown outcome a letter may be there more than once, each alike.
public final class DeadLettersAreWhole implements Guarantee {
    @Override
    public String number() {
        return "S14";
    }

    @Override
    public Judgement judge(History history) {
        return Inquiry.of(history, new Letters());
    }

    private static final class Letters implements Inquiry.Examiner {
        private final Map<String, String> records = new HashMap<>();
        private final Set<String> foreign = new HashSet<>();
        private final Set<String> foreignLetters = new HashSet<>();
        private final Set<JobGeneration> dead = new HashSet<>();
        private final Set<JobGeneration> letters = new HashSet<>();

        @Override
        public void on(Event.Submitted submitted, Inquiry inquiry) {
            records.put(submitted.partition() + "@" + submitted.offset(), submitted.record());
        }

        @Override
        public void on(Event.OnExpress copy, Inquiry inquiry) {
            records.put(copy.partition() + "@" + copy.offset(), copy.record());
        }

        @Override
        public void on(Event.Foreign record, Inquiry inquiry) {
            String place = record.partition() + "@" + record.offset();
            records.put(place, record.record());
            foreign.add(place);
        }

        @Override
        public void on(Event.Terminal terminal, Inquiry inquiry) {
            if (terminal.state() == State.DEAD) {
                dead.add(new JobGeneration(terminal.job(), terminal.generation()));
            }
        }

        @Override
        public void on(Event.DeadLettered letter, Inquiry inquiry) {
            String place = letter.partition() + "@" + letter.offset();
            String record = records.get(place);
            inquiry.require(
                    record != null, "the dead letter tells of " + place + ", where nothing was");
            inquiry.require(
                    record == null || letter.pointer() || record.equals(letter.record()),
                    "the dead letter of " + place + " holds other bytes than " + record);
            if (letter.job().isEmpty()) {
                inquiry.require(
                        foreign.contains(place), "the dead letter of " + place + " names no job");
                foreignLetters.add(place);
            } else {
                letters.add(new JobGeneration(letter.job(), letter.generation()));
            }
        }

        @Override
        public void end(Event.Rested rested, Inquiry inquiry) {
            for (JobGeneration which : dead) {
                inquiry.require(letters.contains(which), which + " is dead without a letter");
            }
            for (JobGeneration which : letters) {
                inquiry.require(dead.contains(which), which + " has a letter and is not dead");
            }
            for (String place : foreign) {
                inquiry.require(
                        foreignLetters.contains(place),
                        "the record at " + place + " is no job and has no letter");
            }
        }
    }
}
