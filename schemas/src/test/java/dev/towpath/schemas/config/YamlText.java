package dev.towpath.schemas.config;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A towpath.yaml for one test, in a folder of its own.
record YamlText(Path folder, Map<String, String> environment) {
    static final String SECRET = "a-secret-of-enough-bytes";

    static YamlText in(Path folder) {
        return new YamlText(folder, Map.of("TOWPATH_SECRET", SECRET));
    }

    /// The same with one more environment variable.
    YamlText with(String name, String value) {
        Map<String, String> more = new HashMap<>(environment);
        more.put(name, value);
        return new YamlText(folder, more);
    }

    Path file() {
        return folder.resolve("towpath.yaml");
    }

    TowpathConfig read(String yaml) {
        return effective(yaml).config();
    }

    EffectiveConfig effective(String yaml) {
        write(yaml);
        return ConfigReader.readEffective(file(), environment, SchemaCheck.FILE_IS_THERE);
    }

    /// The lines of all problems, the folder left out.
    List<String> problems(String yaml) {
        write(yaml);
        ConfigException refused =
                catchThrowableOfType(
                        ConfigException.class, () -> ConfigReader.read(file(), environment));
        return refused == null
                ? List.of()
                : refused.problems().stream().map(ConfigProblem::line).map(this::plain).toList();
    }

    /// A text without the folder in it.
    String plain(String text) {
        return text.replace(folder + "/", "");
    }

    private void write(String yaml) {
        try {
            Files.writeString(file(), yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
