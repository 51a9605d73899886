package dev.towpath.cli.dead;

import dev.towpath.cli.replay.FilterOptions;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/// Which dead letters are meant.
final class DeadFilterOptions extends FilterOptions {
    @Option(
            names = "--cause",
            paramLabel = "FINGERPRINT",
            description = "Letters of this cause, or of those that begin so.")
    private List<String> causes = new ArrayList<>();

    @Option(names = "--code", paramLabel = "TP-N", description = "Letters with this error code.")
    private List<String> codes = new ArrayList<>();

    @Override
    protected List<String> causes() {
        return causes;
    }

    @Override
    protected List<String> codes() {
        return codes;
    }
}
