package dev.towpath.cli.replay;

import dev.towpath.cli.config.ConfigOption;
import dev.towpath.console.replay.Plan;
import dev.towpath.schemas.config.TowpathConfig;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `towpath replay`: runs jobs of a queue's log again, or goes on with a replay.
@Command(
        name = "replay",
        description = {
            "Run jobs of a queue's log again: counted first, then asked.",
            "What is done is left out unless forced; what still waits or runs is always left out."
                    + " For dead letters there is `towpath dead replay`."
        })
public final class ReplayCommand implements Callable<Integer> {
    @Spec private @Nullable CommandSpec spec;
    @Mixin private final ConfigOption config = new ConfigOption();
    @Mixin private final LogFilterOptions filter = new LogFilterOptions();
    @Mixin private final RunOptions options = new RunOptions();

    @Option(names = "--force", description = "Run jobs again that are done, as a new generation.")
    private boolean force;

    @Option(
            names = "--resume",
            paramLabel = "PLAN",
            description = "Go on with this replay; of the other options only --rate counts.")
    private String resume = "";

    @Override
    public Integer call() {
        TowpathConfig read = config.read();
        Replaying replaying = new Replaying(read, options, Objects.requireNonNull(spec));
        if (!resume.isEmpty()) {
            return replaying.resume(resume);
        }
        return replaying.start(
                Plan.Origin.LOG, filter.queues(read), filter.some(Instant.now()), force, "");
    }
}
