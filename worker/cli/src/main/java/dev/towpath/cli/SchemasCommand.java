package dev.towpath.cli;

import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.error.TowpathException;
import dev.towpath.schemas.payload.SchemaCompatibility;
import dev.towpath.schemas.payload.SchemaCompatibility.Verdict;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `towpath schemas`: what can be asked about payload schemas.
@Command(name = "schemas", description = "Compare payload schemas.")
final class SchemasCommand {
    @Spec private @Nullable CommandSpec spec;

    /// Which of two schemas has to read what the other wrote.
    enum Requirement {
        /// The new one what the old one wrote.
        BACKWARD,
        /// The old one what the new one writes.
        FORWARD,
        /// Each what the other wrote.
        FULL;

        boolean isMetBy(Verdict verdict) {
            return switch (this) {
                case BACKWARD -> verdict == Verdict.FULL || verdict == Verdict.BACKWARD;
                case FORWARD -> verdict == Verdict.FULL || verdict == Verdict.FORWARD;
                case FULL -> verdict == Verdict.FULL;
            };
        }
    }

    @Command(
            name = "check",
            description = {
                "Judge whether payloads written under one schema can be read under another.",
                "Compares two .avsc files, or two folders of them by job type."
            })
    int check(
            @Parameters(paramLabel = "OLD", description = "As it is in production.") Path old,
            @Parameters(paramLabel = "NEW", description = "As it is to be.") Path current,
            @Option(
                            names = "--require",
                            paramLabel = "WHAT",
                            defaultValue = "BACKWARD",
                            description =
                                    "Fail unless: backward, the new one reads what the old one"
                                            + " wrote (default); forward, the old one reads what"
                                            + " the new one writes; full, both.")
                    Requirement requirement) {
        SchemaCompatibility.Report report = SchemaCompatibility.check(old, current);
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        report.lines().forEach(out::println);
        out.flush();
        Verdict verdict = report.verdict();
        if (requirement.isMetBy(verdict)) {
            return 0;
        }
        throw new TowpathException(
                ErrorCode.SCHEMAS_INCOMPATIBLE,
                "comparing "
                        + old
                        + " with "
                        + current
                        + ": expected "
                        + requirement
                        + ", got "
                        + verdict
                        + ", "
                        + verdict.meaning()
                        + ". Nothing was changed. Change the new schema as advised above, or give"
                        + " the new payload a job type of its own.");
    }
}
