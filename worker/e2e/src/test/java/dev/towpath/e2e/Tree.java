package dev.towpath.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// The project's own files.
final class Tree {
    static final Path ROOT = Path.of(System.getProperty("towpath.root", "."));
    private static final Set<String> NOT_OURS =
            Set.of(".git", "target", "node_modules", ".next", ".towpath", ".idea", ".vscode");

    private Tree() {}

    /// All files below the root, without what builds and tools leave there.
    static List<Path> files() {
        return list(ROOT).toList();
    }

    static List<Path> files(String ending) {
        return list(ROOT).filter(path -> path.toString().endsWith(ending)).toList();
    }

    static String read(Path path) {
        try {
            return Files.readString(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String relative(Path path) {
        return ROOT.relativize(path).toString().replace('\\', '/');
    }

    private static Stream<Path> list(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.sorted().toList().stream()
                    .filter(path -> !NOT_OURS.contains(String.valueOf(path.getFileName())))
                    .flatMap(path -> Files.isDirectory(path) ? list(path) : Stream.of(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
