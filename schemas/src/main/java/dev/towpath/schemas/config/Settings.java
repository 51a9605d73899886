package dev.towpath.schemas.config;

import dev.towpath.schemas.payload.Shown;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// All values in effect, by path. The environment goes before the file, the file before `"*"`, and
/// that before the defaults.
final class Settings {
    private final Map<String, Setting> byPath = new LinkedHashMap<>();
    private final Map<String, String> environment;
    private final FileWalk file;
    private final Problems problems;

    private Settings(Map<String, String> environment, FileWalk file, Problems problems) {
        this.environment = environment;
        this.file = file;
        this.problems = problems;
    }

    static Settings read(FileWalk file, Map<String, String> environment, Problems problems) {
        Settings settings = new Settings(environment, file, problems);
        List<Slot> slots = Slot.all(file);
        slots.forEach(settings::resolve);
        settings.checkVariables(slots);
        return settings;
    }

    /// The defaults alone, where there are any.
    static Settings builtIn() {
        Problems none = new Problems("defaults");
        return read(new FileWalk(none), Map.of(), none);
    }

    Collection<Setting> all() {
        return byPath.values();
    }

    Optional<Setting> find(String... segments) {
        return Optional.ofNullable(byPath.get(Key.path(List.of(segments))));
    }

    /// The value of a key that surely has one.
    Object value(String... segments) {
        return find(segments)
                .orElseThrow(
                        () ->
                                new IllegalStateException(
                                        "no value for " + Key.path(List.of(segments))))
                .value();
    }

    private void resolve(Slot slot) {
        String path = slot.path();
        String override = environment.getOrDefault(slot.variable(), "");
        Node node = file.values().get(path);
        Optional<Setting> said = node == null ? Optional.empty() : fromFile(slot, node);
        if (!slot.variable().isEmpty() && !override.isBlank() && !serviceLink(override)) {
            said = fromVariable(slot, override);
        } else if (node == null) {
            said = fallback(slot);
        }
        said.ifPresent(setting -> byPath.put(path, setting));
    }

    private Optional<Setting> fallback(Slot slot) {
        Setting any = byPath.get(slot.heir().path());
        if (any != null) {
            return Optional.of(new Setting(slot.path(), slot.key(), any.value(), any.origin()));
        }
        return switch (slot.key().need()) {
            case FALLBACK ->
                    slot.key()
                            .kind()
                            .read(slot.key().fallback())
                            .map(value -> setting(slot, value, new Origin.Builtin()));
            case MAY -> Optional.empty();
            case MUST -> {
                String variable = slot.variable();
                problems.inFile(
                        file.line(slot.section()),
                        slot.path(),
                        slot.key().kind().expected(),
                        "nothing",
                        variable.isEmpty()
                                ? ""
                                : "set the environment variable "
                                        + variable
                                        + ", or say it in the file");
                yield Optional.empty();
            }
        };
    }

    private Optional<Setting> fromVariable(Slot slot, String text) {
        Kind kind = slot.key().kind();
        Origin origin = new Origin.Variable(slot.variable());
        Optional<Object> value = kind.read(text);
        if (value.isEmpty()) {
            problems.inEnvironment(
                    slot.variable(),
                    slot.path(),
                    kind.expected(),
                    kind.secret()
                            ? "a text of " + text.length() + " characters"
                            : "'" + Shown.clip(text) + "'",
                    kind.secret() ? "" : kind.hint(text));
        }
        return value.map(read -> setting(slot, read, origin));
    }

    private Optional<Setting> fromFile(Slot slot, Node node) {
        Kind kind = slot.key().kind();
        if (node instanceof Node.Sequence(int line, List<Node> items)
                && kind instanceof Kind.Many(Kind each)) {
            return manyFromFile(slot, each, line, items);
        }
        if (node instanceof Node.Scalar scalar && !(kind instanceof Kind.Many)) {
            return scalarFromFile(slot.path(), kind, scalar)
                    .map(read -> setting(slot, read.value(), read.origin()));
        }
        problems.inFile(node.line(), slot.path(), kind.expected(), got(kind, node), hint(kind));
        return Optional.empty();
    }

