package dev.towpath.cli.demo;

import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.error.TowpathException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The API key that the demo posts with: as given, else the one of `towpath dev` in this folder.
final class DemoKey {
    private DemoKey() {}

    static String of(String given) throws IOException {
        Path file = Path.of(".towpath", "key");
        if (!given.isEmpty()) {
            return given;
        }
        if (Files.exists(file)) {
            return Files.readString(file).strip();
        }
        throw new TowpathException(
                ErrorCode.USAGE,
                "there is no API key: "
                        + file
                        + " is not there. Nothing was posted. Run the demo in the folder of a"
                        + " `towpath dev`, or give a key with --key.");
    }
}
