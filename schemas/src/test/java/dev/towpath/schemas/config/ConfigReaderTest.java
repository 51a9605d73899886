package dev.towpath.schemas.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigReaderTest {
    @TempDir Path folder;

    @Test
    void withoutAFileAllIsDefault() {
        TowpathConfig config =
                ConfigReader.read(
                        folder.resolve("towpath.yaml"), Map.of("TOWPATH_SECRET", YamlText.SECRET));

        assertThat(config)
                .isEqualTo(
                        new TowpathConfig(
                                "towpath.",
                                new Secret(YamlText.SECRET),
                                new KafkaConfig("127.0.0.1:9092", GroupProtocol.AUTO, Map.of()),
                                folder.resolve("schemas"),
                                Map.of(
                                        "default",
                                        new QueueConfig(
                                                6,
                                                1,
                                                3,
                                                Duration.ofDays(7),
                                                Duration.ofDays(14),
                                                Duration.ofDays(30))),
                                Map.of(
                                        "*",
                                        new TypeConfig(
                                                "default",
                                                PayloadKind.JSON,
                                                Order.NONE,
                                                new RetryConfig(
                                                        5,
                                                        Duration.ofSeconds(1),
                                                        4,
                                                        Duration.ofHours(1),
                                                        Jitter.FULL,
                                                        Duration.ofDays(7),
                                                        List.of(),
                                                        3),
                                                Duration.ofSeconds(60),
                                                Duration.ofHours(24),
                                                200,
                                                false)),
                                Map.of(),
                                new GatewayConfig(
                                        "127.0.0.1",
                                        8780,
                                        1 << 20,
                                        256 << 10,
                                        512 << 10,
                                        Duration.ofSeconds(5),
                                        Duration.ofSeconds(30),
                                        10_000,
                                        256 << 20),
                                new WorkerConfig(
                                        "127.0.0.1",
                                        8781,
                                        1000,
                                        64 << 20,
                                        5000,
                                        32 << 20,
                                        256 << 20,
                                        Duration.ofMillis(10),
                                        20_000,
                                        Duration.ofSeconds(20),
                                        1000,
                                        Duration.ofSeconds(5),
                                        HistoryKept.NOTABLE,
                                        List.of())));
    }

    @Test
    void everyKeyOfTheFileReachesItsRecord() throws IOException {
        Files.createDirectories(folder.resolve("avro"));
        Files.writeString(folder.resolve("avro/article.publish.avsc"), "{}");

        TowpathConfig config = YamlText.in(folder).with("SITE_KEY", "ab".repeat(32)).read(FULL);

        assertThat(config.prefix()).isEqualTo("shop.test.");
        assertThat(config.secret().bytes()).asString().isEqualTo(YamlText.SECRET);
        assertThat(config.kafka())
                .isEqualTo(
                        new KafkaConfig(
                                "a:9092, b:9092",
                                GroupProtocol.CLASSIC,
                                Map.of(
                                        "security.protocol", "SASL_SSL",
                                        "connections.max.idle.ms", "1000")));
        assertThat(config.schemasFolder()).isEqualTo(folder.resolve("avro"));
        assertThat(config.queues())
                .containsOnlyKeys("default", "mail.out")
                .containsEntry(
                        "mail.out",
                        new QueueConfig(
                                2,
                                5,
                                1,
                                Duration.ofHours(1),
                                Duration.ofDays(2),
                                Duration.ofDays(3)));
        assertThat(config.types())
                .containsOnlyKeys("*", "article.publish", "mail")
                .containsEntry(
                        "article.publish",
                        new TypeConfig(
                                "default",
                                PayloadKind.AVRO,
                                Order.GROUP,
                                RetryConfig.of(1),
                                Duration.ofSeconds(30),
                                Duration.ofHours(1),
                                7,
                                false))
                .containsEntry(
                        "mail",
                        new TypeConfig(
                                "mail.out",
                                PayloadKind.JSON,
                                Order.NONE,
                                RetryConfig.of(1),
                                Duration.ofSeconds(90),
                                Duration.ofHours(1),
                                200,
                                false));
        assertThat(config.type("anything").map(TypeConfig::timeout))
                .contains(Duration.ofSeconds(90));
        assertThat(config.clients())
                .containsExactly(
                        Map.entry(
                                "site",
                                new ClientConfig(
                                        List.of(
                                                new ClientKey("ab".repeat(32), false),
                                                new ClientKey("cd".repeat(32), true)),
                                        Set.of(Scope.SUBMIT),
                                        Set.of("mail.out"),
                                        Set.of("*"))));
        assertThat(config.gateway())
                .isEqualTo(
                        new GatewayConfig(
                                "0.0.0.0",
                                0,
                                2 << 20,
                                1 << 10,
                                2 << 10,
                                Duration.ofSeconds(1),
                                Duration.ofSeconds(2),
                                3,
                                4 << 20));
        assertThat(config.worker())
                .isEqualTo(
                        new WorkerConfig(
                                "::1",
                                1,
                                2,
                                3 << 20,
                                4,
                                5 << 20,
                                6 << 20,
                                Duration.ofMillis(7),
                                8,
                                Duration.ofSeconds(9),
                                10,
                                Duration.ofSeconds(11),
                                HistoryKept.OFF,
                                List.of(folder.resolve("jobs.jar"), Path.of("/opt/handlers"))));
    }

    @Test
    void queuesOfTheFileStandInPlaceOfTheBuiltInOne() {
        TowpathConfig config =
                YamlText.in(folder)
                        .read(
                                """
                                queues: {mail: {partitions: 2}}
                                types: {"*": {queue: mail}}
                                """);

        assertThat(config.queues()).containsOnlyKeys("mail");
    }

    @Test
    void sectionsWithNothingInThemAreAsIfTheyWereNotThere() {
        TowpathConfig config =
                YamlText.in(folder)
                        .read("queues:\ntypes:\nclients:\n  site:\n    keys:\ngateway:\nworker:\n");

        assertThat(config.gateway()).isEqualTo(GatewayConfig.defaults());
        assertThat(config.queues()).containsOnlyKeys("default");
        assertThat(config.clients().get("site"))
                .isEqualTo(
                        new ClientConfig(
                                List.of(),
                                Set.of(Scope.SUBMIT, Scope.READ),
                                Set.of("*"),
                                Set.of("*")));
    }

    @Test
    void anEmptyFileAndOneOfCommentsAreAsNoFile() {
        assertThat(YamlText.in(folder).read("").gateway()).isEqualTo(GatewayConfig.defaults());
        assertThat(YamlText.in(folder).read("# nothing yet\n").worker().port()).isEqualTo(8781);
    }

    @Test
    void aByteOrderMarkDoesNotMatter() {
        assertThat(YamlText.in(folder).read("\uFEFFprefix: shop.\n").prefix()).isEqualTo("shop.");
    }

    @Test
    void aSignBeyond16BitsIsReadWhereverItStands() {
        for (int at = 0; at < 5000; at++) {
            String yaml = "#" + "x".repeat(at) + "\uD83D\uDEB2\nprefix: shop.\n" + "#".repeat(5000);

            assertThat(YamlText.in(folder).read(yaml).prefix()).as("at %d", at).isEqualTo("shop.");
        }
    }

    @Test
    void theSchemasOfARoleThatGetsThemFromKafkaAreNotLookedAt() throws IOException {
        Path file = folder.resolve("towpath.yaml");
        Files.writeString(file, "types: {a: {payload: avro}}\n");

        EffectiveConfig config =
                ConfigReader.readEffective(
                        file, Map.of("TOWPATH_SECRET", YamlText.SECRET), SchemaCheck.NONE);

        assertThat(config.config().type("a").map(TypeConfig::payload)).contains(PayloadKind.AVRO);
    }

    static final String FULL =
            """
            prefix: shop.test.
            secret: ${TOWPATH_SECRET}
            kafka:
              bootstrap: a:9092, b:9092
              groupProtocol: classic
              properties: {security.protocol: SASL_SSL, connections.max.idle.ms: 1000}
            schemas: avro
            queues:
              default: {}
              mail.out:
                partitions: 2
                weight: 5
                replication: 1
                retention: 1h
                ledgerRetention: 2d
                deadRetention: 3d
            types:
              article.publish: {payload: avro, order: group, timeout: 30s, maxInFlight: 7}
              mail: {queue: mail.out}
              "*": {timeout: 90s, dedupWindow: 1h, allowUnknown: true, attempts: 1}
            clients:
              site:
                keys:
                  - sha256: ${SITE_KEY}
                  - {sha256: cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd, revoked: true}
                scopes: [submit]
                queues: [mail.out]
                types: ["*"]
            gateway:
              host: 0.0.0.0
              port: 0
              maxBody: 2MiB
              maxPayload: 1KiB
              maxLine: 2KiB
              enqueueTimeout: 1s
              bodyTimeout: 2s
              maxInFlight: 3
              ledgerMemory: 4MiB
            worker:
              host: ::1
              port: 1
              maxInFlight: 2
              maxInFlightBytes: 3MiB
              bufferPerPartition: 4
              bufferBytesPerPartition: 5MiB
              ledgerBytesPerPartition: 6MiB
              flushPause: 7ms
              maxUnflushed: 8
              drainTimeout: 9s
              maxChildren: 10
              timeoutGrace: 11s
              history: "off"
              handlers: [jobs.jar, /opt/handlers]
            """;
}
