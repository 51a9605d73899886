package dev.towpath.schemas.payload;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The named types of all files, and what is wrong between them: names twice, names that nobody
/// defines, records that contain themselves without end.
final class SchemaLinks {
    private final Collection<SchemaFault> faults;
    private final Map<String, SchemaTree.Named> types = new LinkedHashMap<>();

    SchemaLinks(Collection<SchemaFault> faults) {
        this.faults = faults;
    }

    /// Adds a type. Defining it again in the very same words is allowed, because tools that write
    /// complete schemas do so.
    void define(SchemaTree.Named type) {
        SchemaTree.Named first = types.putIfAbsent(type.fullName(), type);
        if (first != null && !first.json().equals(type.json())) {
            tell(
                    type.place(),
                    "the type '"
                            + type.fullName()
                            + "' is defined otherwise in "
                            + first.place().file()
                            + ":"
                            + first.place().line()
                            + "; put it into a file in shared/ and refer to it by its name");
        }
    }

    /// The type that a name means: that of the enclosing namespace first, then that without one.
    Optional<SchemaTree.Named> find(SchemaTree.Reference reference) {
        String name = reference.name();
        if (!name.contains(".") && !reference.namespace().isEmpty()) {
            SchemaTree.Named near = types.get(reference.namespace() + '.' + name);
            if (near != null) {
                return Optional.of(near);
            }
        }
        return Optional.ofNullable(types.get(name));
    }

    /// Looks up every name in a schema, and tells those that nobody defines.
    void check(SchemaTree tree) {
        switch (tree) {
            case SchemaTree.Reference reference -> {
                if (find(reference).isEmpty()) {
                    tell(reference.place(), unknown(reference));
                }
            }
            case SchemaTree.Array array -> check(array.items());
            case SchemaTree.Map map -> check(map.values());
            case SchemaTree.Union union -> {
                union.branches().forEach(this::check);
                checkTwice(union);
            }
            case SchemaTree.Structure record -> record.fields().forEach(f -> check(f.type()));
            case SchemaTree.Primitive primitive -> {}
            case SchemaTree.Enumeration enumeration -> {}
            case SchemaTree.Fixed fixed -> {}
            case SchemaTree.Broken broken -> {}
        }
    }

    /// A union that has one type by two names, such as `Kind` and `site.Kind`.
    private void checkTwice(SchemaTree.Union union) {
        Set<String> seen = new HashSet<>();
        Set<String> written = new HashSet<>();
        for (SchemaTree branch : union.branches()) {
            boolean again = branch instanceof SchemaTree.Reference r && !written.add(r.name());
            String name =
                    branch instanceof SchemaTree.Reference reference
                            ? find(reference).map(SchemaTree.Named::fullName).orElse("")
                            : branch instanceof SchemaTree.Named named ? named.fullName() : "";
            if (!name.isEmpty() && !seen.add(name) && !again) {
                tell(branch.place(), "the union has '" + name + "' twice");
            }
        }
    }

    private String unknown(SchemaTree.Reference reference) {
        String name = reference.name();
        String simple = name.substring(name.lastIndexOf('.') + 1);
        Set<String> meant = new TreeSet<>();
        for (String type : types.keySet()) {
            if (type.substring(type.lastIndexOf('.') + 1).equals(simple)) {
                meant.add(type);
            }
        }
        if (meant.isEmpty()) {
            candidate(name, simple).ifPresent(meant::add);
        }
        return "no type '"
                + name
                + "' is defined"
                + (meant.isEmpty() ? "" : "; did you mean '" + String.join("' or '", meant) + "'?");
    }

    private Optional<String> candidate(String name, String simple) {
        Map<String, String> bySimple = new LinkedHashMap<>();
        types.keySet().forEach(t -> bySimple.putIfAbsent(t.substring(t.lastIndexOf('.') + 1), t));
        List<String> words = new ArrayList<>(SchemaTreeReader.PRIMITIVES);
        words.addAll(bySimple.keySet());
        return Spelling.nearest(name, types.keySet())
                .or(() -> Spelling.nearest(simple, words))
                .map(found -> bySimple.getOrDefault(found, found));
    }

    /// Tells the records that no value can have, because each contains another one at once.
    void checkRecursion() {
        Set<String> finite = new HashSet<>();
        boolean grew = true;
        while (grew) {
            grew = false;
            for (SchemaTree.Named type : types.values()) {
                grew |= isFinite(type, finite, true) && finite.add(type.fullName());
            }
        }
        Set<String> told = new HashSet<>();
        for (SchemaTree.Named type : types.values()) {
            if (!finite.contains(type.fullName()) && !told.contains(type.fullName())) {
                List<String> circle = circle(type, finite);
                if (!circle.contains(type.fullName())) {
                    continue;
                }
                told.addAll(circle);
                tell(
                        type.place(),
                        "a value of '"
                                + type.fullName()
                                + "' would never end: "
                                + String.join(" contains ", circle)
                                + " contains "
                                + circle.getFirst()
                                + "; make one of the fields a union with null, or an array");
            }
        }
    }

    /// Whether a value of the schema can end, given the records of which that is known.
    private boolean isFinite(SchemaTree tree, Set<String> finite, boolean definition) {
        return switch (tree) {
            case SchemaTree.Structure record ->
                    definition
                            ? record.fields().stream()
                                    .allMatch(f -> isFinite(f.type(), finite, false))
                            : record.fullName().isEmpty() || finite.contains(record.fullName());
            case SchemaTree.Reference reference ->
                    find(reference).map(type -> finite.contains(type.fullName())).orElse(true);
            case SchemaTree.Union union ->
                    union.branches().stream().anyMatch(b -> isFinite(b, finite, false));
            case SchemaTree.Array array -> true;
            case SchemaTree.Map map -> true;
            case SchemaTree.Primitive primitive -> true;
            case SchemaTree.Enumeration enumeration -> true;
            case SchemaTree.Fixed fixed -> true;
            case SchemaTree.Broken broken -> true;
        };
    }

    /// The names on the way from a record without end back to one that was already passed.
    private List<String> circle(SchemaTree.Named start, Set<String> finite) {
        LinkedHashSet<String> passed = new LinkedHashSet<>();
        String at = start.fullName();
        while (passed.add(at)) {
            at = next(types.get(at), finite);
        }
        List<String> names = new ArrayList<>(passed);
        return names.subList(names.indexOf(at), names.size());
    }

    private String next(SchemaTree.@Nullable Named type, Set<String> finite) {
        if (type instanceof SchemaTree.Structure record) {
            for (SchemaTree.Field field : record.fields()) {
                if (!isFinite(field.type(), finite, false)) {
                    SchemaTree part =
                            field.type() instanceof SchemaTree.Union union
                                    ? union.branches().getFirst()
                                    : field.type();
                    return switch (part) {
                        case SchemaTree.Reference r ->
                                find(r).map(SchemaTree.Named::fullName).orElse("");
                        case SchemaTree.Named named -> named.fullName();
                        case SchemaTree.Array a -> "";
                        case SchemaTree.Map m -> "";
                        case SchemaTree.Primitive p -> "";
                        case SchemaTree.Union u -> "";
                        case SchemaTree.Broken b -> "";
                    };
                }
            }
        }
        throw new IllegalStateException("expected a record without end, got " + type);
    }

    private void tell(SchemaTree.Place place, String what) {
        faults.add(new SchemaFault(place.file(), place.line(), what));
    }
}
