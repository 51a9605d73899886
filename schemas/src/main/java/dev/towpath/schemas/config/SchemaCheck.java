package dev.towpath.schemas.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// Judges whether a type with `payload: avro` has its schema.
@FunctionalInterface
public interface SchemaCheck {
    /// The schema's file is there.
    SchemaCheck FILE_IS_THERE =
            (folder, type) -> {
                Path file = file(folder, type);
                return Files.isRegularFile(file)
                        ? Optional.empty()
                        : Optional.of("no file " + file);
            };

    /// Schemas are not looked at: for roles that get them from Kafka.
    SchemaCheck NONE = (folder, type) -> Optional.empty();

    /// What is there instead of a good schema for this type; empty when it is good.
    Optional<String> fault(Path folder, String type);

    /// The file of a type's schema.
    static Path file(Path folder, String type) {
        return folder.resolve(type + ".avsc");
    }
}
