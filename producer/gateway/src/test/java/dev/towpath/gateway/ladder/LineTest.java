package dev.towpath.gateway.ladder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towpath.schemas.topic.Rung;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class LineTest {
    private static final TopicPartition PARTITION = new TopicPartition("t.delay.4s", 0);

    @Test
    void takesAtMost500HeadsAndSaysWhereToGoOn() {
        Line line = new Line(PARTITION, Rung.S4);
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            records.add(record(i, 0));
        }

        assertThat(line.take(records)).hasValue(500);
        assertThat(line.heads()).isEqualTo(500);
        assertThat(line.full()).isTrue();
    }

    @Test
    void takesNoMoreBytesThanItsBoundUnlessOneRecordHasMore() {
        Line line = new Line(PARTITION, Rung.S4);

        assertThat(line.take(List.of(record(0, 2 * Line.MOST_BYTES), record(1, 0)))).hasValue(1);
        assertThat(line.heads()).isEqualTo(1);
    }

    @Test
    void aHeadGoesOnWhenItsRungIsOver() {
        Line line = new Line(PARTITION, Rung.S4);
        line.take(List.of(record(3, 0)));

        assertThat(line.next()).hasValue(1_000 + 4_000);
    }

    @Test
    void theFrontierIsTheLowestRecordThatIsNotElsewhere() {
        for (long seed = 1; seed <= 100; seed++) {
            Random random = new Random(seed);
            Line line = new Line(PARTITION, Rung.NOW);
            TreeMap<Long, Optional<Line.Step>> open = new TreeMap<>();
            long next = random.nextInt(100);
            assertThat(line.frontier()).isEmpty();
            for (int i = 0; i < 2_000; i++) {
                if (line.heads() < 10) {
                    next += 1 + (random.nextInt(10) == 0 ? random.nextInt(50) : 0);
                    line.take(List.of(record(next, 0)));
                    open.put(next, Optional.empty());
                }
                if (random.nextBoolean()) {
                    long offset = line.first().orElseThrow().offset();
                    open.put(offset, Optional.of(line.begin()));
                }
                List<Long> begun =
                        open.keySet().stream().filter(o -> at(open, o).isPresent()).toList();
                if (!begun.isEmpty() && random.nextInt(3) > 0) {
                    long offset = begun.get(random.nextInt(begun.size()));
                    line.done(at(open, offset).orElseThrow());
                    open.remove(offset);
                }
                long expected = open.isEmpty() ? next + 1 : open.firstKey();
                assertThat(line.frontier()).as("seed %d, step %d", seed, i).hasValue(expected);
            }
        }
    }

    private static Optional<Line.Step> at(Map<Long, Optional<Line.Step>> open, long offset) {
        return open.getOrDefault(offset, Optional.empty());
    }

    private static ConsumerRecord<byte[], byte[]> record(long offset, int bytes) {
        return new ConsumerRecord<>(
                PARTITION.topic(),
                0,
                offset,
                1_000,
                TimestampType.LOG_APPEND_TIME,
                0,
                bytes,
                new byte[0],
                new byte[0],
                new RecordHeaders(),
                Optional.empty());
    }
}
