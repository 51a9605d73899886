package dev.towpath.cli.doctor;

import dev.towpath.cli.config.ConfigOption;
import dev.towpath.cli.replay.Reading;
import dev.towpath.cli.terminal.Columns;
import dev.towpath.cli.terminal.ExitCode;
import dev.towpath.cli.terminal.Json;
import dev.towpath.cli.terminal.Paragraph;
import dev.towpath.cli.terminal.Printable;
import dev.towpath.console.doctor.Diagnosis;
import dev.towpath.console.doctor.Doctor;
import dev.towpath.console.doctor.Finding;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `towpath doctor`: says what would lose or stall jobs, and what mends it.
@Command(
        name = "doctor",
        description = {
            "Find what would lose or stall jobs before it does, each with the command that mends"
                    + " it. Changes nothing.",
            "Ends with 0 when all is well, with 1 when something is found, with 4 when nothing is"
                    + " found but some of it could not be looked at."
        })
public final class DoctorCommand implements Callable<Integer> {
    @Spec private @Nullable CommandSpec spec;
    @Mixin private final ConfigOption config = new ConfigOption();

    @Option(names = "--json", description = "As one JSON document.")
    private boolean json;

    @Override
    public Integer call() {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        Diagnosis diagnosis =
                new Doctor(
                                config.read(),
                                InstantSource.system(),
                                new Reading(spec.commandLine().getErr()))
                        .examine();
        if (json) {
            out.println(Json.pretty(document(diagnosis)));
        } else {
            out.print(text(diagnosis));
        }
        out.flush();
        if (diagnosis.isFine()) {
            return ExitCode.OK;
        }
        return diagnosis.isOnlyUnknown() ? ExitCode.PARTLY : ExitCode.FAILED;
    }

    private static String text(Diagnosis diagnosis) {
        StringBuilder text = new StringBuilder();
        for (Finding finding : diagnosis.findings()) {
            text.append(finding.severity().word())
                    .append("  ")
                    .append(Printable.line(finding.subject()))
                    .append('\n')
                    .append(
                            new Columns("    ")
                                    .row("expected", Printable.line(finding.expected()))
                                    .row("got", Printable.line(finding.got()))
                                    .row("mend", Printable.line(finding.mend()))
                                    .text())
                    .append('\n');
        }
        String looked = "Looked at: " + String.join(", ", diagnosis.looked()) + ".";
        text.append(Paragraph.wrap(looked)).append('\n');
        int count = diagnosis.findings().size();
        text.append(
                count == 0
                        ? "Nothing here loses or stalls jobs.\n"
                        : count + (count == 1 ? " finding.\n" : " findings.\n"));
        return text.toString();
    }

    private static ObjectNode document(Diagnosis diagnosis) {
        ObjectNode document = Json.object();
        document.put("fine", diagnosis.isFine());
        ArrayNode looked = document.putArray("looked");
        diagnosis.looked().forEach(looked::add);
        ArrayNode findings = document.putArray("findings");
        for (Finding finding : diagnosis.findings()) {
            findings.addObject()
                    .put("severity", finding.severity().word())
                    .put("subject", finding.subject())
                    .put("expected", finding.expected())
                    .put("got", finding.got())
                    .put("mend", finding.mend());
        }
        return document;
    }
}
