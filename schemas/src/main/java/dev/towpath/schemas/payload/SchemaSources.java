package dev.towpath.schemas.payload;

import dev.towpath.schemas.payload.StrictJson.Located;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.NameValidator;
import org.apache.avro.Schema;

/// Reads schema texts that may refer to each other's types, in any order, and tells every fault of
/// all of them at once.
final class SchemaSources {
    /// The longest text, in bytes.
    static final int MAX_BYTES = 1024 * 1024;

    private static final int MOST_TYPES = 2_000;
    private static final Pattern LINE = Pattern.compile("at line ([0-9]+), column");

    private final SortedSet<SchemaFault> faults = new TreeSet<>(SchemaSources::order);
    private final List<SchemaTree.Named> sharedTypes = new ArrayList<>();
    private final List<SchemaTree.Named> ownTypes = new ArrayList<>();
    private final Map<String, SchemaTree> trees = new LinkedHashMap<>();
    private final SchemaLinks links = new SchemaLinks(faults);

    private static int order(SchemaFault a, SchemaFault b) {
        int byPlace = a.compareTo(b);
        return byPlace != 0 ? byPlace : a.what().compareTo(b.what());
    }

    /// Adds a text that holds one record, and maybe named types inside of it.
    void addRecord(String file, byte[] text) {
        SchemaTree tree = add(file, text, ownTypes);
        boolean sound = tree instanceof SchemaTree.Structure || tree instanceof SchemaTree.Broken;
        if (!sound) {
            tell(
                    tree.place(),
                    "expected a record at the top of the schema of a job type; types that several"
                            + " files use go into shared/");
        }
        trees.put(file, tree);
    }

    /// Adds a text that holds named types only: one, or an array of them.
    void addTypes(String file, byte[] text) {
        SchemaTree tree = add(file, text, sharedTypes);
        List<SchemaTree> parts =
                tree instanceof SchemaTree.Union(SchemaTree.Place place, List<SchemaTree> branches)
                        ? branches
                        : List.of(tree);
        for (SchemaTree part : parts) {
            boolean sound = part instanceof SchemaTree.Named || part instanceof SchemaTree.Broken;
            if (!sound) {
                tell(part.place(), "expected a record, an enum or a fixed in shared/");
            }
        }
        trees.put(file, tree);
    }

    /// Tells a fault that the caller found.
    void tell(SchemaTree.Place place, String what) {
        faults.add(new SchemaFault(place.file(), place.line(), what));
    }

    private SchemaTree add(String file, byte[] text, List<SchemaTree.Named> definitions) {
        return switch (StrictJson.readLocated(text, MAX_BYTES)) {
            case Checked.Good<Located>(Located located) ->
                    new SchemaTreeReader(file, located.lines(), faults, definitions)
                            .read(located.json());
            case Checked.Bad<Located>(List<Problem> problems, int more) -> {
                String problem = problems.getFirst().line();
                Matcher line = LINE.matcher(problem);
                int at = line.find() ? Integer.parseInt(line.group(1)) : 1;
                SchemaTree.Place place = new SchemaTree.Place(file, at);
                tell(place, problem);
                yield new SchemaTree.Broken(place);
            }
        };
    }

    /// Judges all texts together.
    ///
    /// @return everything that is wrong; empty when [#schemas()] may be called
    Collection<SchemaFault> check() {
        List<SchemaTree.Named> definitions = new ArrayList<>(sharedTypes);
        definitions.addAll(ownTypes);
        definitions.forEach(links::define);
        trees.values().forEach(links::check);
        if (definitions.size() > MOST_TYPES) {
            SchemaTree.Place place = definitions.get(MOST_TYPES).place();
            tell(place, "expected at most " + MOST_TYPES + " named types");
            return faults;
        }
        links.checkRecursion();
        DefaultRules defaults = new DefaultRules(links);
        for (SchemaTree.Named type : definitions) {
            if (type instanceof SchemaTree.Structure record) {
                for (SchemaTree.Field field : record.fields()) {
                    defaults.fault(record, field)
                            .ifPresent(
                                    f ->
                                            tell(
                                                    field.place(),
                                                    "the field '" + field.name() + "': " + f));
                }
            }
        }
        return faults;
    }

    /// The record of each text that holds one, complete in itself, by file. What Avro still refuses
    /// becomes a fault.
    Map<String, Schema> schemas() {
        Map<String, Schema> schemas = new LinkedHashMap<>();
        trees.forEach(
                (file, tree) -> {
                    if (tree instanceof SchemaTree.Structure record) {
                        build(record).ifPresent(schema -> schemas.put(file, schema));
                    }
                });
        return schemas;
    }

    private Optional<Schema> build(SchemaTree.Structure record) {
        try {
            String text = new SchemaText(links).write(record).toString();
            return Optional.of(new Schema.Parser(NameValidator.STRICT_VALIDATOR).parse(text));
        } catch (SchemaText.TooDeepException e) {
            tell(e.place(), String.valueOf(e.getMessage()));
        } catch (AvroRuntimeException e) {
            tell(record.place(), "Avro refuses the schema: " + e.getMessage());
        }
        return Optional.empty();
    }
}
