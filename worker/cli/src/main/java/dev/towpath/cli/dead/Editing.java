package dev.towpath.cli.dead;

import dev.towpath.cli.terminal.Json;
import dev.towpath.cli.terminal.Printable;
import dev.towpath.console.dead.Letter;
import dev.towpath.schemas.config.TowpathConfig;
import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.error.TowpathException;
import dev.towpath.schemas.payload.CanonicalJson;
import dev.towpath.schemas.payload.Checked;
import dev.towpath.schemas.payload.PayloadCodec;
import dev.towpath.schemas.payload.PayloadFormat;
import dev.towpath.schemas.payload.Problem;
import dev.towpath.schemas.payload.SchemaFolder;
import dev.towpath.schemas.payload.SchemaStore;
import dev.towpath.schemas.payload.StrictJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import tools.jackson.databind.JsonNode;

/// A payload that is changed by hand before its job runs again. It has to fit the schema of its
/// type, as one that is submitted does.
final class Editing {
    /// What fits into the plan on the control topic.
    private static final int MAX_BYTES = 512 * 1024;

    private final TowpathConfig config;
    private final SchemaStore published;

    Editing(TowpathConfig config, SchemaStore published) {
        this.config = config;
        this.published = published;
    }

    /// Lets the user change the payload in the editor of `$EDITOR`.
    Path edit(JsonNode payload) throws IOException, InterruptedException {
        String editor = System.getenv().getOrDefault("EDITOR", "vi");
        Path file = Files.createTempFile("towpath-payload", ".json");
        Files.writeString(file, Json.pretty(payload) + "\n");
        int status =
                new ProcessBuilder("sh", "-c", editor + " \"$1\"", "sh", file.toString())
                        .inheritIO()
                        .start()
                        .waitFor();
        if (status != 0) {
            throw refused("the editor `" + editor + "` ended with " + status);
        }
        return file;
    }

    /// The text of a plan for the payload in a file.
    ///
    /// @param value the letter's own payload
    String checked(Letter letter, byte[] value, Path file) throws IOException {
        String type = letter.facts().type();
        JsonNode json = good(type, StrictJson.read(Files.readAllBytes(file), MAX_BYTES));
        byte[] payload = good(type, PayloadCodec.encode(format(type, value), json));
        if (payload.length > MAX_BYTES) {
            throw refused("it has " + payload.length + " bytes, expected at most " + MAX_BYTES);
        }
        return Base64.getEncoder().encodeToString(payload) + ":" + CanonicalJson.checksum(json);
    }

    /// Written as the letter is: JSON, or Avro of the type's schema, be it gone from disk.
    private PayloadFormat format(String type, byte[] value) {
        OptionalLong fingerprint = PayloadCodec.fingerprintOf(value);
        if (fingerprint.isEmpty()) {
            return PayloadFormat.JSON;
        }
        Optional<Schema> schema =
                Files.isDirectory(config.schemasFolder())
                        ? Optional.ofNullable(SchemaFolder.load(config.schemasFolder()).get(type))
                        : Optional.empty();
        return PayloadFormat.avro(
                schema.or(() -> published.find(fingerprint.getAsLong()))
                        .orElseThrow(
                                () ->
                                        refused(
                                                "nobody knows the schema of type "
                                                        + Printable.line(type))));
    }

    private static <T> T good(String type, Checked<T> checked) {
        return switch (checked) {
            case Checked.Good<T>(T value) -> value;
            case Checked.Bad<T>(List<Problem> problems, int more) ->
                    throw refused(
                            "it does not fit type "
                                    + Printable.line(type)
                                    + ":"
                                    + problems.stream()
                                            .map(problem -> "\n  " + problem.line())
                                            .collect(Collectors.joining())
                                    + (more > 0 ? "\n  and " + more + " more\n" : "\n"));
        };
    }

    static TowpathException refused(String why) {
        return new TowpathException(
                ErrorCode.EDIT_REFUSED,
                "the edited payload was not taken: " + why + ". Nothing was replayed.");
    }
}
