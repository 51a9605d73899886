package dev.towpath.cli;

import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.error.TowpathException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/// `towpath bench`, as far as it is in a distribution: what it measures with is no part of one, and
/// is run by the launcher of a clone.
@Command(
        name = "bench",
        description = {
            "Measure Towpath beside its peers on this machine.",
            "Needs a clone of Towpath; there, --quick takes less than five minutes and --help"
                    + " tells the rest."
        })
final class BenchCommand implements Runnable {
    @Unmatched private List<String> words = new ArrayList<>();

    @Override
    public void run() {
        throw new TowpathException(
                ErrorCode.ABSENT_BUILD,
                "what it measures with is no part of this distribution. Nothing was started or"
                        + " changed. In a clone of Towpath's repository, run: ./towpath bench"
                        + (words.isEmpty() ? "" : " " + String.join(" ", words)));
    }
}
