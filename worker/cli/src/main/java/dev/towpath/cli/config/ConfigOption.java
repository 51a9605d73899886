package dev.towpath.cli.config;

import dev.towpath.schemas.config.ConfigReader;
import dev.towpath.schemas.config.EffectiveConfig;
import dev.towpath.schemas.config.SchemaCheck;
import dev.towpath.schemas.config.TowpathConfig;
import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.error.TowpathException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The option `--config`, for every command that works with an installation.
public final class ConfigOption {
    /// The file that `towpath dev` writes for the commands in other terminals.
    public static final Path OF_DEV = Path.of(".towpath", "towpath.yaml");

    /// The file that users write.
    public static final Path OF_USER = Path.of("towpath.yaml");

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description =
                    "The configuration. Default: .towpath/towpath.yaml, which `towpath dev` writes,"
                            + " else towpath.yaml, both in the current folder.")
    private @Nullable Path given;

    /// The file to read.
    ///
    /// @throws TowpathException CONFIG_INVALID when there is none
    public Path file() {
        List<Path> places = given == null ? List.of(OF_DEV, OF_USER) : List.of(given);
        for (Path place : places) {
            if (Files.exists(place)) {
                return place;
            }
        }
        throw new TowpathException(
                ErrorCode.CONFIG_INVALID,
                given == null
                        ? "there is no configuration here: neither .towpath/towpath.yaml nor"
                                + " towpath.yaml is in "
                                + Path.of("").toAbsolutePath()
                                + (Files.exists(Path.of("towpath.yml"))
                                        ? " (towpath.yml is not read; rename it)"
                                        : "")
                                + ". Nothing was done. Start `towpath dev` in this folder, or name"
                                + " a file with --config."
                        : "the configuration "
                                + given
                                + " does not exist. Nothing was done. Correct --config.");
    }

    /// The configuration, its environment and all, read and checked.
    public TowpathConfig read() {
        return ConfigReader.read(file(), System.getenv());
    }

    /// The same, with the origin of each value.
    EffectiveConfig readEffective() {
        return ConfigReader.readEffective(file(), System.getenv(), SchemaCheck.FILE_IS_THERE);
    }
}
