package dev.towpath.schemas.payload;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import tools.jackson.databind.JsonNode;

/// The golden vectors of `schemas/vectors`, which the TypeScript tests read too.
public final class Vectors {
    private Vectors() {}

    /// A test for each case of a list in a file.
    public static Stream<DynamicTest> each(String file, String list, Check check) {
        JsonNode cases = read(file).get(list);
        assertThat(cases).isNotEmpty();
        return cases.valueStream()
                .map(
                        vector ->
                                DynamicTest.dynamicTest(
                                        file
                                                + ": "
                                                + vector.path("name").asString(vector.toString()),
                                        () -> check.run(vector)));
    }

    /// What a vector must show.
    public interface Check {
        void run(JsonNode vector) throws IOException;
    }

    static JsonNode read(String file) {
        try {
            Path root = Path.of(System.getProperty("towpath.root"));
            byte[] text = Files.readAllBytes(root.resolve("schemas/vectors").resolve(file));
            return Read.good(StrictJson.read(text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
