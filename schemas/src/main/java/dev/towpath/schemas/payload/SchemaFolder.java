package dev.towpath.schemas.payload;

import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.error.TowpathException;
import dev.towpath.schemas.wire.JobHeaders;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collection;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.avro.Schema;

/// A folder of payload schemas. `article.publish.avsc`, in it or in any folder below, is the schema
/// of the job type `article.publish`, a record; files below a folder `shared` hold named types for
/// the others. Hidden files and folders are left out, and so is what does not end in `.avsc`.
///
/// Schemas are data: one that names a Java class is refused.
public final class SchemaFolder {
    private static final String SUFFIX = ".avsc";
    private static final String SHARED = "shared";
    private static final int MOST_FILES = 2_000;
    private static final int MOST_FAULTS = 200;
    private static final Pattern JOB_TYPE = Pattern.compile(JobHeaders.TYPE_NAME);

    private SchemaFolder() {}

    /// The schemas of the folder by job type.
    ///
    /// @throws TowpathException with [ErrorCode#SCHEMAS_INVALID] when the folder cannot be read or
    ///     anything in it is wrong; the message lists every fault with file and line
    public static SortedMap<String, Schema> load(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new TowpathException(
                    ErrorCode.SCHEMAS_INVALID,
                    "expected a folder of .avsc files at "
                            + folder
                            + ", got "
                            + (Files.exists(folder) ? "a file" : "nothing")
                            + "; create it, or name another one under 'schemas' in towpath.yaml");
        }
        SchemaSources sources = new SchemaSources();
        Map<String, String> fileOfType = new TreeMap<>();
        for (Path file : files(folder, sources)) {
            String name = folder.relativize(file).toString().replace('\\', '/');
            if (name.startsWith(SHARED + "/") || name.contains("/" + SHARED + "/")) {
                sources.addTypes(name, read(file));
                continue;
            }
            String type = name.substring(name.lastIndexOf('/') + 1);
            type = type.substring(0, type.length() - SUFFIX.length());
            checkType(type, name, fileOfType, sources);
            sources.addRecord(name, read(file));
        }
        Map<String, Schema> byFile = complete(folder.toString(), sources);
        SortedMap<String, Schema> byType = new TreeMap<>();
        fileOfType.forEach((type, file) -> byType.put(type, byFile.get(file)));
        return byType;
    }

    /// The schema in one file that needs no other.
    ///
    /// @throws TowpathException as [#load(Path)] does
    public static Schema loadFile(Path file) {
        SchemaSources sources = new SchemaSources();
        String name = String.valueOf(file.getFileName());
        sources.addRecord(name, read(file));
        return complete(file.toString(), sources).values().iterator().next();
    }

    private static void checkType(
            String type, String file, Map<String, String> fileOfType, SchemaSources sources) {
        SchemaTree.Place place = new SchemaTree.Place(file, 1);
        if (!JOB_TYPE.matcher(type).matches()) {
            sources.tell(
                    place,
                    "the file's name, without "
                            + SUFFIX
                            + ", is the job type: expected 1 to 128 of A-Z a-z 0-9 . _ -, beginning"
                            + " with a letter or digit, got '"
                            + type
                            + "'");
        }
        String first = fileOfType.putIfAbsent(type, file);
        if (first != null) {
            sources.tell(place, "the job type '" + type + "' has a schema already, in " + first);
        }
    }

    private static SortedSet<Path> files(Path folder, SchemaSources sources) {
        SortedSet<Path> files = new TreeSet<>();
        try {
            Files.walkFileTree(
                    folder,
                    new SimpleFileVisitor<>() {
                        @Override
                        public FileVisitResult preVisitDirectory(
                                Path directory, BasicFileAttributes attributes) {
                            return !directory.equals(folder) && isHidden(directory)
                                    ? FileVisitResult.SKIP_SUBTREE
                                    : FileVisitResult.CONTINUE;
                        }

                        @Override
                        public FileVisitResult visitFile(
                                Path file, BasicFileAttributes attributes) {
                            if (file.toString().endsWith(SUFFIX)
                                    && !isHidden(file)
                                    && Files.isRegularFile(file)) {
                                files.add(file);
                            }
                            return files.size() > MOST_FILES
                                    ? FileVisitResult.TERMINATE
                                    : FileVisitResult.CONTINUE;
                        }
                    });
        } catch (IOException e) {
            throw unreadable(folder, e);
        }
        if (files.size() > MOST_FILES) {
            sources.tell(
                    new SchemaTree.Place(folder.toString(), 1),
                    "expected at most " + MOST_FILES + " files");
        }
        return files;
    }

    private static boolean isHidden(Path path) {
        return String.valueOf(path.getFileName()).startsWith(".");
    }

    private static byte[] read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(SchemaSources.MAX_BYTES + 1);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static TowpathException unreadable(Path path, IOException cause) {
        return new TowpathException(
                ErrorCode.SCHEMAS_INVALID,
                path + " cannot be read: " + cause + "; check that it is there and may be read",
                cause);
    }

    private static Map<String, Schema> complete(String place, SchemaSources sources) {
        Collection<SchemaFault> faults = sources.check();
        Map<String, Schema> schemas = faults.isEmpty() ? sources.schemas() : Map.of();
        if (faults.isEmpty()) {
            return schemas;
        }
        String listed =
                faults.stream()
                        .limit(MOST_FAULTS)
                        .map(fault -> "\n  " + fault.text())
                        .collect(Collectors.joining());
        int more = faults.size() - MOST_FAULTS;
        throw new TowpathException(
                ErrorCode.SCHEMAS_INVALID,
                "the schemas in "
                        + place
                        + " have "
                        + faults.size()
                        + (faults.size() == 1 ? " fault" : " faults")
                        + ", so that none of them is used; mend them and start again:"
                        + listed
                        + (more > 0 ? "\n  and " + more + " more" : ""));
    }
}
