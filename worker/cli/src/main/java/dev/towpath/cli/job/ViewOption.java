package dev.towpath.cli.job;

import dev.towpath.cli.config.ConfigOption;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The option `--view`: where what Kafka says is kept, so that it is not read again.
public final class ViewOption {
    private static final Path FOLDER = Path.of(".towpath");

    @Option(
            names = "--view",
            paramLabel = "FILE",
            description =
                    "Where to keep what was read from Kafka, to go on from there the next time;"
                            + " losing it loses nothing. Default: .towpath/view.db beside the"
                            + " configuration.")
    private @Nullable Path given;

    Path file(ConfigOption config) {
        if (given != null) {
            return given;
        }
        Path folder =
                Optional.ofNullable(config.file().toAbsolutePath().getParent())
                        .orElseGet(() -> Path.of("").toAbsolutePath());
        return folder.endsWith(FOLDER)
                ? folder.resolve("view.db")
                : folder.resolve(FOLDER).resolve("view.db");
    }
}
