package dev.towpath.cli.replay;

import dev.towpath.console.audit.Actor;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The options that say how a replay is run.
public final class RunOptions {
    @Option(
            names = "--yes",
            description = "Do it. Without, it is counted and asked, or only counted.")
    private boolean yes;

    @Option(names = "--dry-run", description = "Count only, ask nothing.")
    private boolean dryRun;

    @Option(
            names = "--rate",
            paramLabel = "N/s",
            description = "At most N jobs a second. Default: as fast as Kafka takes them.")
    private String rate = "";

    @Option(names = "--max", paramLabel = "N", description = "At most N jobs.")
    private long max;

    @Option(names = "--expired", description = "Run jobs past their expiry too.")
    private boolean expired;

    @Option(
            names = "--actor",
            paramLabel = "NAME",
            description = "Who does this, for the audit. Default: the user at this machine.")
    private @Nullable String actor;

    @Option(names = "--json", description = "As one JSON document.")
    private boolean json;

    boolean yes() {
        return yes && !dryRun;
    }

    boolean dryRun() {
        return dryRun;
    }

    boolean json() {
        return json;
    }

    boolean expired() {
        return expired;
    }

    public String actor() {
        return actor == null ? Actor.here() : actor;
    }

    long max() {
        if (max < 0) {
            throw Usage.wrong("--max", "a number from 1", Long.toString(max));
        }
        return max;
    }

    /// Jobs a second; 0 for no bound.
    double rate() {
        if (rate.isEmpty()) {
            return 0;
        }
        String number = rate.endsWith("/s") ? rate.substring(0, rate.length() - 2) : rate;
        try {
            double parsed = Double.parseDouble(number);
            if (parsed > 0 && parsed <= 1e6) {
                return parsed;
            }
        } catch (NumberFormatException e) {
            throw Usage.wrong("--rate", "jobs a second such as 50/s", rate);
        }
        throw Usage.wrong("--rate", "more than 0 and at most 1000000 jobs a second", rate);
    }
}
