package dev.towpath.broker;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.error.TowpathException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Needs to be root: mounts a small file system of its own.
@Tag("full")
final class FullDiskTest {
    @TempDir Path folder;
    private Path disk;

    @BeforeEach
    void mount() throws Exception {
        disk = Files.createDirectory(folder.resolve("disk"));
        run("mount", "-t", "tmpfs", "-o", "size=96m", "tmpfs", disk.toString());
    }

    @AfterEach
    void unmount() throws Exception {
        run("umount", disk.toString());
    }

    @Test
    void isRefusedAtTheStart() throws Exception {
        Files.write(disk.resolve("ballast"), new byte[50 << 20]);
        TowpathException e =
                catchThrowableOfType(
                        TowpathException.class, () -> EmbeddedBroker.builder(disk).start());
        assertThat(e.code()).isEqualTo(ErrorCode.DISK_FULL);
        assertThat(e)
                .hasMessage(
                        "the disk of the data folder "
                                + disk
                                + " has 46 MiB free, expected at least 64 MiB. The broker was not"
                                + " started and its data is unchanged. Free some space and start"
                                + " again.");
    }

    @Test
    void isToldWhenItFillsUpLaterAndWhatWasAcknowledgedIsThereAgainAfterwards() throws Exception {
        int acknowledged = 0;
        try (EmbeddedBroker broker =
                EmbeddedBroker.builder(disk).logFile(folder.resolve("broker.log")).start()) {
            Map<String, Object> config =
                    Map.of(
                            "bootstrap.servers", broker.bootstrap(),
                            "delivery.timeout.ms", "15000",
                            "request.timeout.ms", "5000",
                            "compression.type", "none");
            try (Admin admin = Admin.create(config);
                    KafkaProducer<byte[], byte[]> producer =
                            new KafkaProducer<>(
                                    config, new ByteArraySerializer(), new ByteArraySerializer())) {
                NewTopic topic = new NewTopic("a", Optional.of(1), Optional.empty());
                admin.createTopics(List.of(topic)).all().get(30, SECONDS);
                while (true) {
                    producer.send(new ProducerRecord<>("a", new byte[900_000])).get(30, SECONDS);
                    acknowledged++;
                }
            } catch (ExecutionException full) {
                assertThat(acknowledged).isPositive();
            }
            TowpathException e = broker.onExit().get(60, SECONDS);
            assertThat(e.code()).isEqualTo(ErrorCode.DISK_FULL);
            assertThat(e)
                    .hasMessageStartingWith("the embedded broker ended, status ")
                    .hasMessageContaining("because the disk of its data folder " + disk)
                    .hasMessageContaining("Free some space and start again.");

            run("mount", "-o", "remount,size=256m", disk.toString());
            broker.restart();
            assertThat(EmbeddedBrokerTest.endOf(broker, "a")).isGreaterThanOrEqualTo(acknowledged);
        }
    }

    private static void run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).inheritIO().start();
        assertThat(process.waitFor()).as(String.join(" ", command)).isZero();
    }
}
