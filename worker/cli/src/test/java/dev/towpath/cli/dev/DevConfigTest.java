package dev.towpath.cli.dev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.towpath.schemas.config.ConfigException;
import dev.towpath.schemas.config.Order;
import dev.towpath.schemas.config.PayloadKind;
import dev.towpath.schemas.config.PushConfig;
import dev.towpath.schemas.config.QueueConfig;
import dev.towpath.schemas.config.TargetConfig;
import dev.towpath.schemas.config.TowpathConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DevConfigTest {
    private static final OptionalInt NONE = OptionalInt.empty();

    @TempDir Path project;
    private DevFolder folder;

    @BeforeEach
    void makeFolder() throws Exception {
        folder = new DevFolder(project);
        folder.make();
    }

    @Test
    void withoutAFileItRunsTheDemosTypesOnTheDefaultPorts() throws Exception {
        DevPorts ports = config().ports(NONE, NONE, NONE);
        assertThat(ports).isEqualTo(new DevPorts(9092, 8780, 8781));
        TowpathConfig written = config().write(ports);
        assertThat(written.types().keySet()).contains("demo.hello", "demo.compat.upsert");
        assertThat(written.type("demo.compat.upsert").orElseThrow().payload())
                .isEqualTo(PayloadKind.AVRO);
        assertThat(written.queues().values()).allMatch(q -> q.replication() == 1);
        assertThat(written.kafka().bootstrap()).isEqualTo("127.0.0.1:9092");
    }

    @Test
    void aSiteOnThisMachineNeedsNoMoreThanItsUrl() throws Exception {
        users(
                """
                secret: ${TOWPATH_SECRET}
                targets:
                  my-site: {url: "http://localhost:3000/api/towpath"}
                  shop:
                    url: "https://shop.example/api/towpath"
                    secret: ${TOWPATH_SIGNING_SECRET}
                    allow: [10.0.0.0/8]
                  search: {maxInFlight: 5}
                types:
                  article.publish: {target: my-site}
                """);
        DevPorts ports = config().ports(NONE, NONE, NONE);
        Map<String, TargetConfig> targets = config().write(ports).targets();

        PushConfig site = push(targets, "my-site");
        assertThat(site.allow()).containsExactly("127.0.0.0/8", "::1/128");
        assertThat(push(targets, "shop").allow()).containsExactly("10.0.0.0/8");
        assertThat(push(targets, "shop").secret().key()).isEqualTo(site.secret().key());
        assertThat(Objects.requireNonNull(targets.get("search")).push()).isEmpty();
        assertThat(project.resolve(".towpath/site.env"))
                .content()
                .contains(
                        "TOWPATH=http://127.0.0.1:8780\n",
                        "TOWPATH_KEY=tp_dev_",
                        "TOWPATH_SIGNING_SECRET=whsec_");
    }

    private static PushConfig push(Map<String, TargetConfig> targets, String name) {
        return Objects.requireNonNull(targets.get(name)).push().orElseThrow();
    }

    @Test
    void givenPortsGoBeforeThoseOfTheFile() throws Exception {
        users("secret: ${TOWPATH_SECRET}\ngateway: {port: 7001}\nworker: {port: 7002}\n");
        assertThat(config().ports(NONE, NONE, NONE)).isEqualTo(new DevPorts(9092, 7001, 7002));
        assertThat(config().ports(OptionalInt.of(1), OptionalInt.of(2), OptionalInt.of(3)))
                .isEqualTo(new DevPorts(1, 2, 3));
    }

    @Test
    void aUsersFileKeepsItsMeaningButRunsHere() throws Exception {
        users(
                """
                prefix: shop.
                secret: ${TOWPATH_SECRET}
                kafka:
                  bootstrap: kafka.example.org:9093
                  groupProtocol: classic
                  properties: {security.protocol: SSL}
                schemas: avro
                queues:
                  mail: {partitions: 3, replication: 3, weight: 7}
                types:
                  mail.send: {queue: mail, order: group}
                  "*": {queue: mail}
                clients:
                  site: {keys: [], scopes: [submit], queues: ["*"], types: [mail.send]}
                gateway: {host: 0.0.0.0, maxInFlight: 77}
                worker: {handlers: [build/handlers]}
                """);
        Files.createDirectories(project.resolve("avro"));
        TowpathConfig written = config().write(new DevPorts(1001, 1002, 1003));
        assertThat(written.prefix()).isEqualTo("shop.");
        assertThat(written.kafka().toString())
                .isEqualTo(
                        "KafkaConfig[bootstrap=127.0.0.1:1001, groupProtocol=CLASSIC,"
                                + " properties=[]]");
        QueueConfig mail = java.util.Objects.requireNonNull(written.queues().get("mail"));
        assertThat(mail.partitions()).isEqualTo(3);
        assertThat(mail.replication()).isEqualTo(1);
        assertThat(mail.weight()).isEqualTo(7);
        assertThat(written.types().keySet())
                .contains("mail.send", "demo.hello", "demo.compat.upsert");
        assertThat(written.type("demo.compat.upsert").orElseThrow().payload())
                .isEqualTo(PayloadKind.JSON);
        assertThat(written.clients().keySet()).containsExactly("site", "dev");
        assertThat(written.gateway().host()).isEqualTo("127.0.0.1");
        assertThat(written.gateway().port()).isEqualTo(1002);
        assertThat(written.gateway().maxInFlight()).isEqualTo(77);
        assertThat(written.schemasFolder()).isEqualTo(project.resolve("avro"));
        assertThat(written.worker().handlers()).containsExactly(project.resolve("build/handlers"));
    }

    @Test
    void aQueueHasAsManyPartitionsAsTheBuiltInOneUnlessTheUserSaysOtherwise() throws Exception {
        DevPorts ports = new DevPorts(1001, 1002, 1003);
        int builtIn = partitions(config().write(ports));
        users("queues: {default: {}}\ntypes: {article.publish: {payload: json}}\n");
        assertThat(partitions(config().write(ports))).isEqualTo(builtIn);
        users("types: {article.publish: {payload: json}}\n");
        assertThat(partitions(config().write(ports))).isEqualTo(builtIn);
        users("queues: {default: {partitions: 5}}\n");
        assertThat(partitions(config().write(ports))).isEqualTo(5);
    }

    @Test
    void theFileOfTheReadmeFitsWhatTheFirstStartMade() throws Exception {
        DevPorts ports = new DevPorts(1001, 1002, 1003);
        int builtIn = partitions(config().write(ports));
        Path root = Path.of(java.util.Objects.requireNonNull(System.getProperty("towpath.root")));
        String readme = Files.readString(root.resolve("README.md"));
        int from = readme.indexOf("```yaml\n") + 8;
        users(readme.substring(from, readme.indexOf("```", from)));

        TowpathConfig written = config().write(ports);

        assertThat(partitions(written)).isEqualTo(builtIn);
        assertThat(written.types()).containsKeys("article.publish", "demo.hello");
    }

    private static int partitions(TowpathConfig config) {
        return java.util.Objects.requireNonNull(config.queues().get("default")).partitions();
    }

    @Test
    void whatIsWrongInAUsersFileIsToldByItsOwnLines() throws Exception {
        users("secret: ${TOWPATH_SECRET}\ngateway:\n  prot: 8080\n");
        ConfigException e =
                catchThrowableOfType(ConfigException.class, () -> config().ports(NONE, NONE, NONE));
        assertThat(e).hasMessageContaining(project.resolve("towpath.yaml") + ":3");
    }

    @Test
    void secretAndKeyAreMadeOnceAndOnlyTheirOwnerMayReadThem() throws Exception {
        config().write(new DevPorts(1, 2, 3));
        String key = folder.key();
        assertThat(key).matches("tp_dev_[0-9A-Za-z]{40}");
        assertThat(folder.secret()).hasSize(40).isEqualTo(folder.secret());
        assertThat(folder.key()).isEqualTo(key);
        for (String file : new String[] {"key", "secret", "towpath.yaml"}) {
            assertThat(
                            PosixFilePermissions.toString(
                                    Files.getPosixFilePermissions(folder.root().resolve(file))))
                    .isEqualTo("rw-------");
        }
        assertThat(folder.config()).content().doesNotContain(key).contains(DevFolder.sha256(key));
        assertThat(folder.root().resolve(".gitignore")).hasContent("*\n");
    }

    @Test
    void theExampleSitesTypesAndTargetStandBesideTheUsersOwn() throws Exception {
        users(
                """
                queues: {web: {}}
                types:
                  "*": {queue: web}
                  article.publish: {order: strict}
                """);
        Path example =
                Path.of(Objects.requireNonNull(System.getProperty("towpath.root")))
                        .resolve("producer/typescript/example/towpath.yaml");
        DevConfig config =
                new DevConfig(folder, project.resolve("towpath.yaml"), Optional.of(example));

        TowpathConfig written = config.write(new DevPorts(1001, 1002, 1003).withSite(1004));

        assertThat(Objects.requireNonNull(written.targets().get("site")).push().orElseThrow().url())
                .hasToString("http://127.0.0.1:1004/api/towpath");
        assertThat(written.type("article.import").orElseThrow().limits().target())
                .isEqualTo("site");
        assertThat(written.type("digest.mail").orElseThrow().queue()).isEqualTo("web");
        assertThat(written.type("article.publish").orElseThrow().order()).isEqualTo(Order.STRICT);
        assertThat(written.type("article.publish").orElseThrow().limits().target())
                .isEqualTo("site");
    }

    private DevConfig config() {
        return new DevConfig(folder, project.resolve("towpath.yaml"), Optional.empty());
    }

    private void users(String yaml) throws Exception {
        Files.writeString(project.resolve("towpath.yaml"), yaml);
    }
}
