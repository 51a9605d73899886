package dev.towpath.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/// docs/command-line.md against the commands that there are.
final class CommandLineDocsTest {
    @Test
    void everyCommandAndOptionIsDescribed() throws Exception {
        Path file = Path.of(System.getProperty("towpath.root"), "docs", "command-line.md");
        String docs = Files.readString(file);
        List<String> missing = new ArrayList<>();
        visit(Towpath.commandLine(), "", docs, missing);
        assertThat(missing).isEmpty();
    }

    private static void visit(CommandLine command, String name, String docs, List<String> missing) {
        if (!name.isEmpty() && !docs.contains("`towpath " + name)) {
            missing.add("towpath " + name);
        }
        command.getCommandSpec().options().stream()
                .filter(option -> !option.hidden())
                .map(CommandLine.Model.OptionSpec::longestName)
                .filter(option -> !docs.contains("`" + option))
                .forEach(option -> missing.add(name + " " + option));
        new TreeMap<>(command.getSubcommands())
                .forEach(
                        (word, sub) -> {
                            if (!sub.getCommandSpec().usageMessage().hidden()) {
                                visit(sub, (name + " " + word).strip(), docs, missing);
                            }
                        });
    }
}
