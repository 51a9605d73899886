package dev.towpath.cli.replay;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/// Which jobs of a queue's log are meant.
final class LogFilterOptions extends FilterOptions {
    @Option(
            names = "--offsets",
            paramLabel = "P:FROM-TO",
            description = "These offsets of partition P, both ends included.")
    private List<String> ranges = new ArrayList<>();

    @Override
    protected List<String> ranges() {
        return ranges;
    }
}
