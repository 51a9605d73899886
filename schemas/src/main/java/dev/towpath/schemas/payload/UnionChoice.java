package dev.towpath.schemas.payload;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Finds the branch of a union that a plain JSON value belongs to: the first, in the schema's
/// order, that takes the value without a problem.
///
/// What was tried for an array or object is remembered, so that unions within unions cost no more
/// than values times branches.
final class UnionChoice {
    private final JsonToAvro conversion;
    private final Problems problems;
    private final IdentityHashMap<JsonNode, IdentityHashMap<Schema, Trial>> tried =
            new IdentityHashMap<>();

    UnionChoice(JsonToAvro conversion, Problems problems) {
        this.conversion = conversion;
        this.problems = problems;
    }

    /// What came of trying a branch.
    private record Trial(boolean good, List<Object> value) {
        static final Trial FAILED = new Trial(false, List.of());

        static Trial of(@Nullable Object value) {
            return new Trial(true, value == null ? List.of() : List.of(value));
        }

        @Nullable Object datum() {
            return value.isEmpty() ? null : value.getFirst();
        }
    }

    @Nullable Object read(Schema union, JsonNode json, Pointer at) {
        for (Schema branch : union.getTypes()) {
            if (mayTake(branch, json)) {
                Trial trial = attempt(branch, json, at);
                if (trial.good()) {
                    return trial.datum();
                }
            }
        }
        if (problems.listing()) {
            explain(union, json, at);
        } else {
            problems.count();
        }
        return null;
    }

    private Trial attempt(Schema branch, JsonNode json, Pointer at) {
        if (!json.isContainer()) {
            return attemptNow(branch, json, at);
        }
        IdentityHashMap<Schema, Trial> known =
                tried.computeIfAbsent(json, n -> new IdentityHashMap<>());
        Trial trial = known.get(branch);
        if (trial == null) {
            trial = attemptNow(branch, json, at);
            known.put(branch, trial);
        }
        return trial;
    }

    private Trial attemptNow(Schema branch, JsonNode json, Pointer at) {
        boolean outer = problems.beginTrial();
        Object value = conversion.read(branch, json, at);
        return problems.endTrial(outer) ? Trial.of(value) : Trial.FAILED;
    }

    /// Tells why no branch takes the value: by the problems of the one branch that it can be meant
    /// for.
    private void explain(Schema union, JsonNode json, Pointer at) {
        List<Schema> meant = new ArrayList<>();
        for (Schema branch : union.getTypes()) {
            if (mayTake(branch, json)) {
                meant.add(branch);
            }
        }
        if (meant.size() == 1) {
            conversion.read(meant.getFirst(), json, at);
        } else if (meant.isEmpty() || !json.isObject()) {
            problems.add(
                    new Problem(
                            at.toString(),
                            SchemaWords.describe(union),
                            Shown.value(json),
                            advice(union, json)));
        } else {
            Schema nearest = nearest(meant, json);
            problems.add(
                    new Problem(
                            at.toString(),
                            SchemaWords.describe(union),
                            "an object that is none of them",
                            "the nearest is " + nearest.getName() + ", see below"));
            conversion.read(nearest, json, at);
        }
    }

    /// Whether the branch takes values of this kind at all.
    private static boolean mayTake(Schema branch, JsonNode json) {
        return switch (branch.getType()) {
            case NULL -> json.isNull();
            case BOOLEAN -> json.isBoolean();
            case RECORD, MAP -> json.isObject();
            case ARRAY -> json.isArray();
            case STRING, ENUM -> json.isString();
            case INT, LONG, FLOAT, DOUBLE, BYTES, FIXED -> json.isNumber() || json.isString();
            case UNION -> true;
        };
    }

    /// The record that has most of the object's fields, less those that it misses; a map only when
    /// there is no record.
    private static Schema nearest(List<Schema> branches, JsonNode object) {
        Schema nearest = branches.getFirst();
        int most = Integer.MIN_VALUE;
        for (Schema branch : branches) {
            int score = Integer.MIN_VALUE;
            if (branch.getType() == Schema.Type.RECORD) {
                score = 0;
                for (Schema.Field field : branch.getFields()) {
                    if (object.has(field.name())) {
                        score += 2;
                    } else if (!field.hasDefaultValue()) {
                        score--;
                    }
                }
            }
            if (score > most) {
                most = score;
                nearest = branch;
            }
        }
        return nearest;
    }

    private static String advice(Schema union, JsonNode json) {
        if (isWrapped(union, json)) {
            return "write the value itself, without the name of its type around it";
        }
        List<Schema> values =
                union.getTypes().stream().filter(b -> b.getType() != Schema.Type.NULL).toList();
        return values.size() == 1 ? SchemaWords.advice(values.getFirst(), json) : "";
    }

    /// Whether the value is written the way Avro's own JSON encoding does: `{"string": "x"}`.
    private static boolean isWrapped(Schema union, JsonNode json) {
        if (!json.isObject() || json.size() != 1) {
            return false;
        }
        String name = json.propertyNames().iterator().next();
        return union.getTypes().stream()
                .anyMatch(b -> b.getFullName().equals(name) || b.getName().equals(name));
    }
}
