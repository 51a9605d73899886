package dev.towpath.broker;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.error.TowpathException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
final class EmbeddedBrokerTest {
    @TempDir Path folder;

    @Test
    void keepsItsPortsAndRecordsOverAKillACleanStopAndATornTail() throws Exception {
        try (EmbeddedBroker broker = start()) {
            String bootstrap = broker.bootstrap();
            createTopic(broker, "a");
            send(broker, "a", 3);
            broker.kill();
            Files.write(segment(), new byte[] {1, 2, 3}, StandardOpenOption.APPEND);

            broker.restart();
            assertThat(broker.bootstrap()).isEqualTo(bootstrap);
            assertThat(endOf(broker, "a")).isEqualTo(3);
            saysWhichProcessRunsOnTheFolderAlready(broker);

            broker.stop();
            refusesASegmentThatWasTruncatedAfterACleanStop();
            broker.restart();
            assertThat(endOf(broker, "a")).isEqualTo(3);
            tellsOfAnEndThatNobodyAskedFor(broker);
        }
    }

    private void saysWhichProcessRunsOnTheFolderAlready(EmbeddedBroker broker) {
        TowpathException e = catchThrowableOfType(TowpathException.class, this::start);
        assertThat(e.code()).isEqualTo(ErrorCode.ALREADY_RUNNING);
        assertThat(e)
                .hasMessage(
                        "a broker runs on the data folder "
                                + folder
                                + " already (process "
                                + broker.pid()
                                + "). Nothing was started. Stop that one first, or name another"
                                + " folder.");
        assertThat(broker.isAlive()).isTrue();
    }

    private void refusesASegmentThatWasTruncatedAfterACleanStop() throws Exception {
        byte[] whole = Files.readAllBytes(segment());
        Files.write(segment(), Arrays.copyOf(whole, whole.length - 5));

        TowpathException e = catchThrowableOfType(TowpathException.class, this::start);
        assertThat(e.code()).isEqualTo(ErrorCode.DATA_FOLDER_DAMAGED);
        assertThat(e)
                .hasMessageContaining(
                        "a-0/00000000000000000000.log has "
                                + (whole.length - 5)
                                + " bytes, expected "
                                + whole.length)
                .hasMessageContaining("Restore the folder from a copy, or move it away");
        Files.write(segment(), whole);
    }

    private static void tellsOfAnEndThatNobodyAskedFor(EmbeddedBroker broker) throws Exception {
        ProcessHandle.of(broker.pid()).orElseThrow().destroyForcibly();
        TowpathException e = broker.onExit().get(30, SECONDS);
        assertThat(e.code()).isEqualTo(ErrorCode.BROKER_FAILED);
        assertThat(e).hasMessageStartingWith("the embedded broker ended, status 137.");
    }

    @Test
    void namesATakenPort() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();
            TowpathException e =
                    catchThrowableOfType(
                            TowpathException.class,
                            () -> EmbeddedBroker.builder(folder).port(port).start());
            assertThat(e.code()).isEqualTo(ErrorCode.PORT_TAKEN);
            assertThat(e)
                    .hasMessageContaining(
                            "port " + port + " on 127.0.0.1, meant for Kafka, cannot be")
                    .hasMessageContaining("Stop that process, or choose another port.");
        }
    }

    @Test
    void quotesTheLastLinesOfItsLogWhenItEndsWhileItStarts() {
        TowpathException e =
                catchThrowableOfType(
                        TowpathException.class,
                        () ->
                                EmbeddedBroker.builder(folder)
                                        .properties(Map.of("num.io.threads", "none"))
                                        .start());
        assertThat(e.code()).isEqualTo(ErrorCode.BROKER_FAILED);
        assertThat(e)
                .hasMessageStartingWith(
                        "the embedded broker ended while it started, status 1. Its data is kept as"
                                + " it is in "
                                + folder)
                .hasMessageContaining("Invalid value none for configuration num.io.threads");
    }

    @Test
    @Tag("full")
    void diesWithAParentThatWasKilled() throws Exception {
        Process parent =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                "-Dtowpath.root=" + System.getProperty("towpath.root"),
                                ParentOfABroker.class.getName(),
                                folder.toString())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        ProcessHandle broker =
                ProcessHandle.of(Long.parseLong(parent.inputReader().readLine())).orElseThrow();
        assertThat(broker.isAlive()).isTrue();

        parent.destroyForcibly();
        // Its successor need not wait: it takes the folder over as soon as the old one has left.
        try (EmbeddedBroker heir = start()) {
            assertThat(heir.isAlive()).isTrue();
            assertThat(broker.onExit()).succeedsWithin(Duration.ofSeconds(10));
        }
    }

    @Test
    void keepsKafkasServerOffOurClassPath() {
        assertThatThrownBy(() -> Class.forName("org.apache.kafka.raft.RaftClient"))
                .isInstanceOf(ClassNotFoundException.class);
        assertThatThrownBy(() -> Class.forName("scala.Function0"))
                .isInstanceOf(ClassNotFoundException.class);
    }

    @Test
    void isSharedByTheTestsOfOneJvmAndDeletesItsTemporaryFolder() throws Exception {
        EmbeddedBroker broker = SharedBroker.get();
        assertThat(SharedBroker.get()).isSameAs(broker);
        createTopic(broker, "shared");
        send(broker, "shared", 1);
        assertThat(endOf(broker, "shared")).isEqualTo(1);

        Path data = broker.logFile().getParent();
        assertThat(data).isDirectory();
        broker.close();
        assertThat(data).doesNotExist();
    }

    private EmbeddedBroker start() {
        return EmbeddedBroker.builder(folder).quickStart().start();
    }

    private Path segment() {
        return folder.resolve("kafka/a-0/00000000000000000000.log");
    }

    private static void createTopic(EmbeddedBroker broker, String name) throws Exception {
        try (Admin admin = admin(broker)) {
            NewTopic topic = new NewTopic(name, Optional.of(1), Optional.empty());
            admin.createTopics(List.of(topic)).all().get(30, SECONDS);
        }
    }

    private static void send(EmbeddedBroker broker, String topic, int records) throws Exception {
        Map<String, Object> config = Map.of("bootstrap.servers", broker.bootstrap());
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(config, new StringSerializer(), new StringSerializer())) {
            for (int i = 0; i < records; i++) {
                producer.send(new ProducerRecord<>(topic, "k", "v" + i)).get(30, SECONDS);
            }
        }
    }

    static long endOf(EmbeddedBroker broker, String topic) throws Exception {
        TopicPartition partition = new TopicPartition(topic, 0);
        try (Admin admin = admin(broker)) {
            return admin.listOffsets(Map.of(partition, OffsetSpec.latest()))
                    .partitionResult(partition)
                    .get(30, SECONDS)
                    .offset();
        }
    }

    private static Admin admin(EmbeddedBroker broker) {
        return Admin.create(Map.of("bootstrap.servers", broker.bootstrap()));
    }
}
