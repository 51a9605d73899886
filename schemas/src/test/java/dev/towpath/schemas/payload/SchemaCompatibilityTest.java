package dev.towpath.schemas.payload;

import static dev.towpath.schemas.payload.Read.record;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.towpath.schemas.error.TowpathException;
import dev.towpath.schemas.payload.SchemaCompatibility.Incompatibility;
import dev.towpath.schemas.payload.SchemaCompatibility.Judgement;
import dev.towpath.schemas.payload.SchemaCompatibility.Report;
import dev.towpath.schemas.payload.SchemaCompatibility.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SchemaCompatibilityTest {
    @TempDir Path folder;

    @Test
    void aFieldWithADefaultMayComeAndGo() {
        Schema less = record("{\"name\":\"a\",\"type\":\"int\"}");
        Schema more =
                record(
                        "{\"name\":\"a\",\"type\":\"int\"},{\"name\":\"b\",\"type\":\"int\",\"default\":0}");

        assertThat(SchemaCompatibility.compare(less, more).verdict()).isEqualTo(Verdict.FULL);
        assertThat(SchemaCompatibility.compare(more, less).verdict()).isEqualTo(Verdict.FULL);
    }

    @Test
    void aFieldWithoutDefaultIsReadOneWayOnly() {
        Schema less = record("{\"name\":\"a\",\"type\":\"int\"}");
        Schema more = record("{\"name\":\"a\",\"type\":\"int\"},{\"name\":\"b\",\"type\":\"int\"}");

        Judgement added = SchemaCompatibility.compare(less, more);
        Judgement removed = SchemaCompatibility.compare(more, less);

        assertThat(added.verdict()).isEqualTo(Verdict.FORWARD);
        assertThat(lines(added.backward()))
                .containsExactly(
                        "/fields/1 (b): the field 'b' was added without a default; give it a"
                                + " default");
        assertThat(removed.verdict()).isEqualTo(Verdict.BACKWARD);
        assertThat(lines(removed.forward()))
                .containsExactly(
                        "/fields/1 (b): the field 'b', which had no default, was removed; keep it,"
                                + " or give it a default and deploy that first");
    }

    @Test
    void everyChangeThatBreaksIsToldWithItsPlaceAndWhatToDo() {
        Schema old =
                record(
                        """
                        {"name": "kind", "type": {"type": "enum", "name": "Kind", "symbols": ["A", "B"]}},
                        {"name": "hash", "type": {"type": "fixed", "name": "Hash", "size": 2}},
                        {"name": "note", "type": ["null", "string", "int"]},
                        {"name": "authors", "type": {"type": "array", "items":
                            {"type": "record", "name": "Author", "fields": [
                                {"name": "born", "type": "long"}]}}},
                        {"name": "by", "type": {"type": "record", "name": "By", "fields": []}}
                        """);
        Schema current =
                record(
                        """
                        {"name": "kind", "type": {"type": "enum", "name": "Kind", "symbols": ["A", "C"]}},
                        {"name": "hash", "type": {"type": "fixed", "name": "Hash", "size": 3}},
                        {"name": "note", "type": ["null", "string"]},
                        {"name": "authors", "type": {"type": "array", "items":
                            {"type": "record", "name": "Author", "fields": [
                                {"name": "born", "type": "string"}]}}},
                        {"name": "by", "type": {"type": "record", "name": "Bye", "fields": []}}
                        """);

        Judgement judgement = SchemaCompatibility.compare(old, current);

        String other =
                "keep the field as it was and add another one of the new type, with a default";
        assertThat(judgement.verdict()).isEqualTo(Verdict.NONE);
        assertThat(lines(judgement.backward()))
                .containsExactly(
                        "/fields/0/type/symbols (kind): the symbols [B] were removed; keep them, or"
                                + " give the enum a \"default\"",
                        "/fields/1/type/size (hash): the fixed had 2 bytes and has 3; " + other,
                        "/fields/2/type/2 (note): the union was [null, string, int] and is"
                                + " [null, string]; keep all types of the union",
                        "/fields/3/type/items/fields/0/type (authors.born): the type was long and"
                                + " is string; "
                                + other,
                        "/fields/4/type/name (by): the type was By and is Bye; give the new one"
                                + " \"aliases\": [\"By\"]");
        assertThat(lines(judgement.forward()))
                .containsExactly(
                        "/fields/0/type/symbols (kind): the symbols [C] were added; give the enum a"
                                + " \"default\" and deploy that first",
                        "/fields/1/type/size (hash): the fixed had 2 bytes and has 3; " + other,
                        "/fields/3/type/items/fields/0/type (authors.born): the type was long and"
                                + " is string; "
                                + other,
                        "/fields/4/type/name (by): the type was By and is Bye; keep the name");
    }

    @Test
    void anotherLogicalTypeIsToldThoughAvroReadsTheBytes() {
        Schema old =
                record(
                        """
                        {"name": "at", "type": ["null", {"type": "long", "logicalType": "timestamp-millis"}]},
                        {"name": "price", "type": {"type": "bytes", "logicalType": "decimal",
                            "precision": 5, "scale": 2}},
                        {"name": "next", "type": ["null", "Article"]}
                        """);
        Schema current =
                record(
                        """
                        {"name": "at", "type": ["null", {"type": "long", "logicalType": "timestamp-micros"}]},
                        {"name": "price", "type": {"type": "bytes", "logicalType": "decimal",
                            "precision": 9, "scale": 2}},
                        {"name": "next", "type": ["null", "Article"]}
                        """);

        Judgement judgement = SchemaCompatibility.compare(old, current);

        String another = "; the same bytes would be another value; keep it and add another field";
        assertThat(lines(judgement.backward()))
                .containsExactly(
                        "/fields/0/type/1 (at): the logical type was timestamp-millis and is"
                                + " timestamp-micros"
                                + another);
        assertThat(lines(judgement.forward()))
                .containsExactly(
                        "/fields/0/type/1 (at): the logical type was timestamp-millis and is"
                                + " timestamp-micros"
                                + another,
                        "/fields/1/type (price): the logical type was decimal(5, 2) and is"
                                + " decimal(9, 2)"
                                + another);
    }

    @Test
    void twoFoldersAreComparedByJobType() throws IOException {
        Path old = Files.createDirectory(folder.resolve("old"));
        Path current = Files.createDirectory(folder.resolve("new"));
        Files.writeString(old.resolve("a.avsc"), recordText(""));
        Files.writeString(
                current.resolve("a.avsc"), recordText("{\"name\":\"x\",\"type\":\"int\"}"));
        Files.writeString(old.resolve("b.avsc"), recordText("").replace("Article", "B"));
        Files.writeString(current.resolve("c.avsc"), recordText("").replace("Article", "C"));

        Report report = SchemaCompatibility.check(old, current);

        assertThat(report.verdict()).isEqualTo(Verdict.FORWARD);
        assertThat(report.lines())
                .containsExactly(
                        "a: FORWARD, the old one reads what the new one writes, but not the other"
                                + " way round",
                        "  new reads old: /fields/0 (x): the field 'x' was added without a default;"
                                + " give it a default",
                        "b: removed; new jobs of it are refused, those that wait are still read,"
                                + " because their schema stays on the control topic",
                        "c: added");
    }

    @Test
    void twoFilesAreComparedAndAFileIsNotComparedWithAFolder() throws IOException {
        Path file = Files.writeString(folder.resolve("a.avsc"), recordText(""));

        assertThat(SchemaCompatibility.check(file, file).lines())
                .containsExactly("a: FULL, each reads what the other wrote");
        TowpathException e =
                catchThrowableOfType(
                        TowpathException.class, () -> SchemaCompatibility.check(file, folder));
        assertThat(e.line())
                .isEqualTo(
                        "TP-5002 expected two .avsc files or two folders of them, got a file at "
                                + file
                                + " and a folder at "
                                + folder
                                + "; nothing was compared");
    }

    private static String recordText(String fields) {
        return "{\"type\":\"record\",\"name\":\"Article\",\"fields\":[" + fields + "]}";
    }

    private static List<String> lines(List<Incompatibility> found) {
        return found.stream().map(Incompatibility::line).toList();
    }
}