    private static String hint(Kind kind) {
        return kind instanceof Kind.Many ? "write it in brackets: [one, two]" : "";
    }

    private Optional<Setting> manyFromFile(Slot slot, Kind each, int line, List<Node> items) {
        List<Object> values = new ArrayList<>();
        List<String> variables = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            String path = slot.path() + "[" + i + "]";
            if (items.get(i) instanceof Node.Scalar scalar) {
                scalarFromFile(path, each, scalar)
                        .ifPresent(
                                read -> {
                                    values.add(read.value());
                                    variables.addAll(read.origin().variables());
                                });
            } else {
                problems.inFile(
                        items.get(i).line(), path, each.expected(), items.get(i).outline(), "");
            }
        }
        return values.size() < items.size()
                ? Optional.empty()
                : Optional.of(
                        setting(
                                slot,
                                List.copyOf(values),
                                new Origin.Line(problems.file(), line, variables)));
    }

    private record Read(Object value, Origin.Line origin) {}

    private Optional<Read> scalarFromFile(String path, Kind kind, Node.Scalar scalar) {
        boolean placeholder = scalar.look() == Node.Look.TEXT && scalar.text().contains("${");
        if (!placeholder && !kind.takes(scalar.look())) {
            problems.inFile(
                    scalar.line(), path, kind.expected(), got(kind, scalar), advice(kind, scalar));
            return Optional.empty();
        }
        Optional<Substitution> filled =
                placeholder
                        ? Substitution.of(scalar, path, environment, problems)
                        : Optional.of(new Substitution(scalar.text(), List.of()));
        if (filled.isEmpty()) {
            return Optional.empty();
        }
        Substitution text = filled.get();
        Optional<Object> value = kind.read(text.text());
        if (value.isEmpty()) {
            Node.Scalar put = new Node.Scalar(scalar.line(), text.text(), scalar.look());
            problems.inFile(
                    scalar.line(),
                    path,
                    kind.expected(),
                    got(kind, put),
                    kind.secret() ? "" : kind.hint(text.text()));
        }
        return value.map(
                read ->
                        new Read(
                                read,
                                new Origin.Line(problems.file(), scalar.line(), text.variables())));
    }

    private static String got(Kind kind, Node node) {
        return kind.secret() ? node.outline() : node.inWords();
    }

    private static String advice(Kind kind, Node.Scalar scalar) {
        return switch (scalar.look()) {
            case NOTHING -> "leave the key out to take the default";
            case NUMBER, FLAG ->
                    kind instanceof Span || kind instanceof Size
                            ? kind.hint(scalar.text())
                            : kind.secret() || kind.read(scalar.text()).isPresent()
                                    ? "put it in quotes"
                                    : "";
            case TEXT ->
                    kind.read(scalar.text()).isPresent()
                            ? "write it without quotes"
                            : kind.hint(scalar.text());
        };
    }

    private static Setting setting(Slot slot, Object value, Origin origin) {
        return new Setting(slot.path(), slot.key(), value, origin);
    }

    /// Kubernetes sets `TOWPATH_GATEWAY_PORT=tcp://…` in every pod beside a service that is called
    /// `towpath-gateway`; that is no override.
    private static boolean serviceLink(String value) {
        return value.matches("(tcp|udp|sctp)://.*");
    }

    private void checkVariables(List<Slot> slots) {
        Map<String, String> known = new HashMap<>();
        for (Slot slot : slots) {
            String variable = slot.variable();
            String other = variable.isEmpty() ? null : known.put(variable, slot.path());
            if (other != null && environment.containsKey(variable)) {
                problems.inEnvironment(
                        variable,
                        slot.path(),
                        "one key of this name",
                        "two, the other is " + other,
                        "say the value in the file instead");
            }
        }
        Set<String> used =
                byPath.values().stream()
                        .flatMap(setting -> setting.origin().variables().stream())
                        .collect(Collectors.toSet());
        EnvironmentSpelling.check(environment, known, used, problems);
    }
}
