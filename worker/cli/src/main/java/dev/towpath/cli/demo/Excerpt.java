package dev.towpath.cli.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.CRC32;

/// The part of the data that comes with Towpath: about a thousand entries from everywhere in it.
///
/// Made anew with `towpath demo extract FOLDER > excerpt.ndjson`, FOLDER being the unpacked npm
/// package.
final class Excerpt {
    private static final String RESOURCE = "excerpt.ndjson";

    private Excerpt() {}

    static void read(Consumer<Entry> consumer) {
        try (BufferedReader lines =
                new BufferedReader(
                        new InputStreamReader(
                                Excerpt.class.getResourceAsStream(RESOURCE),
                                StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                consumer.accept(Entry.read(line));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the demo's excerpt cannot be read", e);
        }
    }

    /// So many entries, chosen evenly by a hash of their names, in the order of their names.
    static List<Entry> of(Path folder, int entries) {
        List<Entry> all = new ArrayList<>();
        CompatData.read(folder, all::add);
        return all.stream()
                .sorted(Comparator.comparingLong(Excerpt::hash).thenComparing(Entry::id))
                .limit(entries)
                .sorted(Comparator.comparing(Entry::id))
                .toList();
    }

    private static long hash(Entry entry) {
        CRC32 crc = new CRC32();
        crc.update(("excerpt of " + entry.id()).getBytes(StandardCharsets.UTF_8));
        return crc.getValue();
    }
}
