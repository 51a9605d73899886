package dev.towpath.e2e.fuzz;

import dev.towpath.gateway.intake.RequestBodies;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// Something that reads bytes, and what must hold whatever they are.
enum Target {
    ENVELOPE(1 << 13),
    MARK(1 << 13),
    STORED(1 << 13),
    HEADERS(1 << 13),
    CORE(1 << 12),
    ID(256),
    JSON(1 << 12),
    AVRO(1 << 12),
    SCHEMA(1 << 12),
    BODIES(1 << 13),
    CONFIG(1 << 12),
    PRESENCE(1 << 12),
    FILTER(1 << 10);

    private static final Path CORPORA =
            Path.of(System.getProperty("towpath.root", "."), "worker/e2e/src/test/fuzz");

    private final int mostBytes;

    Target(int mostBytes) {
        this.mostBytes = mostBytes;
    }

    Property property() {
        return switch (this) {
            case ENVELOPE -> Wire::envelope;
            case MARK -> Wire::mark;
            case STORED -> Wire::stored;
            case HEADERS -> Records::headers;
            case CORE -> Engine::takesAll;
            case ID -> Texts::id;
            case JSON -> Payloads::json;
            case AVRO -> Payloads::avro;
            case SCHEMA -> Payloads::schema;
            case BODIES -> RequestBodies::hold;
            case CONFIG -> Configs::config;
            case PRESENCE -> Texts::presence;
            case FILTER -> Texts::filter;
        };
    }

    /// How long its inputs get.
    int mostBytes() {
        return mostBytes;
    }

    /// In small letters: the name of its folder.
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// Where its inputs are that are worth keeping.
    Path corpus() {
        return CORPORA.resolve(word());
    }

    List<Path> inputs() throws IOException {
        try (Stream<Path> files = Files.list(corpus())) {
            return files.sorted().toList();
        }
    }
}
