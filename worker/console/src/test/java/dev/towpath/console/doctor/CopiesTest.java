package dev.towpath.console.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towpath.console.doctor.Finding.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartitionInfo;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What is said of a partition with three copies, which a single broker cannot have.
class CopiesTest {
    private static final String SUBJECT = "towpath.ledger.default-0";
    private static final Node FIRST = new Node(1, "a", 9092);

    @Test
    void threeInSyncAreFine() {
        assertThat(judge(FIRST, 3)).isEmpty();
    }

    @Test
    void oneThatIsBehindIsToldBeforeASecondStopsAllWrites() {
        List<Finding> behind = judge(FIRST, 2);
        assertThat(behind).extracting(Finding::severity).containsExactly(Severity.WARNS);
        assertThat(behind.getFirst().got()).isEqualTo("2; it has less to fall back on");
        List<Finding> stopped = judge(FIRST, 1);
        assertThat(stopped).extracting(Finding::severity).containsExactly(Severity.STALLS);
        assertThat(stopped.getFirst().got()).isEqualTo("1 of 3: nothing can be written");
        assertThat(stopped.getFirst().mend()).isEqualTo("start the broker that holds the others");
    }

    @Test
    void withoutLeaderNothingIsReadOrWritten() {
        List<Finding> found = judge(null, 0);
        assertThat(found).extracting(Finding::severity).containsExactly(Severity.STALLS);
        assertThat(found.getFirst().got()).isEqualTo("none: nothing is read or written");
    }

    private static List<Finding> judge(@Nullable Node leader, int inSync) {
        List<Node> copies = nodes(3);
        List<Finding> found = new ArrayList<>();
        Copies.judge(SUBJECT, new TopicPartitionInfo(0, leader, copies, nodes(inSync)), 2, found);
        return found;
    }

    private static List<Node> nodes(int count) {
        return IntStream.rangeClosed(1, count).mapToObj(id -> new Node(id, "a", 9092)).toList();
    }
}
