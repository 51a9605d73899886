package dev.towpath.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.error.TowpathException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BrokerFolderTest {
    private static final String META =
            "version=1\ncluster.id=our-cluster\nnode.id=1\ndirectory.id=d\n";

    @TempDir Path root;
    private BrokerFolder folder;

    @BeforeEach
    void makeFolder() {
        folder = new BrokerFolder(root, "1");
    }

    @Test
    void remembersTheClusterThatItWasMadeFor() throws Exception {
        assertThat(folder.clusterId("first")).isEqualTo("first");
        assertThat(folder.clusterId("second")).isEqualTo("first");
        assertThat(folder.isNew("first")).isTrue();
    }

    @Test
    void takesAFormattedFolderOfItsOwnCluster() throws Exception {
        kafkaFile("meta.properties", META);
        assertThat(folder.isNew("our-cluster")).isFalse();
    }

    @Test
    void refusesTheDataOfAnotherCluster() throws Exception {
        kafkaFile("meta.properties", META.replace("our-cluster", "their-cluster"));
        fails(ErrorCode.DATA_FOLDER_FOREIGN, () -> folder.isNew("our-cluster"))
                .isEqualTo(
                        "the data folder "
                                + root
                                + " holds the data of node 1 of Kafka cluster their-cluster,"
                                + " expected node 1 of cluster our-cluster. Nothing was started or"
                                + " changed. Put back the kafka folder that belongs here, or move"
                                + " the whole data folder away to begin with an empty broker.");
    }

    @Test
    void refusesTheDataOfAnotherNode() throws Exception {
        kafkaFile("meta.properties", META.replace("node.id=1", "node.id=3"));
        fails(ErrorCode.DATA_FOLDER_FOREIGN, () -> folder.isNew("our-cluster"))
                .contains("holds the data of node 3 of Kafka cluster our-cluster");
    }

    @Test
    void refusesKafkaDataThatTowpathDidNotPutThere() throws Exception {
        kafkaFile("meta.properties", META);
        fails(ErrorCode.DATA_FOLDER_FOREIGN, () -> folder.clusterId("fresh"))
                .contains("holds Kafka data that Towpath did not put there");
        assertThat(root.resolve("cluster.id")).doesNotExist();
    }

    @Test
    void refusesSegmentsWithoutMetaProperties() throws Exception {
        kafkaFile("a-0/00.log", "x");
        fails(ErrorCode.DATA_FOLDER_DAMAGED, () -> folder.isNew("our-cluster"))
                .contains("it holds segments, but its file kafka/meta.properties is missing");
    }

    @Test
    void refusesATruncatedMetaProperties() throws Exception {
        kafkaFile("meta.properties", "version=1\nclus");
        fails(ErrorCode.DATA_FOLDER_DAMAGED, () -> folder.isNew("our-cluster"))
                .contains("its file kafka/meta.properties does not say cluster.id");
    }

    @Test
    void refusesAMetaPropertiesThatIsNoText() throws Exception {
        kafkaFile("meta.properties", "version=\\u00zz");
        fails(ErrorCode.DATA_FOLDER_DAMAGED, () -> folder.isNew("our-cluster"))
                .contains("its file kafka/meta.properties cannot be read: ");
    }

    @Test
    void namesEverySegmentThatIsNotAsItWasLeft() throws Exception {
        kafkaFile("a-0/00.log", "whole");
        kafkaFile("b-0/00.log", "whole");
        kafkaFile("c-0/00.log", "whole");
        kafkaFile("gone.0-delete/00.log", "whole");
        folder.closed();
        kafkaFile("a-0/00.log", "who");
        Files.delete(root.resolve("kafka/b-0/00.log"));

        fails(ErrorCode.DATA_FOLDER_DAMAGED, folder::open)
                .isEqualTo(
                        "the data folder "
                                + root
                                + " is damaged: a-0/00.log has 3 bytes, expected 5; b-0/00.log is"
                                + " missing. The broker was not started and nothing was changed."
                                + " Restore the folder from a copy, or move it away to begin with"
                                + " an empty broker; the jobs in it are then gone.");
    }

    @Test
    void comparesOnlyWithTheLastStopIfThatWasClean() throws Exception {
        kafkaFile("a-0/00.log", "whole");
        folder.closed();
        folder.open();
        kafkaFile("a-0/00.log", "who");
        folder.open();
    }

    private void kafkaFile(String name, String text) throws IOException {
        Path file = root.resolve("kafka").resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static org.assertj.core.api.AbstractStringAssert<?> fails(
            ErrorCode code, ThrowingCallable act) {
        TowpathException e = catchThrowableOfType(TowpathException.class, act);
        assertThat(e.code()).isEqualTo(code);
        return assertThat(e.getMessage());
    }
}
