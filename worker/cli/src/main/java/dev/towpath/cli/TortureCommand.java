package dev.towpath.cli;

import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.error.TowpathException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `towpath torture`, as far as it is in a distribution: what it does is no part of one, and is run
/// by the launcher of a clone.
@Command(
        name = "torture",
        description = {
            "Break a whole installation for some minutes, and judge what came of its jobs.",
            "Needs a clone of Towpath: three brokers, two gateways and three workers are started"
                    + " from its tests, and broken by a plan."
        })
final class TortureCommand implements Runnable {
    @Option(
            names = "--minutes",
            paramLabel = "N",
            description = "How long jobs are submitted; 30 unless said.")
    private int minutes = 30;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Draws the faults and the jobs; the clock's unless said.")
    private @Nullable Long seed;

    @Option(
            names = "--faults",
            paramLabel = "N",
            description = "How many faults; one in 33 s unless said.")
    private @Nullable Integer faults;

    @Option(
            names = "--protocol",
            paramLabel = "NAME",
            description =
                    "The workers' group protocol, `consumer` or `classic`; drawn from the seed"
                            + " unless said.")
    private @Nullable String protocol;

    @Override
    public void run() {
        throw new TowpathException(
                ErrorCode.ABSENT_BUILD,
                "the tests that torture an installation are no part of this distribution. Nothing"
                        + " was started or changed. In a clone of Towpath's repository, run:"
                        + " ./towpath torture --minutes "
                        + minutes
                        + (seed == null ? "" : " --seed " + seed)
                        + (faults == null ? "" : " --faults " + faults)
                        + (protocol == null ? "" : " --protocol " + protocol));
    }
}
