package dev.towpath.schemas.payload;

import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The problems found so far: the first hundred in full, the others counted.
final class Problems {
    /// How many problems are listed.
    static final int MOST = 100;

    private final List<Problem> listed = new ArrayList<>();
    private int more;
    private int trials;
    private boolean failed;

    /// Whether a problem that is found now will be listed, so that it is worth to word it.
    boolean listing() {
        return trials == 0 && listed.size() < MOST;
    }

    /// Counts a problem that is not listed.
    void count() {
        if (trials > 0) {
            failed = true;
        } else {
            more++;
        }
    }

    void add(Problem problem) {
        if (listing()) {
            listed.add(problem);
        } else {
            count();
        }
    }

    /// Tells that a value is not of its schema.
    ///
    /// @return null, in the place of the value
    @Nullable Object unfit(Schema schema, JsonNode json, Pointer at) {
        if (listing()) {
            add(
                    new Problem(
                            at.toString(),
                            SchemaWords.describe(schema),
                            Shown.value(json),
                            SchemaWords.advice(schema, json)));
        } else {
            count();
        }
        return null;
    }

    /// Begins to only find out whether there is a problem. Ended by [#endTrial(boolean)] with what
    /// this returned.
    boolean beginTrial() {
        boolean outer = failed;
        trials++;
        failed = false;
        return outer;
    }

    /// Whether there was no problem since the trial began.
    boolean endTrial(boolean outer) {
        boolean good = !failed;
        trials--;
        failed = outer;
        return good;
    }

    /// Whether a trial goes on and has failed, so that there is nothing more to find out.
    boolean lost() {
        return trials > 0 && failed;
    }

    <T> Checked<T> verdict(T value) {
        return listed.isEmpty() ? new Checked.Good<>(value) : new Checked.Bad<>(listed, more);
    }
}
