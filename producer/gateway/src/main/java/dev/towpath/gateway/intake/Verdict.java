package dev.towpath.gateway.intake;

import dev.towpath.gateway.problem.Refusal;
import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.payload.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// All that is wrong with one job, collected so that its sender learns of everything at once.
final class Verdict {
    private static final int MOST_LISTED = 50;
    private static final int MOST_TOLD = 3;

    private final List<Problem> problems = new ArrayList<>();
    private @Nullable ErrorCode code;
    private int more;

    /// Adds problems; the code of the first ones is the refusal's.
    void add(ErrorCode kind, List<Problem> found, int unlisted) {
        if (found.isEmpty()) {
            return;
        }
        if (code == null) {
            code = kind;
        }
        for (Problem problem : found) {
            if (problems.size() < MOST_LISTED) {
                problems.add(problem);
            } else {
                more++;
            }
        }
        more += unlisted;
    }

    void add(ErrorCode kind, Problem problem) {
        add(kind, List.of(problem), 0);
    }

    /// @throws Refusal when anything is wrong
    void refuse() {
        if (code == null) {
            return;
        }
        int count = problems.size() + more;
        String told =
                problems.stream()
                        .limit(MOST_TOLD)
                        .map(Problem::line)
                        .collect(Collectors.joining("; "));
        String rest = count > MOST_TOLD ? "; and " + (count - MOST_TOLD) + " more" : "";
        throw new Refusal(code, "the job is not stored. " + told + rest, problems, more);
    }
}
