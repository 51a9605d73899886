package dev.towpath.broker;

import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.error.TowpathException;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/// A broker's data folder: which cluster it belongs to, and whether it is as the broker left it.
///
/// Kafka takes a log that was closed cleanly at its word, and reads past the end of a truncated
/// segment only when a consumer gets there. So a clean stop writes down the size of every segment,
/// and the next start compares. After a crash there is no such list: Kafka then walks the segments
/// itself and cuts off a torn tail, as it should.
///
/// Nothing here takes the lock; [BrokerProcess] holds it all the while.
final class BrokerFolder {
    private final Path root;
    private final String node;

    /// @param node the id of the node that the folder is for
    BrokerFolder(Path root, String node) {
        this.root = root;
        this.node = node;
    }

    /// Where Kafka keeps its logs.
    Path kafka() {
        return root.resolve("kafka");
    }

    Path lock() {
        return root.resolve("broker.lock");
    }

    private Path clusterId() {
        return root.resolve("cluster.id");
    }

    private Path sizes() {
        return root.resolve("sizes.txt");
    }

    private Path meta() {
        return kafka().resolve("meta.properties");
    }

    /// The id of the cluster that this folder was made for; `fresh` if it was made for none yet.
    String clusterId(String fresh) throws IOException {
        if (Files.exists(clusterId())) {
            return Files.readString(clusterId()).strip();
        }
        if (Files.exists(kafka()) && !isEmpty(kafka())) {
            throw new TowpathException(
                    ErrorCode.DATA_FOLDER_FOREIGN,
                    "the data folder "
                            + root
                            + " holds Kafka data that Towpath did not put there (it has no file"
                            + " cluster.id). Nothing was started or changed. Name another folder,"
                            + " or move this one away to begin with an empty broker.");
        }
        Files.createDirectories(root);
        write(clusterId(), fresh + "\n");
        return fresh;
    }

    /// Whether the storage has still to be formatted.
    ///
    /// @throws TowpathException when it was formatted for another cluster, or is damaged
    boolean isNew(String clusterId) throws IOException {
        if (!Files.exists(meta())) {
            if (Files.exists(kafka()) && !sizesNow().isEmpty()) {
                throw damaged("it holds segments, but its file kafka/meta.properties is missing");
            }
            return true;
        }
        Properties meta = new Properties();
        try (Reader reader = Files.newBufferedReader(meta())) {
            meta.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw damaged("its file kafka/meta.properties cannot be read: " + e.getMessage());
        }
        for (String key : List.of("version", "cluster.id", "node.id", "directory.id")) {
            if (meta.getProperty(key, "").isBlank()) {
                throw damaged("its file kafka/meta.properties does not say " + key);
            }
        }
        String foundCluster = meta.getProperty("cluster.id");
        String foundNode = meta.getProperty("node.id");
        if (!foundCluster.equals(clusterId) || !foundNode.equals(node)) {
            throw new TowpathException(
                    ErrorCode.DATA_FOLDER_FOREIGN,
                    "the data folder "
                            + root
                            + " holds the data of node "
                            + foundNode
                            + " of Kafka cluster "
                            + foundCluster
                            + ", expected node "
                            + node
                            + " of cluster "
                            + clusterId
                            + ". Nothing was started or changed. Put back the kafka folder that"
                            + " belongs here, or move the whole data folder away to begin with an"
                            + " empty broker.");
        }
        return false;
    }

    /// Compares every segment with what the last clean stop wrote down, if the last stop was clean,
    /// and forgets that list: from here on the broker writes.
    void open() throws IOException {
        if (!Files.exists(sizes())) {
            return;
        }
        SortedMap<String, Long> found = sizesNow();
        List<String> faults = new ArrayList<>();
        for (String line : Files.readAllLines(sizes())) {
            int space = line.indexOf(' ');
            String file = line.substring(space + 1);
            long expected = Long.parseLong(line.substring(0, space));
            Long size = found.get(file);
            if (size == null) {
                faults.add(file + " is missing");
            } else if (size != expected) {
                faults.add(file + " has " + size + " bytes, expected " + expected);
            }
        }
        if (!faults.isEmpty()) {
            String more = faults.size() > 3 ? " and " + (faults.size() - 3) + " more" : "";
            throw damaged(String.join("; ", faults.subList(0, Math.min(3, faults.size()))) + more);
        }
        Files.delete(sizes());
    }

    /// Writes down the size of every segment, after a clean stop.
    void closed() throws IOException {
        StringBuilder lines = new StringBuilder();
        sizesNow()
                .forEach((file, size) -> lines.append(size).append(' ').append(file).append('\n'));
        write(sizes(), lines.toString());
    }

    private SortedMap<String, Long> sizesNow() throws IOException {
        SortedMap<String, Long> sizes = new TreeMap<>();
        try (Stream<Path> folders = Files.list(kafka())) {
            for (Path folder : folders.filter(Files::isDirectory).toList()) {
                // Kafka deletes such folders behind our back.
                if (folder.getFileName().toString().endsWith("-delete")) {
                    continue;
                }
                try (Stream<Path> files = Files.list(folder)) {
                    for (Path file : files.filter(f -> f.toString().endsWith(".log")).toList()) {
                        sizes.put(kafka().relativize(file).toString(), Files.size(file));
                    }
                }
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return sizes;
    }

    private TowpathException damaged(String how) {
        return new TowpathException(
                ErrorCode.DATA_FOLDER_DAMAGED,
                "the data folder "
                        + root
                        + " is damaged: "
                        + how
                        + ". The broker was not started and nothing was changed. Restore the folder"
                        + " from a copy, or move it away to begin with an empty broker; the jobs in"
                        + " it are then gone.");
    }

    /// Deletes all that there is of a folder.
    static void delete(Path root) throws IOException {
        if (Files.exists(root)) {
            try (Stream<Path> files = Files.walk(root)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.findAny().isEmpty();
        }
    }

    private static void write(Path file, String text) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(fresh, text);
        Files.move(
                fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
