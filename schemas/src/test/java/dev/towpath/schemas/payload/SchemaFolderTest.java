package dev.towpath.schemas.payload;

import static dev.towpath.schemas.payload.Read.good;
import static dev.towpath.schemas.payload.Read.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.error.TowpathException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SchemaFolderTest {
    @TempDir Path folder;

    @Test
    void theFileNameIsTheJobTypeAndTypesMayBeInOtherFilesInAnyOrder() throws IOException {
        write(
                "article.publish.avsc",
                """
                {"type": "record", "name": "Publish", "namespace": "site", "fields": [
                    {"name": "author", "type": "people.Author"},
                    {"name": "kind", "type": "Kind", "default": "NEWS"},
                    {"name": "editor", "type": ["null", "people.Author"], "default": null}]}
                """);
        write(
                "blog/article.delete.avsc",
                """
                {"type": "record", "name": "Delete", "namespace": "site", "fields": [
                    {"name": "kind", "type": "Kind"}, {"name": "page", "type": "Page"}]}
                """);
        write(
                "shared/types.avsc",
                """
                [{"type": "enum", "name": "site.Kind", "symbols": ["NEWS", "GUIDE"]},
                 {"type": "record", "name": "Author", "namespace": "people", "fields": [
                    {"name": "boss", "type": ["null", "Author"]}]}]
                """);
        write(
                "shared/deeper/page.avsc",
                """
                {"type": "fixed", "name": "Page", "size": 2, "avro.java.string": "String"}
                """);
        write(".git/x.avsc", "not a schema");
        write("README.md", "not a schema");

        Map<String, Schema> schemas = SchemaFolder.load(folder);

        assertThat(schemas).containsOnlyKeys("article.publish", "article.delete");
        Schema publish = requireNonNull(schemas.get("article.publish"));
        assertThat(publish.getField("editor").schema().getTypes().get(1))
                .isEqualTo(publish.getField("author").schema());
        assertThat(publish.getField("kind").schema().getFullName()).isEqualTo("site.Kind");
        assertThat(
                        requireNonNull(schemas.get("article.delete"))
                                .getField("page")
                                .schema()
                                .getFullName())
                .isEqualTo("Page");
        Schema again = new Schema.Parser().parse(publish.toString());
        assertThat(SchemaNormalization.parsingFingerprint64(again))
                .isEqualTo(SchemaNormalization.parsingFingerprint64(publish));
        good(
                JsonToAvro.convert(
                        publish,
                        json("{\"author\":{\"boss\":{\"boss\":null}},\"kind\":\"GUIDE\"}")));
    }

    @Test
    void tellsEveryFaultOfEveryFileWithItsLine() throws IOException {
        write("a.avsc", "{\"type\": \"record\",\n \"name\": \"A\",\n \"fields\": [}\n");
        write(
                "b.avsc",
                """
                {"type": "record", "name": "site.B", "java-class": "java.net.URL", "fields": [
                    {"name": "1st", "type": "int"},
                    {"name": "author", "type": "Autor"},
                    {"name": "kind", "type": "Kind"},
                    {"name": "tags", "type": "array", "items": "string"},
                    {"name": "at", "type": "long", "logicalType": "timestamp-millis"},
                    {"name": "day", "type": {"type": "long", "logicalType": "date"}},
                    {"name": "hour", "type": {"type": "int", "logicalType": "time-milis"}},
                    {"name": "count", "type": "int", "defualt": 0},
                    {"name": "size", "type": "int", "default": "0"},
                    {"name": "count", "type": "strnig"},
                    {"name": "both", "type": ["int", "int", ["null"]]},
                    {"name": "none"},
                    {"name": "price", "type": {"type": "bytes", "logicalType": "decimal"}},
                    {"name": "wrapped", "type": {"type": {"type": "string"}}}
                ]}
                """);
        write(
                "c.avsc",
                """
                {"type": "record", "name": "C", "fields": [
                    {"name": "author", "default": {"name": "x", "born": 1},
                        "type": "Author"},
                    {"name": "hash", "type": {"type": "fixed", "name": "Hash", "size": 2},
                        "default": "abc"},
                    {"name": "mood", "type": {"type": "enum", "name": "Mood",
                        "symbols": ["GOOD", "BAD", "GOOD", "so-so"], "default": "GODO"}},
                    {"name": "author2", "type": {"type": "record", "name": "Author",
                        "fields": []}}]}
                """);
        write(
                "d.avsc",
                """
                {"type": "record", "name": "D", "fields": [
                    {"name": "e", "type": {"type": "record", "name": "E", "fields": [
                        {"name": "d", "type": "D"}]}}]}
                """);
        write("e.avsc", "\"string\"");
        write("e v.avsc", "{\"type\": \"record\", \"name\": \"Ev\", \"fields\": []}");
        write("sub/e.avsc", "{\"type\": \"record\", \"name\": \"Sub\", \"fields\": []}");
        write(
                "shared/f.avsc",
                """
                [{"type": "record", "name": "Author", "fields": [
                    {"name": "name", "type": "string"}]},
                 "int"]
                """);
        write(
                "shared/g.avsc",
                "{\"type\": \"enum\", \"name\": \"other.Kind\", \"symbols\": [\"X\"]}");

        TowpathException e =
                catchThrowableOfType(TowpathException.class, () -> SchemaFolder.load(folder));

        assertThat(e.code()).isEqualTo(ErrorCode.SCHEMAS_INVALID);
        assertThat(e.line().lines().toList())
                .containsExactly(
                        "TP-5002 the schemas in "
                                + folder
                                + " have 29 faults, so that none of them is used;"
                                + " mend them and start again:",
                        "  a.avsc:3: /fields: expected JSON, got '}' at line 3, column 13",
                        "  b.avsc:1: \"java-class\" names a class; schemas may not do that",
                        "  b.avsc:2: the field's \"name\" must be of letters, digits and _, "
                                + "and not begin with a digit; got the string \"1st\"",
                        "  b.avsc:3: no type 'Autor' is defined; did you mean 'Author'?",
                        "  b.avsc:4: no type 'Kind' is defined; did you mean 'other.Kind'?",
                        "  b.avsc:5: the type 'array' has parts and needs an object of its "
                                + "own, such as {\"type\": \"array\", \"items\": \"string\"}",
                        "  b.avsc:6: \"logicalType\" on a field does nothing; write \"type\": "
                                + "{\"type\": …, \"logicalType\": …}",
                        "  b.avsc:7: 'date' refines int only",
                        "  b.avsc:8: no logical type 'time-milis'; did you mean 'time-millis'?",
                        "  b.avsc:9: the attribute 'defualt' does nothing; did you mean "
                                + "'default'?",
                        "  b.avsc:10: the field 'size': the default is of another type: "
                                + "expected an integer of -2147483648 to 2147483647, without a point, "
                                + "got the string \"0\"",
                        "  b.avsc:11: no type 'strnig' is defined; did you mean 'string'?",
                        "  b.avsc:11: the record has the field 'count' twice",
                        "  b.avsc:12: a union may not be inside of a union; put its types in "
                                + "the outer one",
                        "  b.avsc:12: the union has 'int' twice; values could not be told apart",
                        "  b.avsc:13: the field 'none' has no \"type\"",
                        "  b.avsc:14: 'decimal' needs a \"precision\" of 1 to 1000, got none",
                        "  b.avsc:15: expected the name of a type in \"type\", got an object; "
                                + "leave out the object around it",
                        "  c.avsc:2: the field 'author': the default has a field 'born' that "
                                + "'Author' has not",
                        "  c.avsc:5: the field 'hash': the default is of another type: "
                                + "expected a string of 2 characters of \\u0000 to \\u00ff, got the "
                                + "string \"abc\"",
                        "  c.avsc:7: expected a symbol of letters, digits and _, got the "
                                + "string \"so-so\"",
                        "  c.avsc:7: expected a symbol of the enum, got the string \"GODO\"; "
                                + "did you mean 'GOOD'?",
                        "  c.avsc:7: the enum has the symbol 'GOOD' twice",
                        "  c.avsc:8: the type 'Author' is defined otherwise in shared/f.avsc:1;"
                                + " put it into a file in shared/ and refer to it by its name",
                        "  d.avsc:2: a value of 'E' would never end: E contains D contains E; "
                                + "make one of the fields a union with null, or an array",
                        "  e v.avsc:1: the file's name, without .avsc, is the job type: "
                                + "expected 1 to 128 of A-Z a-z 0-9 . _ -, beginning with a letter or "
                                + "digit, got 'e v'",
                        "  e.avsc:1: expected a record at the top of the schema of a job type; "
                                + "types that several files use go into shared/",
                        "  shared/f.avsc:3: expected a record, an enum or a fixed in shared/",
                        "  sub/e.avsc:1: the job type 'e' has a schema already, in e.avsc");
    }

    @Test
    void aTypeMayBeDefinedAgainInTheVerySameWords() throws IOException {
        String author = "{\"type\": \"record\", \"name\": \"Author\", \"fields\": []}";
        for (String name : List.of("A", "B")) {
            write(
                    name + ".avsc",
                    "{\"type\": \"record\", \"name\": \""
                            + name
                            + "\", \"fields\": [{\"name\": \"a\", \"type\": "
                            + author
                            + "}, {\"name\": \"b\", \"type\": \"Author\"}]}");
        }

        assertThat(SchemaFolder.load(folder)).containsOnlyKeys("A", "B");
    }

    @Test
    void aDefaultInsideOfItsOwnTypeIsToldBecauseAvroCannotHaveIt() throws IOException {
        write(
                "a.avsc",
                """
                {"type": "record", "name": "A", "fields": [
                    {"name": "next", "type": ["null", "A"], "default": {"next": null}}]}
                """);

        assertThat(faults())
                .containsExactly(
                        "  a.avsc:2: the field 'next': the default is a 'A' inside of a 'A',"
                                + " which Avro cannot have; make the field a union with null");
    }

    @Test
    void aFolderThatIsNotThereSaysWhereItIsNamed() {
        TowpathException e =
                catchThrowableOfType(
                        TowpathException.class, () -> SchemaFolder.load(folder.resolve("no")));

        assertThat(e.line())
                .isEqualTo(
                        "TP-5002 expected a folder of .avsc files at "
                                + folder.resolve("no")
                                + ", got nothing; create it, or name another one under 'schemas' in"
                                + " towpath.yaml");
    }

    @Test
    void aFileThatIsTooLargeIsNotRead() throws IOException {
        write("a.avsc", " ".repeat(1024 * 1024 + 1));

        assertThat(faults())
                .containsExactly(
                        "  a.avsc:1: expected at most 1048576 bytes of JSON, got 1048577 bytes");
    }

    /// Kubernetes mounts a ConfigMap as links into a hidden folder that changes as a whole.
    @Test
    void aMountedConfigMapIsReadOnce() throws IOException {
        write("..2026_01_31/a.avsc", "{\"type\": \"record\", \"name\": \"A\", \"fields\": []}");
        Files.createSymbolicLink(folder.resolve("..data"), Path.of("..2026_01_31"));
        Files.createSymbolicLink(folder.resolve("a.avsc"), Path.of("..data/a.avsc"));

        assertThat(SchemaFolder.load(folder)).containsOnlyKeys("a");
    }

    @Test
    void aFileThatIsNotThereIsSaid() {
        Path file = folder.resolve("a.avsc");

        TowpathException e =
                catchThrowableOfType(TowpathException.class, () -> SchemaFolder.loadFile(file));

        assertThat(e.line())
                .isEqualTo(
                        "TP-5002 "
                                + file
                                + " cannot be read: java.nio.file.NoSuchFileException: "
                                + file
                                + "; check that it is there and may be read");
    }

    @Test
    void aFileThatNeedsNoOtherIsReadByItself() throws IOException {
        write("a.avsc", "{\"type\": \"record\", \"name\": \"A\", \"fields\": []}");

        assertThat(SchemaFolder.loadFile(folder.resolve("a.avsc")).getName()).isEqualTo("A");
    }

    /// What is let through must work, and what does not must be told: nothing else may happen.
    @Test
    void anythingInAFileIsLoadedOrToldAndWhatIsLoadedWorks() {
        long seed = System.nanoTime();
        System.out.println("anythingInAFile: seed " + seed);
        Random random = new Random(seed);
        AnySchema any = new AnySchema(seed);
        int loaded = 0;
        for (int round = 0; round < 5_000; round++) {
            StringBuilder text = new StringBuilder(any.record(3).toString());
            for (int edits = random.nextInt(3); edits > 0; edits--) {
                String[] parts = {
                    "\"int\"",
                    "null",
                    "[]",
                    "{}",
                    "1",
                    "\"R0\"",
                    ",\"default\":null",
                    "\"default\":{},",
                    "\"A\"",
                    "\"type\":",
                    "[\"null\",",
                    "]",
                    "}",
                    "\"logicalType\":\"date\",",
                    "\"name\":\"f0\","
                };
                int at = random.nextInt(text.length());
                int to = Math.min(text.length(), at + random.nextInt(8));
                text.replace(at, to, parts[random.nextInt(parts.length)]);
            }
            SchemaSources sources = new SchemaSources();
            sources.addRecord("a.avsc", text.toString().getBytes(UTF_8));
            if (sources.check().isEmpty()) {
                Map<String, Schema> schemas = sources.schemas();
                assertThat(sources.check()).describedAs(text.toString()).isEmpty();
                Schema schema = requireNonNull(schemas.get("a.avsc"));
                for (Schema.Field field : schema.getFields()) {
                    if (field.hasDefaultValue()) {
                        JsonToAvro.DATA.getDefaultValue(field);
                    }
                }
                loaded++;
            }
        }
        assertThat(loaded).isBetween(1_000, 4_500);
    }

    private List<String> faults() {
        TowpathException e =
                catchThrowableOfType(TowpathException.class, () -> SchemaFolder.load(folder));
        return e.line().lines().skip(1).toList();
    }

    private void write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
