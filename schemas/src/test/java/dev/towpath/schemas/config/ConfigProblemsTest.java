package dev.towpath.schemas.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.error.TowpathException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigProblemsTest {
    @TempDir Path folder;

    @Test
    void allProblemsAreToldAtOnceInTheOrderOfTheFile() throws IOException {
        Path file = folder.resolve("towpath.yaml");
        Files.writeString(
                file,
                """
                gatway: {port: 1}
                types:
                  article.publish: {timeout: 10 sec}
                worker:
                  port: 99999
                """);

        assertThatThrownBy(() -> ConfigReader.read(file, Map.of()))
                .isInstanceOf(TowpathException.class)
                .hasFieldOrPropertyWithValue("code", ErrorCode.CONFIG_INVALID)
                .hasMessage(
                        """
                        The configuration of FILE has 4 problems; nothing was started. \
                        Correct it and start again:
                          FILE:1 gatway: expected a known key, got 'gatway'; \
                        did you mean 'gateway'?
                          FILE:3 types["article.publish"].timeout: expected a duration from 1ms \
                        to 7d, as a number and one of ms s m h d, got the text '10 sec'; \
                        did you mean 10s?
                          FILE:5 worker.port: expected a whole number from 0 to 65535, got the \
                        number 99999
                          FILE secret: expected a text of at least 16 bytes, got nothing; \
                        set the environment variable TOWPATH_SECRET, or say it in the file"""
                                .replace("FILE", file.toString()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    prot: 1           | prot: expected a known key, got 'prot'; did you mean 'port'?
                    port: x           | port: expected a whole number from 0 to 65535, got the text 'x'
                    port: -1          | port: expected a whole number from 0 to 65535, got the number -1
                    port: 1.5         | port: expected a whole number from 0 to 65535, got the number 1.5
                    port: "80"        | port: expected a whole number from 0 to 65535, got the text '80'; write it without quotes
                    port: true        | port: expected a whole number from 0 to 65535, got true
                    port: [1]         | port: expected a whole number from 0 to 65535, got a list
                    port: {a: 1}      | port: expected a whole number from 0 to 65535, got keys below it
                    port:             | port: expected a whole number from 0 to 65535, got nothing; leave the key out to take the default
                    host: 127         | host: expected a host name or an address, got the number 127; put it in quotes
                    host: a b         | host: expected a host name or an address, got the text 'a b'
                    maxBody: 1MB      | maxBody: expected a size from 1B to 64MiB, as a number and one of B KiB MiB GiB TiB, got the text '1MB'; did you mean 1MiB?
                    maxBody: 4096     | maxBody: expected a size from 1B to 64MiB, as a number and one of B KiB MiB GiB TiB, got the number 4096; say the unit, such as 4096B or 4096KiB
                    maxBody: 1GiB     | maxBody: expected a size from 1B to 64MiB, as a number and one of B KiB MiB GiB TiB, got the text '1GiB'
                    bodyTimeout: 10   | bodyTimeout: expected a duration from 1ms to 1h, as a number and one of ms s m h d, got the number 10; say the unit, such as 10s or 10ms
                    bodyTimeout: 2d   | bodyTimeout: expected a duration from 1ms to 1h, as a number and one of ms s m h d, got the text '2d'
                    bodyTimeout: 1min | bodyTimeout: expected a duration from 1ms to 1h, as a number and one of ms s m h d, got the text '1min'; did you mean 1m?
                    """)
    void aValueThatIsNotAllowedIsToldWithWhatIsExpectedAndGot(String line, String problem) {
        assertThat(YamlText.in(folder).problems("# bounds\ngateway:\n  " + line + "\n"))
                .containsExactly("towpath.yaml:3 gateway." + problem);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    order: gruop       | order: expected one of none, group, strict, got the text 'gruop'; did you mean 'group'?
                    order: Group       | order: expected one of none, group, strict, got the text 'Group'; did you mean 'group'?
                    order: loose       | order: expected one of none, group, strict, got the text 'loose'
                    payload: xml       | payload: expected one of json, avro, got the text 'xml'
                    attempts: 1001     | attempts: expected a whole number from 1 to 1000, got the number 1001
                    queue: defalt      | queue: expected a queue that is there: default, got 'defalt'; did you mean 'default'?
                    queue: mail        | queue: expected a queue that is there: default, got 'mail'; add it under queues
                    queue: Mail        | queue: expected the name of a queue, got the text 'Mail'
                    allowUnknown: true | allowUnknown: expected a known key, got 'allowUnknown'; it is said only under types["*"]
                    payload: avro      | payload: expected a schema in schemas/mail.send.avsc, got no file schemas/mail.send.avsc; write it, or say payload: json
                    dedupWindow: 20d   | dedupWindow: expected at most queues.default.ledgerRetention, 14d, got 20d; a dedup key is forgotten with its job
                    """)
    void aTypeThatCannotBeIsToldByItsName(String line, String problem) {
        assertThat(YamlText.in(folder).problems("types:\n  mail.send: {" + line + "}\n"))
                .containsExactly("towpath.yaml:2 types[\"mail.send\"]." + problem);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    keys: tp_site_x                   | keys: expected a list, each of it keys below it, such as sha256:, got a text of 9 characters
                    keys: [tp_site_x]                 | keys[0]: expected keys below it, such as sha256:, got a text of 9 characters
                    keys: [{sha256: tp_site_x}]       | keys[0].sha256: expected a SHA-256 as 64 hex digits in small letters, of the whole key text, got a text of 9 characters
                    keys: [{revoked: true}]           | keys[0].sha256: expected a SHA-256 as 64 hex digits in small letters, of the whole key text, got nothing
                    scopes: [submit, raed]            | scopes[1]: expected one of submit, read, got the text 'raed'; did you mean 'read'?
                    scopes: submit                    | scopes: expected a list, each of it one of submit, read, got the text 'submit'; write it in brackets: [one, two]
                    queues: [defualt]                 | queues: expected a queue that is there: default, got 'defualt'; did you mean 'default'?
                    types: [mail]                     | types: expected a type that is there: *, got 'mail'; add it under types
                    types: [[mail]]                   | types[0]: expected the name of a type, or "*" for all, got a list
                    """)
    void aClientThatCannotBeIsToldByItsName(String line, String problem) {
        assertThat(YamlText.in(folder).problems("clients:\n  site:\n    " + line + "\n"))
                .containsExactly("towpath.yaml:3 clients.site." + problem);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    url: "https://a.example/x"               | url: expected a secret beside it, got none; add secret: ${TOWPATH_SIGNING_SECRET}, the same as the site has
                    url: "ftp://a.example/x"                 | url: expected an http or https URL without user, query or fragment, got the text 'ftp://a.example/x'
                    url: "https://u:p@a.example/"            | url: expected an http or https URL without user, query or fragment, got the text 'https://u:p@a.example/'
                    url: "https://a.example/?q=1"            | url: expected an http or https URL without user, query or fragment, got the text 'https://a.example/?q=1'
                    url: "http://a.example/", secret: SECRET | url: expected https where targets.site.allow names no network, got 'http://a.example/'; on the public net anybody could read and change the jobs
                    url: "https://a.example:99999/"          | url: expected a URL with a host, and a port below 65536, got 'https://a.example:99999/'
                    url: "https://a.example/%zz"             | url: expected a URL with a host, and a port below 65536, got 'https://a.example/%zz'
                    url: "http://next.2:3000/"               | url: expected a URL with a host, and a port below 65536, got 'http://next.2:3000/'
                    allow: [10/8]                            | allow[0]: expected a network in CIDR form, got the text '10/8'
                    allow: [10.0.0.0/99]                     | allow[0]: expected a network in CIDR form, got the text '10.0.0.0/99'
                    secret: hush                             | secret: expected whsec_ and the base64 of 24 to 64 bytes, got a text of 4 characters
                    allow: [10.0.0.0]                        | allow[0]: expected a network in CIDR form, got the text '10.0.0.0'
                    ack: maybe                               | ack: expected one of signed, none, got the text 'maybe'
                    """)
    void anEndpointThatCannotBeIsToldByItsName(String line, String problem) {
        String said = line.replace("SECRET", "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=");
        assertThat(YamlText.in(folder).problems("targets:\n  site: {" + said + "}\n"))
                .containsExactly("towpath.yaml:2 targets.site." + problem);
    }

    @Test
    void aKeySaidTwiceIsToldWithBothLines() {
        assertThat(YamlText.in(folder).problems("gateway:\n  port: 1\n  port: 2\n"))
                .containsExactly(
                        "towpath.yaml:3 gateway.port: expected each key once, got it again; it is"
                                + " said first on line 2");
    }

    @Test
    void namesThatCannotBeAreTold() {
        assertThat(
                        YamlText.in(folder)
                                .problems(
                                        "queues: {Mail: {}, default: {}}\ntypes: {a b: {}}\nclients: {a.b: {}}\n"))
                .containsExactly(
                        "towpath.yaml:1 queues.Mail: expected the name of a queue, 1 to 64 of a-z"
                                + " 0-9 . -, got 'Mail'",
                        "towpath.yaml:2 types[\"a b\"]: expected the name of a type, 1 to 128 of"
                                + " A-Z a-z 0-9 . _ -, or \"*\", got 'a b'",
                        "towpath.yaml:3 clients[\"a.b\"]: expected the name of a client, 1 to 64"
                                + " of a-z 0-9 -, got 'a.b'");
    }

    @Test
    void aDefaultThatNoLongerFitsIsToldWhereItNoLongerFits() {
        assertThat(
                        YamlText.in(folder)
                                .problems(
                                        """
                                        queues:
                                          default:
                                            retention: 20d
                                        gateway:
                                          maxPayload: 600KiB
                                        """))
                .containsExactly(
                        "towpath.yaml:3 queues.default.ledgerRetention: expected at least"
                                + " queues.default.retention, 20d, got 14d, the default; or jobs"
                                + " that are done could run again",
                        "towpath.yaml:5 gateway.maxLine: expected at least gateway.maxPayload,"
                                + " 600KiB, got 512KiB, the default");
    }

    @Test
    void aPayloadThatAWorkerCouldNeverTakeIsTold() {
        assertThat(
                        YamlText.in(folder)
                                .problems(
                                        "worker: {maxInFlightBytes: 1KiB, bufferBytesPerPartition:"
                                                + " 2KiB}\n"))
                .containsExactly(
                        "towpath.yaml:1 worker.maxInFlightBytes: expected at least"
                                + " gateway.maxPayload, 256KiB, got 1KiB",
                        "towpath.yaml:1 worker.bufferBytesPerPartition: expected at least"
                                + " gateway.maxPayload, 256KiB, got 2KiB");
    }

    @Test
    void whatATypeTakesFromTheStarIsBlamedOnTheStarAlone() {
        assertThat(
                        YamlText.in(folder)
                                .problems(
                                        """
                                        types:
                                          "*": {dedupWindow: 30d}
                                          a: {}
                                          b: {}
                                        """))
                .containsExactly(
                        "towpath.yaml:2 types[\"*\"].dedupWindow: expected at most"
                                + " queues.default.ledgerRetention, 14d, got 30d; a dedup key is"
                                + " forgotten with its job");
    }

    @Test
    void aTimeoutLongerThanTheRetentionIsTold() {
        assertThat(
                        YamlText.in(folder)
                                .problems(
                                        """
                                        queues: {default: {retention: 1h}}
                                        types: {a: {timeout: 2h}}
                                        """))
                .containsExactly(
                        "towpath.yaml:2 types.a.timeout: expected at most"
                                + " queues.default.retention, 1h, got 2h; Kafka would delete the"
                                + " job while it runs");
    }

    @Test
    void theBuiltInQueueIsMissedWhereTheFileNamesOthers() {
        assertThat(YamlText.in(folder).problems("prefix: shop.\nqueues: {mail: {}}\n"))
                .containsExactly(
                        "towpath.yaml:2 types[\"*\"].queue: expected a queue that is there: mail,"
                                + " got 'default', the default; add it under queues");
    }

    @Test
    void unknownTypesCannotHaveASchema() {
        assertThat(
                        YamlText.in(folder)
                                .problems("types: {\"*\": {payload: avro, allowUnknown: true}}\n"))
                .containsExactly(
                        "towpath.yaml:1 types[\"*\"].allowUnknown: expected false where"
                                + " types[\"*\"].payload is avro, got true; a type that is not"
                                + " named has no schema");
    }

    @Test
    void twoClientsCannotHaveTheSameKey() {
        String hash = "ab".repeat(32);

        assertThat(
                        YamlText.in(folder)
                                .problems(
                                        "clients:\n  a: {keys: [{sha256: HASH}]}\n  b: {keys: [{sha256: HASH}]}\n"
                                                .replace("HASH", hash)))
                .containsExactly(
                        "towpath.yaml:3 clients.b.keys[0].sha256: expected each key once, got the"
                                + " same as clients.a.keys[0].sha256; give each client keys of its"
                                + " own");
    }

    @Test
    void kafkasPropertiesAreHeldAgainstKafkasOwnDefinition() {
        assertThat(
                        YamlText.in(folder)
                                .problems(
                                        """
                                        kafka:
                                          properties:
                                            security.protocol: SASL_SLL
                                            ssl.keystore.pasword: x
                                            acks: 1
                                            sasl.login.class: not a class
                                            connections.max.idle.ms: soon
                                        """))
                .containsExactly(
                        "towpath.yaml:3 kafka.properties[\"security.protocol\"]: expected a text"
                                + " (case insensitive) [SASL_SSL, PLAINTEXT, SSL, SASL_PLAINTEXT],"
                                + " got the text 'SASL_SLL'; did you mean 'SASL_SSL'?",
                        "towpath.yaml:4 kafka.properties[\"ssl.keystore.pasword\"]: expected a"
                                + " known key, got 'ssl.keystore.pasword'; did you mean"
                                + " 'ssl.keystore.password'?",
                        "towpath.yaml:5 kafka.properties.acks: expected a known key, got 'acks';"
                                + " docs/configuration.md says which are known",
                        "towpath.yaml:6 kafka.properties[\"sasl.login.class\"]: expected the name"
                                + " of a class, got the text 'not a class'",
                        "towpath.yaml:7 kafka.properties[\"connections.max.idle.ms\"]: expected a"
                                + " whole number, got the text 'soon'");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    a: b: c            | 1: expected YAML, got something else; a text with ': ' in it needs quotes, and keys of one section the same indent
                    gateway:\\n\\tport: 1 | 2: expected YAML, got something else; indent with spaces, not with tabs
                    gateway: {port: 1  | 1: expected YAML, got something else; a quote or a bracket is not closed
                    prefix: 'x         | 1: expected YAML, got something else; a quote or a bracket is not closed
                    prefix: @x         | 1: expected YAML, got something else; a text that begins with @ % or ` needs quotes
                    prefix: "\\x"       | 1: expected YAML, got something else; in double quotes a backslash is written twice
                    ? [a]              | 1: expected YAML, got something else; look at this line and the one before it
                    - a                | 1: expected keys such as queues: and types:, got a list
                    text               | 1: expected keys such as queues: and types:, got a text of 4 characters
                    prefix: *x         | 1: expected plain values, got an alias (*name); put a value that begins with * or ! in quotes
                    prefix: !x y.      | 1: expected plain values, got a tag (!name); put a value that begins with * or ! in quotes
                    prefix: x.\\n---\\na: | 3: expected one document, got a second one after line 2; remove the line ---
                    """)
    void whatIsNoPlainYamlIsToldWithItsLine(String yaml, String problem) {
        assertThat(YamlText.in(folder).problems(yaml.replace("\\n", "\n").replace("\\t", "\t")))
                .first()
                .isEqualTo("towpath.yaml:" + problem);
    }

    @Test
    void aFileThatIsTooDeepIsTold() {
        assertThat(YamlText.in(folder).problems("prefix: " + "[".repeat(500) + "]".repeat(500)))
                .first()
                .isEqualTo("towpath.yaml:1: expected at most 16 levels, got more");
    }

    @Test
    void aFileThatIsTooLargeIsTold() {
        assertThat(YamlText.in(folder).problems("#".repeat(2 << 20)))
                .containsExactly(
                        "towpath.yaml: expected a file of at most 1MiB, got 2097152 bytes");
    }

    @Test
    void aFileThatIsNotUtf8IsTold() throws IOException {
        Path file = folder.resolve("towpath.yaml");
        Files.write(file, new byte[] {'a', ':', ' ', (byte) 0xE9});

        assertThatThrownBy(() -> ConfigReader.read(file, Map.of()))
                .hasMessageContaining(
                        "towpath.yaml: expected UTF-8, got bytes that are not; save the file as"
                                + " UTF-8");
    }

    @Test
    void aFolderInPlaceOfTheFileIsTold() {
        assertThatThrownBy(() -> ConfigReader.read(folder, Map.of()))
                .hasMessageContaining("expected a file that can be read, got a folder");
    }

    @Test
    void controlCharactersDoNotReachTheTerminal() {
        assertThat(YamlText.in(folder).problems("gateway: {host: \"\\e[31m\"}"))
                .containsExactly(
                        "towpath.yaml:1 gateway.host: expected a host name or an address, got the"
                                + " text '\\u001b[31m'");
    }

    @Test
    void aFloodOfProblemsIsCutShort() {
        StringBuilder yaml = new StringBuilder();
        for (int i = 0; i < 3_000; i++) {
            yaml.append("wrong").append(i).append(": 1\n");
        }

        assertThatThrownBy(() -> YamlText.in(folder).read(yaml.toString()))
                .hasMessageContaining("has at least 1000 problems")
                .hasMessageEndingWith("and 950 more");
    }
}
