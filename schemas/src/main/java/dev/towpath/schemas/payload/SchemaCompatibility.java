package dev.towpath.schemas.payload;

import static org.apache.avro.SchemaCompatibility.checkReaderWriterCompatibility;

import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.error.TowpathException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.avro.Schema;

/// Judges whether payloads that were written under one schema can be read under another, by the
/// rules of schema resolution (Avro specification 1.12), and one rule more: a logical type must not
/// change, because the bytes would then be read as another value without anybody noticing.
public final class SchemaCompatibility {
    private SchemaCompatibility() {}

    /// Which of two schemas reads what the other wrote.
    public enum Verdict {
        /// Each reads the other's payloads: deploy in any order.
        FULL("each reads what the other wrote"),
        /// The new one reads the old one's payloads: deploy workers first.
        BACKWARD("the new one reads what the old one wrote, but not the other way round"),
        /// The old one reads the new one's payloads: deploy workers last.
        FORWARD("the old one reads what the new one writes, but not the other way round"),
        /// Neither reads the other's payloads: use a new job type, or change less.
        NONE("neither reads what the other wrote");

        private final String meaning;

        Verdict(String meaning) {
            this.meaning = meaning;
        }

        /// The verdict in words.
        public String meaning() {
            return meaning;
        }

        static Verdict of(boolean backward, boolean forward) {
            if (backward) {
                return forward ? FULL : BACKWARD;
            }
            return forward ? FORWARD : NONE;
        }
    }

    /// One change that keeps a schema from reading what another wrote.
    ///
    /// @param pointer where, as a JSON pointer into the reading schema
    /// @param place the same in the names of fields, such as `author.born`; empty for the whole
    /// @param change what changed
    /// @param advice what to do instead
    public record Incompatibility(String pointer, String place, String change, String advice) {
        /// The change in one line.
        public String line() {
            String where = place.isEmpty() ? pointer : pointer + " (" + place + ")";
            return Shown.printable(where + ": " + change + "; " + advice);
        }
    }

    /// What was found about two schemas of one type.
    ///
    /// @param backward why the new one does not read what the old one wrote; empty when it does
    /// @param forward why the old one does not read what the new one writes; empty when it does
    public record Judgement(List<Incompatibility> backward, List<Incompatibility> forward) {
        public Judgement {
            backward = List.copyOf(backward);
            forward = List.copyOf(forward);
        }

        public Verdict verdict() {
            return Verdict.of(backward.isEmpty(), forward.isEmpty());
        }
    }

    /// What was found about two folders of schemas.
    ///
    /// @param judgements by job type, of those that both folders have
    /// @param removed the job types that only the old folder has
    /// @param added the job types that only the new folder has
    public record Report(
            SortedMap<String, Judgement> judgements, Set<String> removed, Set<String> added) {
        /// What holds of all types.
        public Verdict verdict() {
            return Verdict.of(
                    judgements.values().stream().allMatch(j -> j.backward().isEmpty()),
                    judgements.values().stream().allMatch(j -> j.forward().isEmpty()));
        }

        /// The report as text, one line a finding.
        public List<String> lines() {
            List<String> lines = new ArrayList<>();
            judgements.forEach(
                    (type, judgement) -> {
                        Verdict verdict = judgement.verdict();
                        lines.add(type + ": " + verdict + ", " + verdict.meaning());
                        judgement
                                .backward()
                                .forEach(i -> lines.add("  new reads old: " + i.line()));
                        judgement.forward().forEach(i -> lines.add("  old reads new: " + i.line()));
                    });
            removed.forEach(
                    type ->
                            lines.add(
                                    type
                                            + ": removed; new jobs of it are refused, those that"
                                            + " wait are still read, because their schema stays on"
                                            + " the control topic"));
            added.forEach(type -> lines.add(type + ": added"));
            return List.copyOf(lines);
        }
    }

    /// Compares two schemas of one type.
    public static Judgement compare(Schema old, Schema current) {
        return new Judgement(
                incompatibilities(current, old, true), incompatibilities(old, current, false));
    }

    /// Compares two schema files, or two folders of them by job type.
    ///
    /// @throws TowpathException with [ErrorCode#SCHEMAS_INVALID] when either has faults, or one is
    ///     a
    ///     file and the other a folder
    public static Report check(Path old, Path current) {
        if (Files.isDirectory(old) && Files.isDirectory(current)) {
            return check(SchemaFolder.load(old), SchemaFolder.load(current));
        }
        if (Files.isRegularFile(old) && Files.isRegularFile(current)) {
            String type = String.valueOf(current.getFileName()).replaceFirst("\\.avsc$", "");
            SortedMap<String, Judgement> one = new TreeMap<>();
            one.put(type, compare(SchemaFolder.loadFile(old), SchemaFolder.loadFile(current)));
            return new Report(one, Set.of(), Set.of());
        }
        throw new TowpathException(
                ErrorCode.SCHEMAS_INVALID,
                "expected two .avsc files or two folders of them, got "
                        + kind(old)
                        + " at "
                        + old
                        + " and "
                        + kind(current)
                        + " at "
                        + current
                        + "; nothing was compared");
    }

    private static Report check(Map<String, Schema> old, Map<String, Schema> current) {
        SortedMap<String, Judgement> judgements = new TreeMap<>();
        Set<String> removed = new TreeSet<>(old.keySet());
        removed.removeAll(current.keySet());
        Set<String> added = new TreeSet<>(current.keySet());
        added.removeAll(old.keySet());
        current.forEach(
                (type, schema) -> {
                    Schema before = old.get(type);
                    if (before != null) {
                        judgements.put(type, compare(before, schema));
                    }
                });
        return new Report(judgements, removed, added);
    }

    private static String kind(Path path) {
        if (Files.isDirectory(path)) {
            return "a folder";
        }
        return Files.exists(path) ? "a file" : "nothing";
    }

    private static List<Incompatibility> incompatibilities(
            Schema reader, Schema writer, boolean readerIsNew) {
        List<Incompatibility> found = new ArrayList<>();
        checkReaderWriterCompatibility(reader, writer)
                .getResult()
                .getIncompatibilities()
                .forEach(i -> found.add(SchemaChanges.explain(reader, i, readerIsNew)));
        found.addAll(new LogicalTypeChanges(readerIsNew).between(reader, writer));
        return found;
    }
}
