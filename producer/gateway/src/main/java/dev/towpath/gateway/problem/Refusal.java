package dev.towpath.gateway.problem;

import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.error.TowpathException;
import dev.towpath.schemas.payload.Problem;
import java.time.Duration;
import java.util.List;

/// A request, or one line of a stream, that is not done as asked.
public final class Refusal extends RuntimeException {
    private final ErrorCode code;
    private final List<Problem> problems;
    private final int more;

    /// @param detail what is wrong with this one, with no key and no payload in it
    /// @param problems each thing that is wrong, as far as there are several
    /// @param more how many further problems are not listed
    public Refusal(ErrorCode code, String detail, List<Problem> problems, int more) {
        super(detail, null, false, false);
        this.code = code;
        this.problems = List.copyOf(problems);
        this.more = more;
    }

    public Refusal(ErrorCode code, String detail) {
        this(code, detail, List.of(), 0);
    }

    /// The refusal that says the same.
    public static Refusal of(TowpathException failure) {
        String message = failure.getMessage();
        return new Refusal(failure.code(), message == null ? failure.code().title() : message);
    }

    /// The same with no more than `most` problems listed.
    public Refusal shortened(int most) {
        if (problems.size() <= most) {
            return this;
        }
        return new Refusal(
                code, detail(), problems.subList(0, most), more + problems.size() - most);
    }

    public ErrorCode code() {
        return code;
    }

    public String detail() {
        String message = getMessage();
        return message == null ? code.title() : message;
    }

    public List<Problem> problems() {
        return problems;
    }

    public int more() {
        return more;
    }

    /// When trying again may help; zero when the code says nothing of it.
    public Duration retryAfter() {
        return code.retryable() ? Duration.ofSeconds(1) : Duration.ZERO;
    }
}
