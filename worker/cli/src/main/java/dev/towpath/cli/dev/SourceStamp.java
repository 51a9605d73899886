package dev.towpath.cli.dev;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// What the example site is made of, as one SHA-256: it differs where a file does, or Node.
final class SourceStamp {
    /// How much of it.
    enum Part {
        /// The npm package, and what the site's lock names.
        PACKAGE,
        /// All sources.
        ALL
    }

    private static final List<String> OF_PACKAGE =
            List.of("src", "bin", "package.json", "package-lock.json", "tsconfig.json");
    private static final List<String> OF_NEEDS =
            List.of(".npmrc", "package.json", "package-lock.json");
    private static final Set<String> MADE = Set.of("node_modules", ".next", "target", "data");
    private static final Set<String> MADE_FILES = Set.of("next-env.d.ts", "tsconfig.tsbuildinfo");

    private SourceStamp() {}

    static String of(String node, Path npmPackage, Path site, Part part) throws IOException {
        Map<String, Path> files = new TreeMap<>();
        for (String place : OF_PACKAGE) {
            gather(npmPackage.resolve(place), npmPackage, files);
        }
        for (String place : part == Part.ALL ? List.of("") : OF_NEEDS) {
            gather(site.resolve(place), npmPackage.toAbsolutePath(), files);
        }
        MessageDigest digest = sha256();
        digest.update(node.getBytes(UTF_8));
        for (Map.Entry<String, Path> file : files.entrySet()) {
            digest.update(("\0" + file.getKey() + "\0").getBytes(UTF_8));
            digest.update(Files.readAllBytes(file.getValue()));
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void gather(Path from, Path root, Map<String, Path> files) throws IOException {
        if (!Files.exists(from)) {
            return;
        }
        Files.walkFileTree(
                from,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(
                            Path folder, BasicFileAttributes attributes) {
                        return MADE.contains(String.valueOf(folder.getFileName()))
                                ? FileVisitResult.SKIP_SUBTREE
                                : FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                        if (!MADE_FILES.contains(String.valueOf(file.getFileName()))) {
                            files.put(root.relativize(file).toString(), file);
                        }
                        return FileVisitResult.CONTINUE;
                    }
                });
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
