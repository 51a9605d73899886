package dev.towpath.console.view;

import dev.towpath.schemas.ledger.Mark;
import dev.towpath.schemas.wire.Ending;
import dev.towpath.schemas.wire.PastAttempt;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// One line of a job's story. What the history leaves out, ledger and dead letters tell.
///
/// @param at when it ended, milliseconds since 1970, as all times here
/// @param generation 0 for the first
/// @param attempt from 1; 0 where none was made
/// @param startedAt 0 where none was made
/// @param what `done`, `failed`, `dead`, `snoozed`, `replay` and so on
/// @param until when it goes on, 0 where it does not
/// @param by the worker, or the person
/// @param deployment of the worker, empty for none
/// @param why code and reason, empty for none
/// @param note what the handler noted of the attempt, empty for none
/// @param source whence it is known
public record Line(
        long at,
        int generation,
        int attempt,
        long startedAt,
        String what,
        long until,
        String by,
        String deployment,
        String why,
        String note,
        Source source) {
    /// Whence a line is known.
    public enum Source {
        HISTORY,
        LEDGER,
        LETTER,
        AUDIT,
        CONFLICT
    }

    /// The lines of one job, in order.
    static List<Line> all(
            List<PastAttempt> attempts,
            Optional<Mark> mark,
            List<View.Died> letters,
            List<Long> conflicts,
            List<View.Deed> deeds) {
        List<Line> lines = new ArrayList<>();
        attempts.forEach(one -> lines.add(of(one)));
        for (View.Died letter : letters) {
            if (attempts.stream()
                    .noneMatch(
                            one ->
                                    one.ending() == Ending.DEAD
                                            && one.generation() == letter.generation())) {
                lines.add(of(letter));
            }
        }
        mark.filter(one -> lines.stream().noneMatch(line -> tells(line, one)))
                .ifPresent(one -> lines.add(of(one)));
        if (attempts.stream().noneMatch(one -> one.ending() == Ending.CONFLICT)) {
            conflicts.forEach(at -> lines.add(conflict(at)));
        }
        lines.sort(Comparator.comparingLong(Line::at));
        deeds.forEach(deed -> insert(lines, of(deed)));
        return List.copyOf(lines);
    }

    /// What was done stands before what it led to: it is audited when it is done, and a replayed
    /// job may have ended by then.
    private static void insert(List<Line> lines, Line deed) {
        boolean replay = deed.what.equals("replay");
        int place = 0;
        while (place < lines.size()
                && lines.get(place).at <= deed.at
                && !(replay
                        && lines.get(place).source != Source.CONFLICT
                        && lines.get(place).generation >= deed.generation)) {
            place++;
        }
        lines.add(place, deed);
    }

    /// Whether a line says what a mark says.
    private static boolean tells(Line line, Mark mark) {
        return line.generation == mark.generation()
                && (mark.state().isEnd()
                        ? line.what.equals(mark.state().word())
                        : line.at >= mark.settledAt());
    }

    private static Line of(PastAttempt one) {
        return new Line(
                one.endedAt(),
                one.generation(),
                one.startedAt() > 0 ? one.attempt() : 0,
                one.startedAt(),
                one.ending().word(),
                one.dueAt(),
                one.worker(),
                one.workerDeployment(),
                why(one.code(), one.reason()),
                one.note(),
                Source.HISTORY);
    }

    private static Line of(View.Died letter) {
        return new Line(
                letter.diedAt(),
                letter.generation(),
                letter.attempts(),
                0,
                Ending.DEAD.word(),
                0,
                letter.worker(),
                "",
                why(letter.code(), letter.reason()),
                "",
                Source.LETTER);
    }

    private static Line of(Mark mark) {
        return new Line(
                mark.settledAt(),
                mark.generation(),
                mark.attempt(),
                mark.startedAt(),
                mark.state().word(),
                mark.dueAt(),
                "",
                "",
                why(mark.code(), mark.reason()),
                "",
                Source.LEDGER);
    }

    private static Line of(View.Deed deed) {
        return new Line(
                deed.at(),
                deed.generation(),
                0,
                0,
                deed.action(),
                0,
                deed.actor(),
                "",
                deed.plan().isEmpty() ? deed.reason() : "plan " + deed.plan(),
                "",
                Source.AUDIT);
    }

    private static Line conflict(long at) {
        return new Line(at, 0, 0, 0, Ending.CONFLICT.word(), 0, "", "", "", "", Source.CONFLICT);
    }

    private static String why(String code, String reason) {
        return (code + " " + reason).strip();
    }
}
