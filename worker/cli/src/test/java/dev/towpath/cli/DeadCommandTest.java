package dev.towpath.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.towpath.schemas.id.JobId;
import dev.towpath.schemas.payload.Checked;
import dev.towpath.schemas.payload.PayloadCodec;
import dev.towpath.schemas.payload.PayloadFormat;
import dev.towpath.schemas.payload.SchemaStore;
import dev.towpath.schemas.wire.DeadLetter;
import dev.towpath.schemas.wire.JobEnvelope;
import dev.towpath.schemas.wire.JobHeaders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.avro.Schema;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `towpath dead` and `towpath replay` against a real worker on a real broker.
@Timeout(120)
final class DeadCommandTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir Path folder;
    private DeadInstallation installation;

    @BeforeEach
    void makeInstallation() throws Exception {
        installation = new DeadInstallation(folder);
    }

    @AfterEach
    void close() {
        installation.close();
    }

    @Test
    void aBadDeployIsListedByCauseCountedReplayedOnceAndThenNothingIsLeft() throws Exception {
        for (int i = 0; i < 12; i++) {
            installation.mail("{\"to\":\"'a" + i + "@example.org'\"}", "bad");
        }
        JobId fine = installation.mail("{\"to\":\"b@example.org\"}", "good");
        assertThat(installation.towpath("dead", "list").status()).isEqualTo(3);
        installation.work(12, 1);

        Ran list = installation.towpath("dead", "list");
        assertThat(list.status()).isZero();
        assertThat(list.out())
                .startsWith("12 dead letters wait, of 1 cause.\n")
                .containsPattern("\n[0-9a-f]{12}  12 letters, TP-3001 IllegalStateException\n")
                .contains("  mail to '…' bounced <n> times\n")
                .contains("  at dev.towpath.cli.DeadInstallation.worker\n")
                .contains("  type mail.send (12)  deployment bad (12)\n");
        String cause = cause(list.out());

        Ran dry = installation.towpath("dead", "replay", "--cause", cause.substring(0, 6));
        assertThat(dry.status()).isZero();
        assertThat(dry.out())
                .startsWith("Dry run, nothing is written yet:\n")
                .containsPattern("12 +dead letters match --cause " + cause.substring(0, 6))
                .containsPattern("12 +to run again\n")
                .endsWith("Nothing was replayed. To do it, give the same command with --yes.\n");

        installation.broken = false;
        Ran replayed =
                installation.towpath(
                        "dead", "replay", "--deployment", "bad", "--yes", "--actor", "eva");
        assertThat(replayed.status()).isZero();
        assertThat(replayed.out())
                .containsPattern("Replayed 12 jobs in [0-9.]+ s, plan [\\w-]+\\.");
        installation.work(12, 13);
        assertThat(installation.ran.values()).allMatch(runs -> runs.size() == 1);
        assertThat(installation.ran).containsKey(fine.toString());

        Ran again = installation.towpath("dead", "replay", "--deployment", "bad", "--yes");
        assertThat(again.status()).isEqualTo(3);
        assertThat(again.out())
                .containsPattern("12 +left out: replayed already")
                .endsWith("Nothing of it is left to run: nothing was replayed.\n");
        assertThat(installation.towpath("dead", "list").out())
                .isEqualTo("No dead letter waits; besides 12 replayed.\n");
        assertThat(installation.towpath("replay", "--resume", plan(replayed.out())).status())
                .isEqualTo(3);
        assertThat(installation.towpath("dead", "list", "--closed", "--all").out())
                .contains("replayed, done");
    }

    private static String cause(String list) {
        Matcher matcher = Pattern.compile("\n([0-9a-f]{12})  ").matcher(list);
        assertThat(matcher.find()).isTrue();
        return matcher.group(1);
    }

    private static String plan(String out) {
        Matcher matcher = Pattern.compile("plan ([\\w-]+)\\.").matcher(out);
        assertThat(matcher.find()).isTrue();
        return matcher.group(1);
    }

    @Test
    void noControlCharacterOfAPayloadReachesTheTerminal() throws Exception {
        String evil = "\\u001b[2J\\u001b]0;owned\\u0007\\u202egpj.exe\\u009b31m\\u007f";
        JobId id = installation.mail("{\"to\":\"" + evil + "\"}", "bad");
        installation.work(1, 0);

        for (String[] command :
                List.of(
                        new String[] {"dead", "list"},
                        new String[] {"dead", "list", "--all"},
                        new String[] {"dead", "list", "--all", "--json"},
                        new String[] {"dead", "list", "--json"},
                        new String[] {"dead", "show", id.toString()},
                        new String[] {"dead", "show", id.toString(), "--json"},
                        new String[] {"dead", "export"},
                        new String[] {"dead", "replay", "--since", "1h"})) {
            Ran ran = installation.towpath(command);
            assertThat(ran.status()).as(String.join(" ", command)).isZero();
            assertThat(ran.out() + ran.err())
                    .as(String.join(" ", command))
                    .doesNotContainPattern("[\\p{Cc}\\p{Cf}&&[^\n]]");
        }
        assertThat(installation.towpath("dead", "show", id.toString()).out())
                .contains("\\u001b[2J")
                .contains("\\u202egpj.exe")
                .startsWith("job ")
                .containsPattern("\nfate +open\n")
                .containsPattern("\ncode +TP-3001 The handler failed on every attempt\n")
                .containsPattern("\ndied +.*, generation 0, attempt 1\n")
                .contains("\ntrace\n  java.lang.IllegalStateException: ")
                .contains("\nheaders\n")
                .contains("\nhistory\n  generation 0  died ");
    }

    @Test
    void whatCannotBeReplayedIsCountedAndWhatIsDiscardedIsNoLongerListed() throws Exception {
        installation.mail("{\"to\":\"a\"}", "bad");
        installation.raw(
                new ProducerRecord<>(
                        installation.topics.jobs("default"), 0, null, "nonsense".getBytes(UTF_8)));
        ProducerRecord<byte[], byte[]> pointer =
                new ProducerRecord<>(installation.topics.dead("default"), 0, null, null);
        pointer.headers()
                .add(
                        JobHeaders.DEAD,
                        new DeadLetter(
                                        "TP-3001",
                                        "too large",
                                        "",
                                        "",
                                        installation.topics.jobs("default"),
                                        0,
                                        7,
                                        0,
                                        1,
                                        0,
                                        System.currentTimeMillis(),
                                        "w",
                                        true)
                                .encode());
        installation.raw(pointer);
        installation.work(3, 0);

        assertThat(installation.towpath("dead", "replay", "--everything").out())
                .containsPattern("3 +dead letters match --everything\n")
                .containsPattern("1 +left out: pointers")
                .containsPattern("1 +left out: no jobs")
                .containsPattern("1 +to run again\n");

        Ran unasked = installation.towpath("dead", "discard", "--code", "TP-4001", "--reason", "x");
        assertThat(unasked.status()).isZero();
        assertThat(unasked.out()).endsWith("To do it, give the same command with --yes.\n");
        assertThat(installation.towpath("dead", "list", "--code", "TP-4001").status()).isZero();
        Ran done =
                installation.towpath(
                        "dead", "discard", "--code", "TP-4001", "--reason", "a probe", "--yes");
        assertThat(done.out()).endsWith("Discarded 1.\n");
        assertThat(installation.towpath("dead", "list", "--code", "TP-4001").status()).isEqualTo(3);
        assertThat(installation.towpath("dead", "replay", "--code", "TP-4001", "--yes").out())
                .containsPattern("1 +left out: discarded\n");
    }

    @Test
    void aLetterWhoseSchemaIsGoneFromDiskIsShownByTheOneOnControlAndReplayedAsItIs()
            throws Exception {
        PayloadFormat.Avro format =
                PayloadFormat.avro(
                        new Schema.Parser()
                                .parse(
                                        "{\"type\":\"record\",\"name\":\"Gone\",\"fields\":[{\"name\":"
                                                + "\"total\",\"type\":\"long\"}]}"));
        installation.raw(
                new ProducerRecord<>(
                        installation.topics.control(),
                        0,
                        SchemaStore.key(format).getBytes(UTF_8),
                        SchemaStore.value(format)));
        byte[] value =
                PayloadCodec.encode(format, JSON.readTree("{\"total\":17}"))
                                instanceof Checked.Good<byte[]>(byte[] good)
                        ? good
                        : new byte[0];
        String id = "default_1_00000000000000000000000001";
        ProducerRecord<byte[], byte[]> letter =
                new ProducerRecord<>(
                        installation.topics.dead("default"), 0, id.getBytes(UTF_8), value);
        JobHeaders.write(
                letter.headers(),
                id,
                "/clients/site",
                "order.gone".getBytes(UTF_8),
                false,
                null,
                new JobEnvelope(0, 0, 0, 1, 1, 0, 0, 0, 0, 0, "site", "", "", List.of(), "bad"));
        letter.headers()
                .add(
                        JobHeaders.DEAD,
                        new DeadLetter("TP-3001", "boom", "", "", "x", 1, 0, 0, 1, 0, 1, "w", false)
                                .encode());
        installation.raw(letter);

        assertThat(installation.towpath("dead", "show", id).out())
                .contains("\npayload, " + value.length + " bytes\n")
                .contains("\"total\" : 17");
        assertThat(installation.towpath("dead", "replay", "--id", id, "--yes").status()).isZero();
        JsonNode exported =
                JSON.readTree(
                        installation
                                .towpath("dead", "export", "--closed")
                                .out()
                                .lines()
                                .findFirst()
                                .orElseThrow());
        assertThat(Base64.getDecoder().decode(exported.path("value").asString("")))
                .isEqualTo(value);
        assertThat(exported.path("fate").asString("")).isEqualTo("replayed");
        assertThat(installation.towpath("dead", "list").err())
                .as("the only letter is closed")
                .isEmpty();
    }

    @Test
    void theOldestLetterIsWarnedOfBeforeKafkaDeletesIt() {
        ProducerRecord<byte[], byte[]> letter =
                new ProducerRecord<>(
                        installation.topics.dead("default"), 0, null, "x".getBytes(UTF_8));
        letter.headers()
                .add(
                        JobHeaders.DEAD,
                        new DeadLetter(
                                        "TP-4001",
                                        "old",
                                        "",
                                        "",
                                        "x",
                                        0,
                                        0,
                                        0,
                                        0,
                                        0,
                                        System.currentTimeMillis()
                                                - java.time.Duration.ofDays(25).toMillis(),
                                        "w",
                                        false)
                                .encode());
        installation.raw(letter);

        assertThat(installation.towpath("dead", "list").err().replaceAll("\\s+", " "))
                .startsWith("The oldest dead letter of queue default died at ")
                .contains("Kafka deletes letters after 30d.")
                .contains("raise queues.default.deadRetention");
    }

    @Test
    void anEditedPayloadIsCheckedAndRunsInPlaceOfTheOldOne() throws Exception {
        JobId id = installation.mail("{\"to\":\"a\"}", "bad");
        installation.work(1, 0);
        installation.towpath("dead", "replay", "--id", id.toString(), "--yes");
        installation.work(2, 0);
        assertThat(installation.towpath("dead", "show", id.toString()).out())
                .containsPattern("\n  generation 0 .* replayed as generation 1 .*: dead again\n")
                .containsPattern("\n  generation 1 .* open\n");
        installation.broken = false;
        Path broken = Files.writeString(folder.resolve("broken.json"), "{\"to\": }");
        Ran refused =
                installation.towpath(
                        "dead",
                        "replay",
                        "--id",
                        id.toString(),
                        "--edit-file",
                        broken.toString(),
                        "--yes");
        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.err()).startsWith("TP-7007 ").contains("line 1, column 8");

        Path mended = Files.writeString(folder.resolve("mended.json"), "{\"to\": \"c\"}");
        assertThat(
                        installation
                                .towpath(
                                        "dead",
                                        "replay",
                                        "--id",
                                        id.toString(),
                                        "--edit-file",
                                        mended.toString(),
                                        "--yes")
                                .status())
                .isZero();
        installation.work(2, 1);
        assertThat(installation.ran.get(id.toString())).containsExactly("{\"to\":\"c\"}");
        assertThat(installation.towpath("dead", "show", id.toString()).out())
                .containsPattern("\n  generation 0 .* replayed as generation 1 .*: dead again\n")
                .containsPattern("\n  generation 1 .* replayed as generation 2 .*: done\n");
    }

    @Test
    void theLogIsReplayedByForceAloneAsTheNextGeneration() throws Exception {
        JobId id = installation.mail("{\"to\":\"a\"}", "good");
        assertThat(installation.towpath("replay", "--type", "mail.send", "--yes").out())
                .containsPattern("1 +left out: waiting or running");
        installation.work(0, 1);

        Ran done = installation.towpath("replay", "--type", "mail.send", "--yes");
        assertThat(done.status()).isEqualTo(3);
        assertThat(done.out()).containsPattern("1 +left out: done already");
        Ran forced =
                installation.towpath(
                        "replay", "--offsets", id.partition() + ":0-", "--force", "--yes");
        assertThat(forced.status()).isZero();
        Ran twice =
                installation.towpath(
                        "replay", "--offsets", id.partition() + ":0-", "--force", "--yes");
        assertThat(twice.status()).as("the first has not ended yet").isEqualTo(3);
        installation.workUntil(
                () -> installation.ran.getOrDefault(id.toString(), List.of()).size() == 2);
        assertThat(installation.towpath("replay", "--type", "mail.send", "--yes").out())
                .as("once more is one generation more, and never by itself")
                .containsPattern("1 +left out: done already");
    }

    @Test
    void jobsThatKafkaRefusesAreNamedAndTheOthersReplayed() throws Exception {
        installation.mail("{\"to\":\"a\"}", "bad");
        JobId large = installation.mail("{\"to\":\"" + "x".repeat(40_000) + "\"}", "bad");
        installation.work(2, 0);
        Map<String, Object> kafka =
                Map.of("bootstrap.servers", installation.config.kafka().bootstrap());
        try (Admin admin = Admin.create(kafka)) {
            AlterConfigOp lower =
                    new AlterConfigOp(
                            new ConfigEntry("max.message.bytes", "200"), AlterConfigOp.OpType.SET);
            ConfigResource topic =
                    new ConfigResource(
                            ConfigResource.Type.TOPIC, installation.topics.jobs("default"));
            admin.incrementalAlterConfigs(Map.of(topic, List.of(lower)))
                    .all()
                    .get(30, TimeUnit.SECONDS);
        }

        Ran ran = installation.towpath("dead", "replay", "--id", large.toString(), "--yes");
        assertThat(ran.status()).isEqualTo(4);
        assertThat(ran.err()).contains("TP-7005 ").contains(large.toString());
        assertThat(installation.towpath("dead", "list", "--id", large.toString()).status())
                .as("it is still a dead letter")
                .isZero();
    }

    @Test
    void aMistakeOnTheCommandLineEndsWithTwoAndSaysWhatToSay() {
        for (String[] command :
                List.of(
                        new String[] {"dead", "replay"},
                        new String[] {"dead", "replay", "--queue", "default", "--yes"},
                        new String[] {"replay", "--yes"},
                        new String[] {"dead", "discard", "--reason", "x", "--yes"})) {
            Ran ran = installation.towpath(command);
            assertThat(ran.status()).as(String.join(" ", command)).isEqualTo(2);
            assertThat(ran.err()).startsWith("TP-7001 ").contains("--everything");
        }
        assertThat(installation.towpath("dead", "discard", "--everything").status()).isEqualTo(2);
        assertThat(installation.towpath("dead").status()).isEqualTo(2);
        assertThat(installation.towpath("replay", "--since", "yesterday").status()).isEqualTo(2);
        assertThat(installation.towpath("replay", "--resume", "none").err()).startsWith("TP-7003 ");
        assertThat(installation.towpath("dead", "show", "no-id").status()).isEqualTo(3);
    }
}
